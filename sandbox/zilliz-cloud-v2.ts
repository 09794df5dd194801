import type { Scope } from './catalog/catalog.ts'
import type { RecordedRequest, Reply } from './exchange.ts'
import type { FileGroup } from './files/read.ts'
import { Refusal, unlessRefused } from './milvus/refusal.ts'
import type { FileView, JobView } from './progress.ts'
import type { Context } from './protocol.ts'
import { ImportProblem } from './schema.ts'
import { groupsOf, type ObjectPath, parseObjectUrl } from './storage.ts'
import {
  type Body,
  badParameter,
  checkKey,
  collectionNameIn,
  jobsOnPage,
  pageNumber,
  parseBody,
  textIn,
} from './zilliz-cloud-request.ts'

const PREFIX = '/v2/vectordb/jobs/import/'
const PROGRESS_ROUTES = ['describe', 'get_progress', 'getProgress']
const MOST_FILES = 1000

/**
 * The import API of Zilliz Cloud, v2 (docs.zilliz.com, "Import Operations V2"). Business errors are HTTP 200 with a
 * code, a wrong key is HTTP 401 (recorded by zilliztech/terraform-provider-zillizcloud). No table of import errors is
 * published for v2: codes come from the tables of v2 (96…) and v1, and from the data plane behind it (100, 200, 800).
 */
export async function zillizCloudV2(request: RecordedRequest, context: Context): Promise<Reply> {
  const route = request.path.startsWith(PREFIX) ? request.path.slice(PREFIX.length) : ''
  const progressRoutes = context.progressRoutes ?? PROGRESS_ROUTES
  const known = route === 'create' || route === 'list' || progressRoutes.includes(route)
  if (!known || request.method !== 'POST') return { status: 404, body: '404 page not found' }
  return unlessRefused(async () => {
    checkKey(request, context)
    const body = parseBody(request.body)
    if (route === 'create') return ok(create(body, context))
    if (route === 'list') return ok(await list(body, context))
    return ok(await progress(route, body, context))
  })
}

function ok(data: unknown): Reply {
  return { status: 200, body: { code: 0, data } }
}

/** The databases that a request is about: of a cluster, or of an on-demand project. */
function scopeOf(body: Body, { catalog, world }: Context): { scope: string; databases: Scope } {
  const clusterId = textIn(body, 'clusterId')
  const projectId = textIn(body, 'projectId')
  const regionId = textIn(body, 'regionId')
  if (clusterId && (projectId || regionId)) {
    throw badParameter('clusterId excludes projectId and regionId')
  }
  if (projectId || regionId) {
    if (!/^proj-\w+$/.test(projectId)) {
      throw new Refusal(
        96005,
        'Invalid projectId. The projectId should be like proj-xxxxxxxx. Please use the ListProjects API to obtain your scoped projects.',
      )
    }
    const scope = `${projectId}/${regionId}`
    const databases = catalog.databases(scope)
    if (databases) return { scope, databases }
    const isKnown = Object.keys(world.projects ?? {}).some(name => name.startsWith(`${projectId}/`))
    if (!isKnown)
      throw new Refusal(96027, "You don't have permission for this project. Please check your Apikey scope.")
    throw new Refusal(
      96001,
      'Invalid RegionId. Please use the ListCloudRegions API to obtain a list of supported regionIds.',
    )
  }
  if (!clusterId) throw new Refusal(96025, 'Empty clusterId. Please specify a clusterId.')
  if (!/^in\d{2}-[0-9a-z]+$/.test(clusterId)) throw new Refusal(96036, 'Invalid clusterId.')
  const databases = catalog.databases(clusterId)
  if (!databases) {
    throw new Refusal(
      96018,
      'Cluster not found. Please use the ListClusters API to obtain your scoped clusters.',
    )
  }
  return { scope: clusterId, databases }
}

function create(body: Body, context: Context): { jobId: string } {
  const { scope, databases } = scopeOf(body, context)
  const dbName = textIn(body, 'dbName') || 'default'
  const collectionName = collectionNameIn(body)
  const database = databases.get(dbName)
  if (!database) throw new Refusal(800, `database not found[database=${dbName}]`)
  const collection = database.find(collectionName)
  if (!collection)
    throw new Refusal(100, `collection not found[database=${dbName}][collection=${collectionName}]`)
  const partitionName = textIn(body, 'partitionName')
  // The documentation forbids it; the words are those of the data plane (inferred).
  if (partitionName && collection.schema.fields.some(field => field.isPartitionKey)) {
    throw new Refusal(2100, 'not allow to set partition name for collection with partition key')
  }
  if (partitionName && !collection.partition(partitionName)) {
    throw new Refusal(200, `partition not found[partition=${partitionName}]`)
  }
  const sources = sourcesOf(body, context)
  const findFiles = () => collectFiles(sources, body, context)
  const job = context.jobs.create({ scope, collection, partitionName }, findFiles)
  return { jobId: job.id }
}

/** Paths in the order of the request, from object URLs or a volume; the files themselves are not looked at yet. */
function sourcesOf(body: Body, { store }: Context): ObjectPath[] {
  const volume = textIn(body, 'volumeName')
  if (volume) {
    const place = store.volume(volume)
    if (!place) {
      throw new Refusal(63240, 'The specified volume not exists, please check your request.')
    }
    return nested(body, 'dataPaths').map(key => ({
      bucket: place.bucket,
      key: place.prefix + key.replace(/^\//, ''),
    }))
  }
  const single = textIn(body, 'objectUrl')
  const urls = single ? [single] : nested(body, 'objectUrls')
  return urls.map(url => {
    const path = parseObjectUrl(url)
    if (!path) throw new Refusal(10003, `Invalid s3 ObjectUrl. [${url}]`)
    return path
  })
}

/** `[["a"], ["b"]]`: one path in each inner list. */
function nested(body: Body, name: string): string[] {
  const value = body[name]
  if (value === undefined || value === null) throw new Refusal(90145, 'No ObjectUrl key field.')
  const isList = Array.isArray(value) && value.length > 0 && value.length <= MOST_FILES
  const paths = isList
    ? value.map(inner => (Array.isArray(inner) && inner.length === 1 ? inner[0] : undefined))
    : []
  if (isList && paths.every(path => typeof path === 'string')) return paths
  throw badParameter(name)
}

async function collectFiles(
  sources: readonly ObjectPath[],
  body: Body,
  context: Context,
): Promise<FileGroup[]> {
  const { bucketKeys, buckets } = context.world
  const [accessKey, secretKey] = [textIn(body, 'accessKey'), textIn(body, 'secretKey')]
  const credentials = { accessKey, secretKey, token: textIn(body, 'token') }
  const isOpen = !bucketKeys || textIn(body, 'volumeName') !== ''
  const isOwner = accessKey === bucketKeys?.accessKey && secretKey === bucketKeys?.secretKey
  const refused = sources.find(path => !context.store.mayRead(credentials, path))
  if (!isOpen && !isOwner && refused) {
    throw new ImportProblem(`permission denied[key=${refused.key}]: Access Denied.`)
  }
  const groups = await Promise.all(sources.map(path => groupsOf(buckets, path)))
  return groups.flat()
}

async function list(body: Body, context: Context): Promise<unknown> {
  const { scope } = scopeOf(body, context)
  const badSize = 'The parameter value for pageSize should be between 1 and 100.'
  const badPage = 'The parameter currentPage should have a value between 1 and the maximum value of Int.'
  const pageSize = pageNumber(body['pageSize'], 10, [1, 100], new Refusal(96008, badSize))
  const currentPage = pageNumber(body['currentPage'], 1, [1, 2 ** 31 - 1], new Refusal(96009, badPage))
  const page = await jobsOnPage(scope, { currentPage, pageSize }, context, (job, state) => ({
    collectionName: job.collectionName,
    jobId: job.id,
    state: state === 'Importing' ? 'InProgress' : state,
  }))
  return { count: page.count, currentPage, pageSize, records: page.shown }
}

async function progress(route: string, body: Body, context: Context): Promise<unknown> {
  const { scope } = scopeOf(body, context)
  const job = await context.jobs.find(scope, textIn(body, 'jobId'))
  if (!job) throw new Refusal(96026, 'Job not found. Please check your request parameter.')
  const view = await context.jobs.view(job)
  // The documented answer of the older routes has no imported rows.
  return render(view, route === 'describe', context)
}

function render(view: JobView, withRows: boolean, { isoTime }: Context): unknown {
  const { job, details, fileSize, state, progress, reason, importedRows, totalRows, endedAt } = view
  const completeTime = endedAt === undefined ? '' : isoTime(endedAt)
  return {
    jobId: job.id,
    collectionName: job.collectionName,
    fileName: details.map(({ group }) => group.name).join(','),
    fileSize,
    state,
    progress,
    completeTime,
    reason,
    ...(withRows ? { importedRows } : {}),
    totalRows,
    details: details.map(file => renderFile(file, withRows, completeTime)),
  }
}

function renderFile(file: FileView, withRows: boolean, completeTime: string): unknown {
  const { group, fileSize, state, progress, reason, importedRows, totalRows } = file
  const ended = state === 'Completed' ? { completeTime } : { completeTime: '' }
  const rows = withRows ? { importedRows, totalRows } : {}
  return { fileName: group.name, fileSize, state, progress, ...ended, reason, ...rows }
}
