import { join, normalize } from 'node:path'
import { MILVUS } from '../catalog/catalog.ts'
import { collectionNamed } from '../data-plane/call.ts'
import type { FileGroup } from '../files/read.ts'
import { ImportProblem, type Reading } from '../schema.ts'
import { checkPrivilege, mayImport } from './access.ts'
import { checkBackup, isBackup, restoreNothing } from './backup.ts'
import { type ImportRequest, readImportRequest } from './body.ts'
import type { Call } from './call.ts'
import { checkCollection, checkFiles, checkServer, isRestore } from './checks.ts'
import { parseGoDuration } from './duration.ts'
import { importFailed, importSystemFailed, parameterInvalid, Refusal } from './refusal.ts'

const LONGEST_KEY = 256
const KEY_LIFETIME = 24 * 3_600_000

/**
 * Takes an import on, after the checks of `internal/proxy/task_import.go` and `internal/datacoord` in their order. It
 * never looks for the files.
 */
export async function create(call: Call): Promise<{ jobId: string }> {
  const { caller, context, headerDb, options, profile } = call
  const request = readImportRequest(call.request.body, profile.commits)
  const dbName = request.dbName || headerDb
  checkPrivilege(caller, dbName, mayImport(caller, dbName))
  checkServer(call)
  const place = { context, profile, dbName, scope: MILVUS }
  const collection = collectionNamed(request.collectionName, place)
  const isLoaded = collection.loadState(context.now()) !== 'LoadStateNotLoad'
  checkCollection(call, request, { ...collection.schema, isLoaded })
  checkFiles(call, request)
  const timeout = readJobTimeout(call, request)
  if (isBackup(request)) await checkBackup(call, request)
  await checkJobLimit(call)
  if (options.trouble === 'replicating') {
    throw new Refusal(3000, 'import in replicating cluster is not supported yet')
  }

  const owner = { scope: MILVUS, collection, partitionName: request.partitionName }
  const key = readKey(call, String(collection.id))
  const known = key && call.state.keys.get(key)
  if (known && context.now() < known.at + KEY_LIFETIME) return { jobId: known.jobId }
  const autoCommit = !profile.commits || !/^false$/i.test(request.options['auto_commit'] ?? '')
  const reading = readingOf(call, request)
  const findFiles = () => (isRestore(request.options) ? restoreNothing(request) : groupsOf(call, request))
  const { id } = context.jobs.create(owner, findFiles, { timeout, autoCommit, reading })
  if (key) call.state.keys.set(key, { jobId: id, at: context.now() })
  return { jobId: id }
}

/** Without the option a job has no time-out at all. */
function readJobTimeout({ profile }: Call, { options }: ImportRequest): number | undefined {
  const text = options['timeout']
  if (text === undefined) return undefined
  const parsed = parseGoDuration(text)
  if ('ms' in parsed) return parsed.ms
  throw importFailed(`parse timeout failed${profile.printsErr ? ', err=' : ': '}${parsed.error}`)
}

async function checkJobLimit({ context, options, profile }: Call): Promise<void> {
  if (!profile.limitsJobs) return
  const jobs = await context.jobs.all(MILVUS)
  const views = await Promise.all(jobs.map(job => context.jobs.view(job)))
  const unfinished = views.filter(({ endedAt }) => endedAt === undefined).length
  if (unfinished < (options.maxJobs ?? 1024)) return
  const chain = profile.hasSystemCodes
    ? 'failed to broadcast import: failed to validate import request: '
    : ''
  throw importSystemFailed(
    `${chain}The number of jobs has reached the limit, please try again later. If your request is set to only import a single file, please consider importing multiple files in one request for better efficiency.`,
    profile.hasSystemCodes,
  )
}

/** The `Idempotency-Key` within its collection; older servers don't look at the header. */
function readKey({ request, profile }: Call, collection: string): string | undefined {
  const key = request.headers['idempotency-key']
  if (!profile.hasIdempotency || typeof key !== 'string' || key === '') return undefined
  if (key.length > LONGEST_KEY) {
    throw parameterInvalid(`idempotency key length ${key.length} exceeds limit ${LONGEST_KEY}`)
  }
  return `${collection} ${key}`
}

function readingOf({ profile, options: { trouble } }: Call, { options }: ImportRequest): Reading {
  const { sep, nullkey } = options
  const denied = profile.namesStorageErrors ? 'permission denied' : 'IO failed'
  const refusal = (key: string) => `init failed, failed to decode JSON: ${denied}[key=${key}]: Access Denied.`
  return {
    version: profile.reading,
    ...(trouble === 'bucketDenied' && { refusal }),
    ...(sep !== undefined && { separator: sep }),
    ...(nullkey !== undefined && { nullKey: nullkey }),
  }
}

/** Paths are keys in the one bucket that the server is configured with. */
async function groupsOf(
  { context, options: { trouble } }: Call,
  { files }: ImportRequest,
): Promise<FileGroup[]> {
  if (trouble === 'diskFull') {
    throw new ImportProblem('quota exceeded[reason=disk quota exceeded, please allocate more resources]')
  }
  const { buckets, bucket = 'example-articles' } = context.world
  return files.map(keys => ({
    name: `[${keys.join(' ')}]`,
    keys,
    paths: keys.map(key => join(buckets, bucket, normalize(`/${key}`))),
  }))
}
