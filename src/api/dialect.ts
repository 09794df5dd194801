import type { ImportRequest, Observation, Target } from '../job/job.ts'
import type { Envelope, Fields } from './envelope.ts'

/** One exchange to come, without host, authentication and time limits: those belong to the transport. */
export interface Call {
  readonly method: 'GET' | 'POST'
  /** Path and query, from the root of the endpoint. */
  readonly path: string
  /** Sent as JSON. */
  readonly body?: Fields
}

/**
 * How one API says create and describe: a pure codec. Requests out, answers in; no network, no clock, no log.
 */
export interface Dialect {
  /** Does this envelope claim success? It still has to bring the data asked for. */
  succeeded(envelope: Envelope): boolean
  create(request: ImportRequest): Call
  /** `undefined` where the answer holds no job id. */
  readJobId(data: Fields): string | undefined
  /** The same question by several routes, to be tried in this order where a server answers 404 or 405. */
  describe(target: Target, jobId: string): readonly [Call, ...Call[]]
  readJob(data: Fields): Observation
}
