import type { CallFailure } from '../model/service.ts'

/** What a failed call to the data plane or the control plane means, as far as steps act on it. */
export type Refusal =
  /** The collection. */
  | 'missing'
  | 'noDatabase'
  | 'partitionMissing'
  | 'notLoaded'
  | 'loading'
  | 'partitionNotLoaded'
  | 'noIndex'
  | 'aliasMissing'
  /** The alias leads to another collection, or a collection has its name. */
  | 'aliasTaken'
  /** This server does not know the route. */
  | 'noRoute'
  /** The login is known, but may not do this. */
  | 'noPermission'
  | 'noCredentials'
  /** Later it may work. */
  | 'rateLimited'
  /** No answer, or none that says anything: asking again may help. Whether it was carried out is not known. */
  | 'transient'
  | 'other'

const BY_CODE: Readonly<Record<string, Refusal>> = Object.fromEntries(
  Object.entries({
    missing: '100',
    noDatabase: '800',
    partitionMissing: '200',
    partitionNotLoaded: '201',
    loading: '103 202',
    noIndex: '700',
    aliasMissing: '1600',
    aliasTaken: '1601 1602',
    noPermission: '1401 40022 80020 96027',
    noCredentials: '1400 1800 21119 80001 80002',
    rateLimited: '4 8 1807',
    transient: '1 2 12 106 110 1002 1003 2200 10000 10001',
  } satisfies Partial<Record<Refusal, string>>).flatMap(([refusal, codes]) =>
    codes.split(' ').map(code => [code, refusal as Refusal]),
  ),
)

/** Where one code has several meanings, or several versions have several codes, the text decides. */
const BY_TEXT: readonly (readonly [RegExp, Refusal])[] = [
  [/partition not loaded/, 'partitionNotLoaded'],
  [/collection not fully loaded/, 'loading'],
  [/collection not loaded/, 'notLoaded'],
  [/there is no vector index on field|index not found/, 'noIndex'],
  [/partition name \S* ?not found|partition not found/, 'partitionMissing'],
  [/database not found/, 'noDatabase'],
  [/alias not found/, 'aliasMissing'],
  [/can't find collection|collection not found/, 'missing'],
  [/PermissionDenied|permission deny/, 'noPermission'],
]

/** Reads what a failure means. `aborted` calls are `other`: nobody waits for them any more. */
export function readRefusal({ kind, code, said, httpStatus }: CallFailure): Refusal {
  switch (kind) {
    case 'aborted':
      return 'other'
    case 'unsent':
    case 'interrupted':
    case 'unreadable':
      return 'transient'
    case 'status':
      return byStatus(httpStatus ?? 0)
    case 'code':
      return byText(code, said) ?? BY_CODE[code] ?? byStatus(statusOf(code, httpStatus))
  }
}

function byText(code: string, said: string): Refusal | undefined {
  const refusal = BY_TEXT.find(([pattern]) => pattern.test(said))?.[1]
  return refusal ?? (code === '101' ? 'notLoaded' : undefined)
}

/** Some servers repeat the status as the code. */
function statusOf(code: string, httpStatus = 0): number {
  return /^[45]\d\d$/.test(code) ? Number(code) : httpStatus
}

function byStatus(status: number): Refusal {
  if (status === 404 || status === 405) return 'noRoute'
  if (status === 401 || status === 407) return 'noCredentials'
  if (status === 403) return 'noPermission'
  if (status === 429) return 'rateLimited'
  return status === 408 || status === 425 || status >= 500 ? 'transient' : 'other'
}

/**
 * What a refused commit or abort means (`internal/datacoord/services.go`); `undefined` if it is no answer about the job.
 * - `jobMissing`: it never was, or its record is gone;
 * - `tooEarly`: a commit came before `Uncommitted`, later it may be accepted;
 * - `failed`: a commit came after the job had failed or was aborted;
 * - `committed`: an abort came when the job was committing or completed;
 * - `autoCommit`: the job commits by itself.
 */
export function readPhaseRefusal({
  kind,
  code,
  said,
}: CallFailure): 'jobMissing' | 'tooEarly' | 'failed' | 'committed' | 'autoCommit' | undefined {
  if (kind !== 'code' || (code !== '2100' && code !== '2101')) return undefined
  if (/\bnot found\b|does not exist/.test(said)) return 'jobMissing'
  if (said.includes('is auto-commit')) return 'autoCommit'
  if (said.includes('abort not allowed')) return 'committed'
  if (/in state Failed\b/.test(said)) return 'failed'
  return said.includes('expected Uncommitted') ? 'tooEarly' : undefined
}
