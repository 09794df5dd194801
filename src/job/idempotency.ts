import { createHash } from 'node:crypto'
import type { Api, ImportRequest } from '../model/job.ts'
import type { Keys } from '../model/memory.ts'
import { withoutQuery } from '../words/url.ts'

/** Who runs the import: what the runner says of the workflow (docs.github.com, default variables). */
export interface RunIdentity {
  readonly repository: string
  readonly runId: string
  readonly job: string
  /** The id of the step, or its place in the job. */
  readonly step: string
  /** 1 for the first run, one more for each re-run. Some runners always say 1. */
  readonly attempt: number
}

/** No key is sent. */
export const noKeys: Keys = () => undefined

/** A key of the author's own is sent as it is, always: there is no other. */
export function ownKey(key: string): Keys {
  return turn => (turn === 1 ? key : undefined)
}

/**
 * Keys that are the same in every attempt of a run, so that a re-run finds the job of the one before. Derived from the
 * run, the job, the step and the request; of the request everything but secrets and signed queries counts, which tells
 * the legs of a matrix apart. `content` says what the files hold, where that is known: other data is another job.
 * No keys outside of a workflow.
 */
export function keysOf(
  run: RunIdentity,
  api: Api,
  endpoint: string,
  request: ImportRequest,
  content?: string,
): Keys {
  if (run.runId === '') return noKeys
  const { target, dbName, collectionName, partitionName, source } = request
  const who = [run.repository, run.runId, run.job, run.step]
  const visible = source.kind === 'objects' ? source.urls.map(withoutQuery) : source
  const what = [api, endpoint, target, dbName, collectionName, partitionName, visible]
  const base = `zilliz-import-${hashOf([...who, ...what]).slice(0, 40)}`
  const first = content === undefined ? base : `${base}.${hashOf(content).slice(0, CONTENT)}`
  const keys = (turn: number) => (turn === 1 ? first : `${first}-${turn}`)
  return Object.assign(keys, { whatever: { base } })
}

/** Hexadecimal digits of what the files hold. */
const CONTENT = 16

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
