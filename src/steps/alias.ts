import { checkFailed } from '../errors/checks.ts'
import { aliasNotSwitched, cancelledSwitching } from '../errors/publishing.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Tools } from '../model/tools.ts'
import { type Asked, ask } from './ask.ts'
import { mustKnow } from './plane.ts'

/** The alias to switch, and the collection that it shall lead to. */
interface Switch {
  readonly plane: DataPlane
  readonly alias: string
  /** The real name: an alias can't lead to an alias. */
  readonly collectionName: string
}

/**
 * The step before the create: the name is an alias or free, and the collection has a name of its own. Throws a
 * `CheckFailed`.
 */
export async function planSwitch(
  plane: DataPlane,
  alias: string,
  collectionName: string,
  tools: Tools,
): Promise<Switch> {
  const target = await mustKnow('alias', tools, options => plane.aliasTarget(alias, options))
  const isFree = target === undefined
  if (isFree && (await mustKnow('alias', tools, options => plane.has(alias, options))))
    throw checkFailed('AliasTaken', { input: 'alias', because: alias })
  // The author may import by an alias: a job is bound to the collection that it means now.
  const real = await mustKnow('alias', tools, options => plane.aliasTarget(collectionName, options))
  return { plane, alias, collectionName: real ?? collectionName }
}

/** An alias that somebody else creates or drops at the same moment asks for the other verb. */
const MOST_CHANGES = 2

/**
 * The last step: the alias leads to the collection, in one call. Only called when a query has seen the rows. A lost
 * answer is settled by asking where the alias leads. Throws `AliasNotSwitched`; the rows are in all the same.
 */
export async function switchAlias({ plane, alias, collectionName }: Switch, tools: Tools): Promise<void> {
  const { signal, tell } = tools
  const where = () => ask(tools, options => plane.aliasTarget(alias, options))
  let now = await where()
  const before = 'answer' in now ? now.answer : undefined
  let changed: Asked<void> | undefined
  for (let changes = 0; !('answer' in now && now.answer === collectionName); changes += 1) {
    if (signal.aborted) throw cancelledSwitching({ alias, isSent: changes > 0 })
    if ('refusal' in now) throw aliasNotSwitched({ alias, collectionName, failure: now.failure })
    if (changed && 'failure' in changed && changes >= limitFor(changed))
      throw aliasNotSwitched({ alias, collectionName, pointsTo: now.answer, failure: changed.failure })
    const change = now.answer === undefined ? plane.createAlias : plane.alterAlias
    changed = await ask(tools, options => change(alias, collectionName, options))
    if ('answer' in changed) break
    now = await where()
  }
  tell({ kind: 'switched', alias, collectionName, before })
}

function limitFor(changed: Asked<void>): number {
  const isOtherVerb =
    'refusal' in changed && (changed.refusal === 'aliasMissing' || changed.refusal === 'aliasTaken')
  return isOtherVerb ? MOST_CHANGES : 1
}
