import type { CallFailure } from '../job/service.ts'
import type { Call } from './dialect.ts'

// The second phase of an import that was created with `auto_commit: "false"` (Milvus 3.0, milvus-io/milvus#48524).

/** Publishes the rows of a job at `Uncommitted`. Asking again is harmless: a job that is published answers success. */
export const commit = (jobId: string): Call => jobCall('commit', { jobId })

/** Drops a job in every state before `Committing`. Asking again is harmless. */
export const abort = (jobId: string): Call => jobCall('abort', { jobId })

/**
 * Asks without a job whether there is a second phase at all: servers that have it miss the job id (1802), older ones
 * don't know the route. Changes nothing.
 */
export const probe = (): Call => jobCall('commit', {})

function jobCall(route: string, body: Readonly<Record<string, string>>): Call {
  return { method: 'POST', path: `/v2/vectordb/jobs/import/${route}`, body }
}

/** How a server refuses a commit or an abort (`internal/datacoord/services.go`). */
export type PhaseRefusal =
  /** No such job: it never was, or its record is gone. */
  | 'jobMissing'
  /** A commit came before `Uncommitted`: later it may be accepted. */
  | 'tooEarly'
  /** A commit came after the job had failed or was aborted. */
  | 'failed'
  /** An abort came when the job was committing or completed. */
  | 'committed'
  /** The job commits by itself. */
  | 'autoCommit'

/** What a refused commit or abort means; `undefined` if it is no answer about the job. */
export function readPhaseRefusal({ kind, code, said }: CallFailure): PhaseRefusal | undefined {
  if (kind !== 'code' || (code !== '2100' && code !== '2101')) return undefined
  if (/\bnot found\b|does not exist/.test(said)) return 'jobMissing'
  if (said.includes('is auto-commit')) return 'autoCommit'
  if (said.includes('abort not allowed')) return 'committed'
  if (/in state Failed\b/.test(said)) return 'failed'
  return said.includes('expected Uncommitted') ? 'tooEarly' : undefined
}
