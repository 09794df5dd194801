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
