import { MILVUS } from '../catalog/catalog.ts'
import { collectionNamed } from '../data-plane/call.ts'
import type { Job } from '../job.ts'
import type { FileView, JobView } from '../progress.ts'
import type { Context } from '../protocol.ts'
import { checkPrivilege, isAdmin, mayImport } from './access.ts'
import { readJobId, readListRequest } from './body.ts'
import type { Call } from './call.ts'
import { importFailed, importSystemFailed, parameterInvalid } from './refusal.ts'

/** The answer of `describe` and `get_progress`, which are one handler. */
export async function describe(call: Call): Promise<unknown> {
  const jobId = readJobId(call.request.body)
  const { caller, headerDb, profile, context } = call
  const isAllowed = profile.onlyAdminsRead ? isAdmin(caller) : mayImport(caller, headerDb)
  if (profile.checksPrivilegeFirst) checkPrivilege(caller, headerDb, isAllowed)
  checkJobId(jobId, call)
  const job = await context.jobs.find(MILVUS, jobId)
  if (!job) {
    throw importSystemFailed(`import job does not exist, jobID=${jobId}`, profile.hasSystemCodes)
  }
  checkPrivilege(caller, headerDb, isAllowed)
  return renderJob(await context.jobs.view(job), call)
}

/** An id is an int64 in a string. 2.4 to 2.6.18 print a literal `%w`. */
function checkJobId(jobId: string, { profile }: Call): void {
  const isNumber = /^[-+]?\d+$/.test(jobId)
  if (isNumber && BigInt.asIntN(64, BigInt(jobId)) === BigInt(jobId)) return
  const problem = isNumber ? 'value out of range' : 'invalid syntax'
  const cause = `strconv.ParseInt: parsing ${JSON.stringify(jobId)}: ${problem}`
  if (profile.hasSystemCodes) throw parameterInvalid(`parse job id failed: ${cause}`)
  throw importFailed(`parse job id failed, err=%w${cause}`)
}

/** Jobs of a collection, or of all databases; there are no pages, and no order. */
export async function list(call: Call): Promise<unknown> {
  const { dbName, collectionName } = readListRequest(call.request.body)
  const { caller, headerDb, profile, context } = call
  const db = dbName || headerDb
  if (profile.onlyAdminsRead) checkPrivilege(caller, db, isAdmin(caller))
  const place = { context, profile, dbName: db, scope: MILVUS }
  const collection = collectionName ? collectionNamed(collectionName, place) : undefined
  const isListed = (job: Job) =>
    mayImport(caller, job.dbName) && (!collection || job.collection === collection)
  const jobs = (await context.jobs.all(MILVUS)).filter(isListed)
  const views = await Promise.all(jobs.map(job => context.jobs.view(job)))
  return { records: shuffled(views.map(renderRecord)) }
}

// Go sorts the keys of a map, so answers have them in alphabetical order. An empty reason is left out.

function renderRecord({ job, progress, reason, state }: JobView): unknown {
  const { collectionName, id: jobId } = job
  return { collectionName, jobId, progress, ...(reason && { reason }), state }
}

function renderJob(view: JobView, { context, profile }: Call): unknown {
  const { job, details, fileSize, importedRows, progress, reason, state, totalRows, endedAt } = view
  const hasCompleteTime = state === 'Completed' && (totalRows > 0 || !profile.hidesEmptyCompleteTime)
  return {
    collectionName: job.collectionName,
    completeTime: hasCompleteTime && endedAt !== undefined ? context.isoTime(endedAt) : '',
    ...(profile.hasCreateTime && { createTime: context.isoTime(job.createdAt) }),
    details: shuffled(details.map(file => renderFile(file, context))),
    fileSize,
    importedRows,
    jobId: job.id,
    progress,
    ...(reason && { reason }),
    state,
    totalRows,
  }
}

/** The name is how Go prints the list of paths: `[a.parquet]`, `[x/id.npy x/vector.npy]`. */
function renderFile(file: FileView, { isoTime }: Pick<Context, 'isoTime'>): unknown {
  const { completedAt, group, fileSize, importedRows, progress, reason, state, totalRows } = file
  return {
    completeTime: completedAt === undefined ? '' : isoTime(completedAt),
    fileName: `[${group.keys.join(' ')}]`,
    fileSize,
    importedRows,
    progress,
    ...(reason && { reason }),
    state,
    totalRows,
  }
}

/** The order of a Go map is another one each time. */
function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map(item => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}

/** Commits or aborts a two-phase job (3.0), with the checks of `internal/datacoord/services.go` in their order. */
export async function finish(route: 'commit' | 'abort', call: Call): Promise<unknown> {
  const { caller, headerDb, context } = call
  const jobId = readJobId(call.request.body)
  checkJobId(jobId, call)
  const job = await context.jobs.find(MILVUS, jobId)
  if (!job) throw importSystemFailed(`job ${jobId} not found`, true)
  checkPrivilege(caller, headerDb, mayImport(caller, headerDb))
  const { phase } = await context.jobs.view(job)
  const isCommitted = phase === 'Committing' || phase === 'Completed'
  const autoCommit = importFailed(`job ${jobId} is auto-commit, manual commit/abort not allowed`)
  if (route === 'commit') {
    if (isCommitted) return {}
    if (phase !== 'Uncommitted') throw importFailed(`job ${jobId} is in state ${phase}, expected Uncommitted`)
    if (job.autoCommit) throw autoCommit
    context.jobs.commit(job)
    return {}
  }
  if (isCommitted) {
    throw importFailed(`job ${jobId} is in terminal/committed state ${phase}, abort not allowed`)
  }
  if (job.autoCommit) throw autoCommit
  if (phase !== 'Failed') context.jobs.abort(job)
  return {}
}
