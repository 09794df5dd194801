import { stat } from 'node:fs/promises'
import type { Scope } from './catalog/catalog.ts'
import type { RecordedRequest, Reply } from './exchange.ts'
import type { FileGroup, FileReport } from './files/read.ts'
import { Refusal, unlessRefused } from './milvus/refusal.ts'
import type { FileView, JobView } from './progress.ts'
import type { Context } from './protocol.ts'
import { ImportProblem } from './schema.ts'
import { groupsOf, type ObjectPath, parseObjectUrl } from './storage.ts'
import {
  badParameter,
  collectionNameIn,
  jobsOnPage,
  pageNumber,
  parseBody,
  textIn,
} from './zilliz-cloud-request.ts'

const PREFIX = '/v1/vector/collections/import'

/** Where the pages of v1 leave the form open, a sandbox takes one. */
export interface ZillizV1Options {
  readonly api: 'zilliz-v1'
  /** What `readyPercentage` is when all is done; the official Spark client reads 1. */
  readonly readyAt?: 1 | 100
}

/**
 * The legacy import API of Zilliz Cloud (docs.zilliz.com, "Import Operations" v1): success is code 200, there is no
 * state in `get`, no database, no token, and one URL. Codes and texts are those of its table of errors.
 */
export async function zillizCloudV1(
  request: RecordedRequest,
  context: Context,
  { readyAt = 1 }: Partial<ZillizV1Options>,
): Promise<Reply> {
  const { pathname, searchParams: query } = new URL(request.path, 'http://localhost')
  const route = `${request.method} ${pathname}`
  const carryOut: (() => Promise<unknown>) | undefined = {
    [`POST ${PREFIX}`]: () => create(request.body, context),
    [`GET ${PREFIX}/get`]: () => get(query, context, readyAt),
    [`GET ${PREFIX}/list`]: () => list(query, context),
  }[route]
  if (!carryOut) return { status: 404, body: '404 page not found' }
  return unlessRefused(async () => {
    authenticate(request, context)
    return { status: 200, body: { code: 200, data: await carryOut() } }
  })
}

/** No key, one that can't be a key, and one that nobody has, are three errors. */
function authenticate({ headers }: RecordedRequest, { world }: Context): void {
  if (!headers.authorization) throw new Refusal(1800, "User hasn't authenticated")
  const key = /^Bearer ([\w.+/=-]+)$/.exec(headers.authorization)?.[1]
  if (!key) {
    throw new Refusal(
      80001,
      'Invalid token: Your token is not valid. Please double-check your request parameters and ensure that you have provided a valid token.',
    )
  }
  if (world.apiKeys.includes(key)) return
  throw new Refusal(
    80002,
    'Token not found or unauthorized: The provided token does not exist in our records, or you do not have the necessary permissions to use this token. Please ensure you have the correct token.',
  )
}

function databasesOf(clusterId: string, { catalog }: Context, emptyCode = 90104): Scope {
  if (!clusterId) {
    const place = emptyCode === 90103 ? 'path' : 'parameter'
    throw new Refusal(emptyCode, `The clusterId parameter is empty in the request ${place}.`)
  }
  if (!/^in\d{2}-[0-9a-z]+$/.test(clusterId)) {
    throw new Refusal(80020, 'Invalid clusterId or you do not have permission to access that Cluster.')
  }
  const databases = catalog.databases(clusterId)
  if (!databases) throw new Refusal(40021, 'The cluster ID does not exist.')
  return databases
}

async function create(text: string, context: Context): Promise<{ jobId: string }> {
  const body = parseBody(text)
  const scope = textIn(body, 'clusterId')
  const databases = databasesOf(scope, context)
  const collection = databases.get('default')?.find(collectionNameIn(body))
  if (!collection) throw new Refusal(47005, 'The specified cluster collection not exists.')
  const partitionName = textIn(body, 'partitionName')
  if (partitionName && !collection.partition(partitionName)) throw badParameter('partitionName')
  const path = pathOf(textIn(body, 'objectUrl'))
  const groups = await checkedGroups(path, textIn(body, 'accessKey'), textIn(body, 'secretKey'), context)
  const { id } = context.jobs.create({ scope, collection, partitionName }, async () => groups)
  return { jobId: id }
}

/** The pages of v1 name the three forms of S3, and `gs://`. */
function pathOf(url: string): ObjectPath {
  if (!url) throw new Refusal(90145, 'No ObjectUrl key field.')
  const path = /^(s3:|gs:|https:\/\/[^/]*\.amazonaws\.com\/)/.test(url) ? parseObjectUrl(url) : undefined
  if (!path) throw new Refusal(10003, `Invalid s3 ObjectUrl. [${url}]`)
  return path
}

/** Unlike later APIs, v1 has codes for what it finds wrong with the objects when the import is created. */
async function checkedGroups(
  path: ObjectPath,
  accessKey: string,
  secretKey: string,
  { world }: Context,
): Promise<FileGroup[]> {
  const { buckets, bucketKeys } = world
  if (bucketKeys && (accessKey !== bucketKeys.accessKey || secretKey !== bucketKeys.secretKey)) {
    throw new Refusal(83001, 'Failed to getObjectMeta {Access denied}.')
  }
  const groups = await groupsOf(buckets, path).catch((error: unknown) => {
    if (!(error instanceof ImportProblem)) throw error
    throw new Refusal(47053, `Failed to checkFiles {${error.message}}.`)
  })
  for (const { keys, paths } of groups) {
    const odd = keys.find(key => !/\.(json|jsonl|ndjson|csv|parquet|npy)$/.test(key))
    if (odd !== undefined) throw new Refusal(47053, `Failed to checkFiles {unexpected file type ${odd}}.`)
    for (const each of paths) {
      const found = await stat(each).catch(() => undefined)
      if (!found?.isFile()) {
        throw new Refusal(83001, 'Failed to getObjectMeta {The specified key does not exist.}.')
      }
    }
  }
  return groups
}

async function get(query: URLSearchParams, context: Context, readyAt: number): Promise<unknown> {
  const scope = query.get('clusterId') ?? ''
  databasesOf(scope, context, query.has('clusterId') ? 90104 : 90103)
  const job = await context.jobs.find(scope, query.get('jobId') ?? '')
  if (!job) {
    throw new Refusal(
      90144,
      'No jobId record found under this cluster, please check your request parameters.',
    )
  }
  return render(await context.jobs.view(job), (await job.plan).files, context, readyAt)
}

/** `completeTime` is null while the job runs, `errorMessage` is null unless it failed. */
function render(view: JobView, files: readonly FileReport[], { isoTime }: Context, readyAt: number): unknown {
  const { job, details, endedAt, progress, reason } = view
  const completeTime = endedAt === undefined ? null : isoTime(endedAt)
  const renderFile = (file: FileView) => ({
    fileName: file.group.keys.join(','),
    fileSize: file.fileSize,
    readyPercentage: (file.progress / 100) * readyAt,
    completeTime: file.state === 'Completed' ? completeTime : null,
    errorMessage: file.reason || null,
  })
  return {
    collectionName: job.collectionName,
    fileName: files.map(({ group }) => group.keys.join(',')).join(','),
    fileSize: files.reduce((bytes, { size }) => bytes + size, 0),
    readyPercentage: (progress / 100) * readyAt,
    completeTime,
    errorMessage: reason || null,
    jobId: job.id,
    details: details.map(renderFile),
  }
}

async function list(query: URLSearchParams, context: Context): Promise<unknown> {
  const scope = query.get('clusterId') ?? ''
  databasesOf(scope, context)
  const badSize = "The parameter value for 'pageSize' should be between 5 and 100."
  const badPage = "The parameter 'currentPage' should have a value between 1 and the maximum value of Int."
  const pageSize = pageNumber(query.get('pageSize'), 10, [5, 100], new Refusal(80003, badSize))
  const currentPage = pageNumber(query.get('currentPage'), 1, [1, 2 ** 31 - 1], new Refusal(80004, badPage))
  const page = await jobsOnPage(scope, { currentPage, pageSize }, context, (job, state) => ({
    collectionName: job.collectionName,
    jobId: job.id,
    state: state === 'Completed' || state === 'Failed' ? `Import${state}` : 'ImportRunning',
  }))
  return { tasks: page.shown, count: page.count, currentPage, pageSize }
}
