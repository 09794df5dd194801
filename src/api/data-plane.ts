import type { CollectionSchema } from '../files/schema.ts'
import { CallError, type CallOptions } from '../job/service.ts'
import * as collections from './collections.ts'
import type { Call } from './dialect.ts'
import { type Fields, readNames } from './envelope.ts'
import { type Answer, exchange } from './failure.ts'
import { readRefusal } from './refusals.ts'
import type { Transport } from './transport.ts'
import * as twoPhase from './two-phase.ts'
import { isSuccess } from './v2.ts'

/**
 * What steps need of the place where collections live: Milvus itself, or the endpoint of a cluster. Every method fails
 * with a `CallError` only; `readRefusal` tells what its failure means. Partitions are optional throughout.
 */
export interface DataPlane {
  /** Whether there is such a collection, or an alias of that name. Needs a login, but no privilege. */
  has(collectionName: string, options: CallOptions): Promise<boolean>
  /** All collections of the database. */
  list(options: CallOptions): Promise<readonly string[]>
  describe(collectionName: string, options: CallOptions): Promise<CollectionSchema>
  hasPartition(collectionName: string, partitionName: string, options: CallOptions): Promise<boolean>
  partitions(collectionName: string, options: CallOptions): Promise<readonly string[]>
  /** Rows that a query sees now, by `count(*)` at level Strong. The only proof that rows are searchable. */
  count(collectionName: string, partitionName: string | undefined, options: CallOptions): Promise<bigint>
  /** Starts loading; done is only what `count` says. */
  load(collectionName: string, options: CallOptions): Promise<void>
  /** Lets a loaded collection look for new rows; `noRoute` on Milvus 2.4. */
  refresh(collectionName: string, options: CallOptions): Promise<void>
  /** Never a proof. */
  loadState(collectionName: string, options: CallOptions): Promise<collections.LoadHint>
  /** The collection behind an alias; `undefined` if there is no such alias. */
  aliasTarget(aliasName: string, options: CallOptions): Promise<string | undefined>
  aliases(collectionName: string, options: CallOptions): Promise<readonly string[]>
  createAlias(aliasName: string, collectionName: string, options: CallOptions): Promise<void>
  alterAlias(aliasName: string, collectionName: string, options: CallOptions): Promise<void>
  /** Whether the server can hold an import back until it is committed. Fails where its answer does not tell. */
  hasTwoPhases(options: CallOptions): Promise<boolean>
  commit(jobId: string, options: CallOptions): Promise<void>
  abort(jobId: string, options: CallOptions): Promise<void>
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
    loadState: (name, options) =>
      ask(collections.loadState(at(name)), options, (_, data) => collections.readLoadState(data)),
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
    aliases: (name, options) => names(collections.listAliases(at(name)), options),
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
