import { count, duration } from '../words/format.ts'
import { explain } from './explain.ts'
import type { Told } from './failures.ts'
import { ImportError } from './import-error.ts'

// How a step ends between the last row and the first search: the count, and the alias.

const told = (failure: Told | undefined) =>
  failure && { cause: failure.code, said: failure.said, requestId: failure.requestId }

const inBrackets = (imported: bigint | undefined) =>
  imported === undefined ? '' : ` (${count(imported)} rows)`

export interface Uncounted {
  readonly imported: bigint | undefined
  /** What the last query counted, if one did. */
  readonly counted: bigint | undefined
  readonly expected: bigint | undefined
  /** What a query counted before the import. */
  readonly before?: bigint | undefined
  readonly failure?: Told | undefined
  /** Milliseconds since the job was seen complete. */
  readonly waited?: number | undefined
}

/** The import is complete, but no query counts all its rows. */
export function notSearchable(seen: Uncounted): ImportError {
  const { imported, counted, expected, waited } = seen
  const after = waited === undefined ? '' : ` after ${duration(waited)}`
  const found =
    counted === undefined
      ? `a query could not count its rows${after}`
      : `a query still counts ${count(counted)}${expected === undefined ? '' : ` instead of ${count(expected)}`}${after}`
  const isBehind = counted !== undefined && seen.before !== undefined && counted < seen.before
  return new ImportError({
    ...{ status: 'Completed', code: 'NotSearchable', ...told(seen.failure) },
    title: `The import is complete${inBrackets(imported)}, but ${found}`,
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
    title: `The workflow was cancelled. The import was complete${inBrackets(imported)}, but no query had counted its rows yet`,
    advice: "Don't import again: the rows become visible by themselves, or after a refresh of the load",
  })
}

/** Rows are in, but what holds them is not loaded: `the partition week47`. */
export function notLoaded(what: string, failure?: Told): ImportError {
  return new ImportError({
    ...{ status: 'Completed', code: 'NotLoaded', ...told(failure) },
    title: `The import is complete, but ${what} is not loaded: its rows are stored, but cannot be searched`,
    advice: "Don't import again: load it, or set `searchable: load` next time",
  })
}

export interface Alias {
  readonly alias: string
  readonly collectionName: string
  /** Where the alias points to now, if that is known. */
  readonly pointsTo?: string | undefined
  readonly failure: Told
}

const byHand = "Don't import again: switch the alias yourself, or run a step with this `jobId` and `alias`."

/** The import is complete and searchable, but the alias does not point to its collection. */
export function aliasNotSwitched({ alias, collectionName, pointsTo, failure }: Alias): ImportError {
  const { title, advice } = explain(failure.code, failure.said, { api: 'milvus' })
  const now = pointsTo ? `; it still points to ${pointsTo}` : ''
  return new ImportError({
    ...{ status: 'Completed', code: 'AliasNotSwitched', ...told(failure) },
    context: `The import is complete, but the alias ${alias} could not be switched to ${collectionName}${now}`,
    title,
    advice: `${byHand} ${advice}`,
  })
}

/** The server did not say how many rows came in: no count can show that an alias may lead to them. */
export function aliasUnproven({ alias }: Pick<Alias, 'alias'>): ImportError {
  return new ImportError({
    ...{ status: 'Completed', code: 'AliasNotSwitched' },
    title: `The import is complete, but the server does not report how many rows came in: whether a query sees all of them is not known, and the alias ${alias} was left alone`,
    advice: "Don't import again: count the rows, then switch the alias yourself",
  })
}

/** The workflow was cancelled when the rows were searchable; `isSent` if the alias may have been switched. */
export function cancelledSwitching({
  alias,
  isSent,
}: Pick<Alias, 'alias'> & { readonly isSent: boolean }): ImportError {
  const what = isSent ? 'may or may not have been switched' : 'was not switched'
  return new ImportError({
    ...{ status: 'Cancelled', code: 'Cancelled' },
    title: `The workflow was cancelled. The import is complete and searchable, but the alias ${alias} ${what}`,
    advice: byHand,
  })
}
