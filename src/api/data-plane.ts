import { readRefusal } from '../job/refusals.ts'
import type { Cluster } from '../model/cluster.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Target } from '../model/job.ts'
import type { Connection } from '../model/plan.ts'
import { CallError, type CallOptions } from '../model/service.ts'
import { dataPlaneAt, dataPlaneOf, describeCluster, readCluster } from './clusters.ts'
import * as collections from './collections.ts'
import type { Call } from './dialect.ts'
import { type Fields, readNames } from './envelope.ts'
import { type Answer, exchange } from './failure.ts'
import type { Transport } from './transport.ts'
import * as twoPhase from './two-phase.ts'
import { isSuccess } from './v2.ts'

/** How to reach the servers of a plan, without opening anything yet. */
export interface Access {
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
  if (connection.api === 'zilliz-v1') return 'the API v1 does not tell about clusters'
  if (target.kind !== 'cluster') return 'there is no cluster'
  const call = describeCluster(target.clusterId)
  const { envelope, failure } = await exchange(connect(connection), call, options, isSuccess, redact)
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
  if ('askFor' in address) {
    const found = await cluster(options)
    address = typeof found === 'string' ? { unknown: found } : dataPlaneAt(found)
  }
  if (!('url' in address)) return 'unknown' in address ? address.unknown : 'its endpoint is not known'
  return createDataPlane(connect({ ...connection, endpoint: address.url }), connection.dbName, redact)
}

/**
 * The data plane at the other end of `transport`, which carries the login and the header `DB-Name`. What it fails with
 * is redacted.
 */
export function createDataPlane(
  transport: Transport,
  dbName: string | undefined,
  redact: (text: string) => string,
): DataPlane {
  const at = (collectionName: string) => ({ dbName, collectionName })
  const send = (call: Call, options: CallOptions) => exchange(transport, call, options, isSuccess, redact)

  /** The part of an answer that was asked for; without it the answer says neither yes nor no. */
  async function ask<T>(
    call: Call,
    options: CallOptions,
    read: (answer: Answer, data: Fields) => T | undefined,
  ) {
    const answer = await send(call, options)
    const found = read(answer, answer.envelope.data ?? {})
    if (found === undefined) throw new CallError(answer.failure)
    return found
  }

  /** Success comes with empty data; a published refusal has the code of success, but a message and no data. */
  async function order(call: Call, options: CallOptions): Promise<void> {
    const { envelope, failure } = await send(call, options)
    if (!envelope.data && envelope.message !== '') throw new CallError(failure)
  }

  const has = (call: Call, options: CallOptions) => ask(call, options, (_, data) => collections.readHas(data))
  const names = (call: Call, options: CallOptions) => ask(call, options, ({ body }) => readNames(body))

  return {
    has: (name, options) => has(collections.hasCollection(at(name)), options),
    databases: options => names(collections.listDatabases(), options),
    list: options => names(collections.listCollections(dbName), options),
    describe: (name, options) =>
      ask(collections.describeCollection(at(name)), options, ({ envelope }, data) =>
        collections.readCollection(data, redact(envelope.message)),
      ),
    hasPartition: (name, partition, options) => has(collections.hasPartition(at(name), partition), options),
    partitions: (name, options) => names(collections.listPartitions(at(name)), options),
    count: (name, partition, options) =>
      ask(collections.countRows(at(name), partition), options, (_, data) => collections.readRowCount(data)),
    load: (name, options) => order(collections.loadCollection(at(name)), options),
    refresh: (name, options) => order(collections.refreshLoad(at(name)), options),
    async aliasTarget(alias, options) {
      try {
        return await ask(collections.describeAlias(dbName, alias), options, (_, data) =>
          collections.readAliasTarget(data),
        )
      } catch (error) {
        if (error instanceof CallError && readRefusal(error.failure) === 'aliasMissing') return undefined
        throw error
      }
    },
    createAlias: (alias, name, options) => order(collections.createAlias(at(name), alias), options),
    alterAlias: (alias, name, options) => order(collections.alterAlias(at(name), alias), options),
    async hasTwoPhases(options) {
      try {
        await send(twoPhase.probe(), options)
      } catch (error) {
        if (!(error instanceof CallError)) throw error
        if (error.failure.code === '1802') return true
        if (readRefusal(error.failure) === 'noRoute') return false
        throw error
      }
      throw new CallError({
        kind: 'unreadable',
        code: 'Unreadable',
        said: 'A commit without a job was accepted',
      })
    },
    commit: (jobId, options) => order(twoPhase.commit(jobId), options),
    abort: (jobId, options) => order(twoPhase.abort(jobId), options),
  }
}
