import { MILVUS } from '../catalog/catalog.ts'
import { checkPrivilege, mayImport } from './access.ts'
import { readJobId } from './body.ts'
import type { Call } from './call.ts'
import { checkJobId } from './read.ts'
import { importFailed, importSystemFailed } from './refusal.ts'

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
