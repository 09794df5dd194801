import type { Cluster, Tier } from '../model/cluster.ts'
import { type CollectionSchema, since, VERSIONS, type Version } from '../model/collection.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Destination } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import type { CallFailure } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { collectionChecks, partitionCheck } from './collection.ts'
import { type Found, failed, look, nearestOf, ok, refused, unknown } from './found.ts'

/** What is known of the server that receives the rows, and what was found on the way. */
export interface Receiver {
  readonly found: readonly Found[]
  /** `undefined` where it can't be asked, or does not answer. */
  readonly plane: DataPlane | undefined
  /** How it failed to answer, if it did. */
  readonly silence: CallFailure | undefined
  readonly schema: CollectionSchema | undefined
  /** Those that the server may have. */
  readonly versions: readonly Version[]
  readonly tier: Tier | undefined
}

/** Looks at cluster, login, database, collection, partition. What does not answer is asked nothing more. */
export async function checkReceiver(plan: Plan, into: Destination, tools: Tools): Promise<Receiver> {
  const found: Found[] = []
  const cluster = await checkCluster(plan, found, tools)
  const known: Receiver = {
    ...{ found, plane: undefined, silence: undefined, schema: undefined },
    ...{ versions: VERSIONS, tier: cluster?.tier },
  }
  if (found.some(({ result }) => result === 'failed')) return known
  if (!cluster && plan.connection.api !== 'milvus' && plan.connection.dataEndpoint === undefined) {
    found.push(unknown('collection', 'Not checked: its endpoint is not known'))
    return known
  }
  const opened = await look(tools, options => tools.openDataPlane(options))
  if ('refusal' in opened) {
    found.push(refused('data plane', opened))
    return { ...known, silence: opened.failure }
  }
  const plane = opened.answer
  if (typeof plane === 'string') {
    found.push(unknown('data plane', `The collection is not checked: ${plane}`))
    return known
  }
  const login = await checkLogin(plane, plan, into, tools)
  found.push(...login.found)
  if (login.silence) return { ...known, silence: login.silence }
  if (!login.goesOn) return { ...known, plane }
  const { schema, ...collection } = await collectionChecks(plane, into, tools)
  found.push(...collection.found)
  if (into.partitionName !== undefined)
    found.push(await partitionCheck(plane, into.collectionName, into.partitionName, schema, tools))
  return { ...known, plane, schema, versions: schema ? since(schema.oldest) : VERSIONS }
}

/** Pushes what was found; resolves to the cluster that was seen. */
async function checkCluster(
  { connection, target }: Plan,
  found: Found[],
  tools: Tools,
): Promise<Cluster | undefined> {
  if (connection.api === 'milvus') return undefined
  const seen = await look(tools, options => tools.findCluster(options))
  if ('answer' in seen) {
    const cluster = seen.answer
    const isSeen = typeof cluster !== 'string'
    found.push(isSeen ? ofStatus(cluster) : unknown('cluster', `Not checked: ${cluster}`))
    return isSeen ? cluster : undefined
  }
  const { refusal, failure } = seen
  const name = target.kind === 'cluster' ? target.clusterId : ''
  if (failure.kind === 'code' && failure.code === CLUSTER_MISSING) {
    const text = `There is no cluster ${name}, or the API key has no access to it`
    found.push(failed('cluster', { code: 'ClusterNotRunning', text }))
  } else if (refusal === 'noCredentials' && failure.httpStatus !== 407) {
    // The create goes to the same server, with the same key. A proxy that wants a login is not the server.
    const text = 'The server does not accept the API key'
    found.push(failed('credentials', { code: 'NotPermitted', text, failure }))
  } else found.push(refused('cluster', seen))
  return undefined
}

/** "Cluster not found" (docs.zilliz.com, error codes). */
const CLUSTER_MISSING = '96018'

function ofStatus({ clusterId, status, word, plan, regionId }: Cluster): Found {
  switch (status) {
    case 'running': {
      const facts = [plan, regionId].filter(Boolean).join(', ')
      return ok('cluster', `${clusterId} is running${facts && ` (${facts})`}`)
    }
    case 'stopped':
    case 'gone':
      return failed('cluster', { code: 'ClusterNotRunning', text: `Cluster ${clusterId} is ${word}` })
    case 'other':
      return unknown('cluster', `${clusterId} is ${word}, which says nothing about imports`)
  }
}

/**
 * `has` needs a login and no privilege: it tells credentials, database and collection apart. `goesOn`: the collection is
 * there; `silence` is how the server failed to answer, if it did.
 */
async function checkLogin(
  plane: DataPlane,
  { connection }: Plan,
  { collectionName, dbName }: Destination,
  tools: Tools,
): Promise<{ found: Found[]; goesOn: boolean; silence?: CallFailure }> {
  const has = await look(tools, options => plane.has(collectionName, options))
  const login = ok('credentials', 'The server accepts them')
  if ('answer' in has) {
    const database = dbName === undefined ? [] : [ok('database', `${dbName} exists`)]
    if (has.answer) return { found: [login, ...database], goesOn: true }
    const names = await look(tools, options => plane.list(options))
    const where = dbName === undefined ? '' : ` in database ${dbName}`
    const text = `There is no collection ${collectionName}${where}${nearestOf(collectionName, names)}`
    const missing = failed('collection', { code: 'CollectionMissing', text })
    return { found: [login, ...database, missing], goesOn: false }
  }
  if (has.refusal === 'noDatabase') {
    const names = await look(tools, options => plane.databases(options))
    const text = `There is no database ${dbName ?? 'default'}${nearestOf(dbName ?? 'default', names)}`
    const missing = failed('database', { code: 'DatabaseMissing', text })
    return { found: [login, missing], goesOn: false }
  }
  // Of Zilliz Cloud the data plane is another server than the one that takes the import, with rights of its own.
  if (has.refusal === 'noCredentials' && connection.api === 'milvus' && has.failure.httpStatus !== 407) {
    const text = 'The server does not take the credentials'
    const proof = failed('credentials', { code: 'NotPermitted', text, failure: has.failure })
    return { found: [proof], goesOn: false }
  }
  if (has.refusal === 'transient')
    return { found: [refused('data plane', has)], goesOn: false, silence: has.failure }
  return { found: [refused('credentials', has)], goesOn: false }
}
