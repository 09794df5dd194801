import type { ImportRequest, Observation, Target } from '../model/job.ts'
import type { ListedJob } from '../model/service.ts'
import type { Fields } from './envelope.ts'

/** One exchange to come, without host, authentication and time limits: those belong to the transport. */
export interface Call {
  readonly method: 'GET' | 'POST'
  /** Path and query, from the root of the endpoint. */
  readonly path: string
  /** Sent as JSON. */
  readonly body?: Fields
  readonly headers?: Readonly<Record<string, string>>
}

/** What every call is about. */
export interface Scope {
  readonly target: Target
  readonly dbName: string | undefined
}

/**
 * How one API says create, describe and list: a pure codec. Requests out, answers in; no network, no clock, no log.
 */
export interface Dialect {
  create(request: ImportRequest): Call
  /** The same question by several routes, to be tried in this order where a server answers 404 or 405. */
  describe(scope: Scope, jobId: string): readonly [Call, ...Call[]]
  readJob(data: Fields): Observation
  /** A page of the jobs, counted from 1. */
  list(scope: Scope, collectionName: string, page: number): Call
  /** All records of one page, and how many there are in all, where the server counts them. */
  readList(data: Fields): { readonly jobs: readonly ListedJob[]; readonly total: number | undefined }
  /** Records on a full page; `undefined` where the API has no pages and tells all at once. */
  readonly pageSize: number | undefined
  /** Does the server leave out the jobs of other collections? Milvus does; for the cloud no such filter is documented. */
  readonly listsOneCollection: boolean
  /** Describe may stay silent about the end of a job, and the list tells it. */
  readonly listTellsEnd: boolean
}
