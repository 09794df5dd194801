import type { Cluster, Tier } from '../model/cluster.ts'
import { type CollectionSchema, since, VERSIONS, type Version } from '../model/collection.ts'
import type { DataPlane } from '../model/data-plane.ts'
import type { Destination } from '../model/job.ts'
import type { Plan } from '../model/plan.ts'
import type { CallFailure } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { collectionChecks, partitionCheck } from './collection.ts'
import { type Found, failed, ok, refused, unknown } from './found.ts'
import { look } from './look.ts'
import { nearestOf } from './names.ts'

/** What is known of the place that receives the rows, and what was found on the way. */
export interface Place {
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
export async function checkPlace(plan: Plan, into: Destination, tools: Tools): Promise<Place> {
  const { found, cluster } = await checkCluster(plan, tools)
  const nothing = {
    plane: undefined,
    silence: undefined,
    schema: undefined,
    versions: VERSIONS,
    tier: cluster?.tier,
  }
  const isOver = found.some(({ result }) => result === 'failed')
  if (isOver) return { ...nothing, found }
  const isAsked = plan.connection.api === 'milvus' || plan.connection.dataEndpoint !== undefined
  if (!cluster && !isAsked)
    return { ...nothing, found: [...found, unknown('collection', 'Not checked: its endpoint is not known')] }
  const opened = await look(tools, options => tools.openDataPlane(options))
  if ('refusal' in opened)
    return { ...nothing, found: [...found, refused('data plane', opened)], silence: opened.failure }
  const plane = opened.answer
  if (typeof plane === 'string')
    return { ...nothing, found: [...found, unknown('data plane', `The collection is not checked: ${plane}`)] }

  const login = await checkLogin(plane, plan, into, tools)
  found.push(...login.found)
  if (!login.goesOn)
    return { ...nothing, found, plane: login.silence ? undefined : plane, silence: login.silence }
  const { schema, ...collection } = await collectionChecks(plane, into, tools)
  found.push(...collection.found)
  if (into.partitionName !== undefined)
    found.push(await partitionCheck(plane, into.collectionName, into.partitionName, schema, tools))
  return { ...nothing, found, plane, schema, versions: schema ? since(schema.oldest) : VERSIONS }
}

interface ClusterSeen {
  readonly found: Found[]
  readonly cluster: Cluster | undefined
}

async function checkCluster({ connection, target }: Plan, tools: Tools): Promise<ClusterSeen> {
  if (connection.api === 'milvus') return { found: [], cluster: undefined }
  const seen = await look(tools, options => tools.findCluster(options))
  if ('refusal' in seen) {
    const { refusal, failure } = seen
    const isMissing = failure.kind === 'code' && failure.code === CLUSTER_MISSING
    const name = target.kind === 'cluster' ? target.clusterId : ''
    if (isMissing) {
      const text = `There is no cluster ${name}, or the API key has no access to it`
      return { found: [failed('cluster', { code: 'ClusterNotRunning', text })], cluster: undefined }
    }
    // The create goes to the same server, with the same key. A proxy that wants a login is not the server.
    if (refusal !== 'noCredentials' || failure.httpStatus === 407)
      return { found: [refused('cluster', seen)], cluster: undefined }
    const text = 'The server does not accept the API key'
    return { found: [failed('credentials', { code: 'NotPermitted', text, failure })], cluster: undefined }
  }
  if (typeof seen.answer === 'string')
    return { found: [unknown('cluster', `Not checked: ${seen.answer}`)], cluster: undefined }
  return { found: [ofStatus(seen.answer)], cluster: seen.answer }
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

interface Login {
  readonly found: readonly Found[]
  /** The collection is there. */
  readonly goesOn: boolean
  /** How it failed to answer, if it did: it is asked nothing more. */
  readonly silence?: CallFailure
}

/** `has` needs a login and no privilege: it tells credentials, database and collection apart. */
async function checkLogin(
  plane: DataPlane,
  { connection }: Plan,
  { collectionName, dbName }: Destination,
  tools: Tools,
): Promise<Login> {
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
