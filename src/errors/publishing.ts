import { count, duration } from '../words/format.ts'
import { explain } from './explain.ts'
import { behind, type Told } from './failures.ts'
import { ImportError } from './import-error.ts'

// How a step ends between the last row and the first search: the count, and the alias. The rows are in: nobody should
// import again.

const complete = (imported: bigint | undefined) =>
  `complete${imported === undefined ? '' : ` (${count(imported)} rows)`}`

/** The import is complete, but no query counts all its rows. */
export function notSearchable(seen: {
  readonly imported: bigint | undefined
  /** What the last query counted, if one did. */
  readonly counted: bigint | undefined
  readonly expected: bigint | undefined
  /** What a query counted before the import. */
  readonly before?: bigint
  readonly failure?: Told
  /** Milliseconds since the job was seen complete. */
  readonly waited: number
}): ImportError {
  const { counted, expected, before, waited } = seen
  const instead = expected === undefined ? '' : ` instead of ${count(expected)}`
  const found =
    counted === undefined
      ? 'a query could not count its rows'
      : `a query still counts ${count(counted)}${instead}`
  const isBehind = counted !== undefined && before !== undefined && counted < before
  return new ImportError({
    ...{ status: 'Completed', code: 'NotSearchable', ...behind(seen.failure) },
    title: `The import is ${complete(seen.imported)}, but ${found} after ${duration(waited)}`,
    advice: `Don't import again: the rows are stored. ${
      isBehind
        ? 'Rows were deleted meanwhile, or others write to the collection: count them yourself'
        : 'Check that the collection (or the partition) is loaded, refresh the load, or wait longer with a higher `timeout`'
    }`,
  })
}

/** The job that was given belongs to another collection than the one whose rows were to be counted. */
export function otherCollection(collectionName: string, real: string): ImportError {
  return new ImportError({
    ...{ status: 'Completed', code: 'NotSearchable' },
    title: `The import is complete, but it went into collection ${real}, not into ${collectionName}: nothing was counted`,
    advice: "Don't import again: correct `collectionName`, then run this step again",
  })
}

/** The workflow was cancelled after the job completed, before a query had seen its rows. */
export function cancelledCounting(imported: bigint | undefined): ImportError {
  return new ImportError({
    ...{ status: 'Cancelled', code: 'Cancelled' },
    title: `The workflow was cancelled. The import was ${complete(imported)}, but no query had counted its rows yet`,
    advice: "Don't import again: the rows become visible by themselves, or after a refresh of the load",
  })
}

/** Rows are in, but what holds them is not loaded: `the partition week47`. */
export function notLoaded(what: string, failure?: Told): ImportError {
  return new ImportError({
    ...{ status: 'Completed', code: 'NotLoaded', ...behind(failure) },
    title: `The import is complete, but ${what} is not loaded: its rows are stored, but cannot be searched`,
    advice: "Don't import again: load it, or set `searchable: load` next time",
  })
}

const byHand = "Don't import again: switch the alias yourself, or run a step with this `jobId` and `alias`."

/** The import is complete and searchable, but the alias does not lead to its collection; `pointsTo` is where it does. */
export function aliasNotSwitched(
  { alias, collectionName }: { readonly alias: string; readonly collectionName: string },
  failure: Told,
  pointsTo?: string,
): ImportError {
  const { title, advice } = explain(failure.code, failure.said, { api: 'milvus' })
  const now = pointsTo ? `; it still points to ${pointsTo}` : ''
  return new ImportError({
    ...{ status: 'Completed', code: 'AliasNotSwitched', ...behind(failure) },
    context: `The import is complete, but the alias ${alias} could not be switched to ${collectionName}${now}`,
    title,
    advice: `${byHand} ${advice}`,
  })
}

/** The server did not say how many rows came in: no count can show that an alias may lead to them. */
export function aliasUnproven(alias: string): ImportError {
  return new ImportError({
    ...{ status: 'Completed', code: 'AliasNotSwitched' },
    title: `The import is complete, but the server does not report how many rows came in: whether a query sees all of them is not known, and the alias ${alias} was left alone`,
    advice: "Don't import again: count the rows, then switch the alias yourself",
  })
}

/** The workflow was cancelled when the rows were searchable; `isSent` if the alias may have been switched. */
export function cancelledSwitching(alias: string, isSent: boolean): ImportError {
  const what = isSent ? 'may or may not have been switched' : 'was not switched'
  return new ImportError({
    ...{ status: 'Cancelled', code: 'Cancelled' },
    title: `The workflow was cancelled. The import is complete and searchable, but the alias ${alias} ${what}`,
    advice: byHand,
  })
}
