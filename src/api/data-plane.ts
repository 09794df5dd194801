import { readRefusal } from '../job/refusals.ts'
import type { Cluster } from '../model/cluster.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Target } from '../model/job.ts'
import type { Connection } from '../model/plan.ts'
import { CallError, type CallOptions } from '../model/service.ts'
import { dataPlaneAt, dataPlaneOf, describeCluster, readCluster } from './clusters.ts'
import { readCollection } from './collections.ts'
import { type Fields, readCount, readFlag, readNames, readText } from './envelope.ts'
import { type Answer, exchange } from './failure.ts'
import type { Transport } from './transport.ts'
import { post } from './v2.ts'

/** How to reach the servers of a plan, without opening anything yet. */
interface Access {
  readonly connection: Connection
  readonly target: Target
  /** A way to another address with the same login. */
  readonly connect: (connection: Connection) => Transport
  readonly redact: (text: string) => string
}

/** The cluster as the control plane describes it; a sentence if it has no cluster that it could describe. */
export async function findCluster(
  { connection, target, connect, redact }: Access,
  options: CallOptions,
): Promise<Cluster | string> {
  if (connection.api === 'zilliz-v1') return 'the API v1 does not describe clusters'
  if (target.kind !== 'cluster') return 'there is no cluster'
  const call = describeCluster(target.clusterId)
  const { envelope, failure } = await exchange(connect(connection), call, options, redact)
  const cluster = envelope.data && readCluster(envelope.data)
  if (!cluster) throw new CallError(failure)
  return cluster
}

/**
 * Finds the data plane of an import's target and opens it; `cluster` asks the control plane where only that knows.
 * Resolves to a sentence if there is none; fails with the `CallError` of the control plane.
 */
export async function openDataPlane(
  { connection, target, connect, redact }: Access,
  cluster: (options: CallOptions) => Promise<Cluster | string>,
  options: CallOptions,
): Promise<DataPlane | string> {
  let address = dataPlaneOf(connection, target)
  if (!address) {
    const found = await cluster(options)
    address = typeof found === 'string' ? { unknown: found } : dataPlaneAt(found)
  }
  if ('unknown' in address) return address.unknown
  return createDataPlane(connect({ ...connection, endpoint: address.url }), connection.dbName, redact)
}

/**
 * The data plane at the other end of `transport`, which carries the login and the header `DB-Name`. What it fails with
 * is redacted. Fields without a value are not sent: Free and Serverless clusters refuse an empty `dbName`.
 */
export function createDataPlane(
  transport: Transport,
  dbName: string | undefined,
  redact: (text: string) => string,
): DataPlane {
  const calls = callsOf(transport, redact)
  const { ask, order } = calls
  const at = (collectionName: string) => ({ dbName, collectionName })
  const has = (data: Fields) => ('has' in data ? readFlag(data, 'has') : undefined)
  const names = (_: Fields, { body }: Answer) => readNames(body)

  return {
    has: (collectionName, options) => ask('collections/has', at(collectionName), options, has),
    databases: options => ask('databases/list', {}, options, names),
    list: options => ask('collections/list', { dbName }, options, names),
    describe: (collectionName, options) =>
      ask('collections/describe', at(collectionName), options, (data, { envelope }) =>
        readCollection(data, redact(envelope.message)),
      ),
    hasPartition: (collectionName, partitionName, options) =>
      ask('partitions/has', { ...at(collectionName), partitionName }, options, has),
    partitions: (collectionName, options) => ask('partitions/list', at(collectionName), options, names),
    /**
     * Strong: the default level of a collection may answer from the past (2.4 always uses that default). Rows with one
     * key count twice, deleted ones don't.
     */
    count(collectionName, partitionName, options) {
      const partitionNames = partitionName === undefined ? undefined : [partitionName]
      const query = { filter: '', outputFields: ['count(*)'], partitionNames, consistencyLevel: 'Strong' }
      return ask('entities/query', { ...at(collectionName), ...query }, options, data =>
        readCount(data, 'count(*)'),
      )
    },
    /** Answers at once; refused without an index. */
    load: (collectionName, options) => order('collections/load', at(collectionName), options),
    /** Makes imported rows visible within seconds. */
    refresh: (collectionName, options) => order('collections/refresh_load', at(collectionName), options),
    async aliasTarget(aliasName, options) {
      const target = (data: Fields) => readText(data, 'collectionName') || undefined
      try {
        return await ask('aliases/describe', { dbName, aliasName }, options, target)
      } catch (error) {
        if (error instanceof CallError && readRefusal(error.failure) === 'aliasMissing') return undefined
        throw error
      }
    },
    createAlias: (aliasName, collectionName, options) =>
      order('aliases/create', { ...at(collectionName), aliasName }, options),
    /** Also accepted for a collection that is not loaded: then every search by the alias fails. */
    alterAlias: (aliasName, collectionName, options) =>
      order('aliases/alter', { ...at(collectionName), aliasName }, options),
    ...secondPhase(calls),
  }
}

/** The second phase of an import that was created with `auto_commit: "false"` (Milvus 3.0, milvus-io/milvus#48524). */
function secondPhase({
  send,
  order,
}: ReturnType<typeof callsOf>): Pick<DataPlane, 'hasTwoPhases' | 'commit' | 'abort'> {
  return {
    /**
     * Asks for a commit of no job, which changes nothing: servers that have the second phase miss the job id (1802),
     * older ones don't know the route.
     */
    async hasTwoPhases(options) {
      try {
        await send('jobs/import/commit', {}, options)
      } catch (error) {
        if (!(error instanceof CallError)) throw error
        if (error.failure.code === '1802') return true
        if (readRefusal(error.failure) === 'noRoute') return false
        throw error
      }
      const said = 'A commit without a job was accepted'
      throw new CallError({ kind: 'unreadable', code: 'Unreadable', said })
    },
    /** Publishes the rows of a job at `Uncommitted`. Asking again is harmless: for a published job it is a success. */
    commit: (jobId, options) => order('jobs/import/commit', { jobId }, options),
    /** Drops a job in every state before `Committing`. Asking again is harmless. */
    abort: (jobId, options) => order('jobs/import/abort', { jobId }, options),
  }
}

/** The ways to ask a data plane. */
function callsOf(transport: Transport, redact: (text: string) => string) {
  const send = (route: string, fields: Fields, options: CallOptions) =>
    exchange(transport, post(route, fields), options, redact)
  return {
    send,
    /** The part of an answer that was asked for; without it the answer says neither yes nor no. */
    async ask<T>(
      route: string,
      fields: Fields,
      options: CallOptions,
      read: (data: Fields, answer: Answer) => T | undefined,
    ): Promise<T> {
      const answer = await send(route, fields, options)
      const found = read(answer.envelope.data ?? {}, answer)
      if (found === undefined) throw new CallError(answer.failure)
      return found
    },
    /** Success comes with empty data; a published refusal has the code of success, but a message and no data. */
    async order(route: string, fields: Fields, options: CallOptions): Promise<void> {
      const { envelope, failure } = await send(route, fields, options)
      if (!envelope.data && envelope.message !== '') throw new CallError(failure)
    },
  }
}
