import { checkFailed } from '../errors/checks.ts'
import type { ImportError } from '../errors/import-error.ts'
import { aliasNotSwitched } from '../errors/publishing.ts'
import { CALL } from '../job/patience.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { CallFailure } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { ask } from './ask.ts'

/** The alias to switch, and the collection that it shall lead to. */
export interface Switch {
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
  const target = await ask(tools, options => plane.aliasTarget(alias, options), { timeout: CALL })
  if ('refusal' in target) throw unknowable(target.failure)
  if (target.answer === undefined) {
    const taken = await ask(tools, options => plane.has(alias, options), { timeout: CALL })
    if ('answer' in taken && taken.answer) throw checkFailed('AliasTaken', { input: 'alias', because: alias })
  }
  // The author may import by an alias: a job is bound to the collection that it means now.
  const real = await ask(tools, options => plane.aliasTarget(collectionName, options), { timeout: CALL })
  const resolved = 'answer' in real ? real.answer : undefined
  return { plane, alias, collectionName: resolved ?? collectionName }
}

function unknowable(failure: CallFailure): ImportError {
  const code = failure.httpStatus === 403 ? 'NotPermitted' : 'DataPlaneUnreachable'
  return checkFailed(code, { input: 'alias', failure })
}

/**
 * The last step: the alias leads to the collection, in one call. Only called when a query has seen the rows. A lost
 * answer is settled by asking where the alias leads. Throws `AliasNotSwitched`; the rows are in all the same.
 */
export async function switchAlias({ plane, alias, collectionName }: Switch, tools: Tools): Promise<void> {
  const where = () => ask(tools, options => plane.aliasTarget(alias, options), { timeout: CALL })
  const found = await where()
  if ('refusal' in found) throw aliasNotSwitched({ alias, collectionName, failure: found.failure })
  const before = found.answer
  if (before !== collectionName) {
    const change = before === undefined ? plane.createAlias : plane.alterAlias
    const changed = await ask(tools, options => change(alias, collectionName, options), { timeout: CALL })
    if ('refusal' in changed) {
      const now = await where()
      if (!('answer' in now && now.answer === collectionName))
        throw aliasNotSwitched({ alias, collectionName, pointsTo: before, failure: changed.failure })
    }
  }
  tools.tell({ kind: 'switched', alias, collectionName, before })
}
