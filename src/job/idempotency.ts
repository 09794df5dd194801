import { createHash } from 'node:crypto'
import type { Api, ImportRequest, Source } from '../model/job.ts'
import { withoutQuery } from '../words/url.ts'

/** Who runs the import: what the runner says of the workflow (docs.github.com, default variables). */
export interface RunIdentity {
  readonly repository: string
  readonly runId: string
  readonly job: string
  /** The id of the step, or its place in the job. */
  readonly step: string
  /** 1 for the first run, one more for each re-run. */
  readonly attempt: number
}

/**
 * The keys under which this run may have submitted its import, in the order of its attempts: the first is the same in
 * every attempt, so that a re-run finds the job of the one before; the others are for when that job has failed.
 * Derived from the run, the job, the step and the request; of the request everything but secrets and signed queries
 * counts, which tells the legs of a matrix apart. `content` says what the files hold, where that is known: other data
 * is another job. `[]` outside of a workflow.
 */
export function keysOf(
  run: RunIdentity,
  api: Api,
  endpoint: string,
  request: ImportRequest,
  content?: string,
): readonly string[] {
  if (run.runId === '') return []
  const { target, dbName, collectionName, partitionName, source } = request
  const parts = [
    run.repository,
    run.runId,
    run.job,
    run.step,
    ...[api, endpoint, target, dbName, collectionName, partitionName, publicSource(source)],
    ...(content === undefined ? [] : [content]),
  ]
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)
  const first = `zilliz-import-${hash}`
  const later = Array.from({ length: Math.max(0, run.attempt - 1) }, (_, index) => `${first}-${index + 2}`)
  return [first, ...later]
}

function publicSource(source: Source): unknown {
  if (source.kind !== 'objects') return source
  return source.urls.map(withoutQuery)
}
