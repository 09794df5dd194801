import { checkFailed } from '../errors/checks.ts'
import { aliasNotSwitched, cancelledSwitching } from '../errors/publishing.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Tools } from '../model/tools.ts'
import { ask, type Refused } from './ask.ts'
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

/**
 * The last step: the alias leads to the collection, in one call. Only called when a query has seen the rows. A lost
 * answer is settled by asking where the alias leads; an alias that somebody else creates or drops at the same moment
 * asks for the other verb, once. Throws `AliasNotSwitched`; the rows are in all the same.
 */
export async function switchAlias(change: Switch, tools: Tools): Promise<void> {
  const { plane, alias, collectionName } = change
  const where = () => ask(tools, options => plane.aliasTarget(alias, options))
  let now = await where()
  const before = 'answer' in now ? now.answer : undefined
  let failed: Refused | undefined
  for (let changes = 0; !('answer' in now && now.answer === collectionName); changes += 1) {
    if (tools.signal.aborted) throw cancelledSwitching(alias, changes > 0)
    if ('refusal' in now) throw aliasNotSwitched(change, now.failure)
    const isOtherVerb = failed?.refusal === 'aliasMissing' || failed?.refusal === 'aliasTaken'
    if (failed && changes >= (isOtherVerb ? 2 : 1)) throw aliasNotSwitched(change, failed.failure, now.answer)
    const lead = now.answer === undefined ? plane.createAlias : plane.alterAlias
    const changed = await ask(tools, options => lead(alias, collectionName, options))
    if ('answer' in changed) break
    failed = changed
    now = await where()
  }
  tools.tell({ kind: 'switched', alias, collectionName, before })
}
