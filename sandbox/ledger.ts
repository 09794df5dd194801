import type { RecordedRequest, Reply } from './exchange.ts'
import { routeOf } from './faults.ts'
import type { Jobs } from './jobs.ts'
import type { JobView } from './progress.ts'

/** A job that the service really took on, and in whose name. */
export interface Entry {
  readonly jobId: string
  /** The label that was in force when its create arrived. */
  readonly by: string
}

/** What really happened, whatever reached the one who asked: kept from the service's own answers. */
export class Ledger {
  /** Put on the jobs to come: a test says here which run asks. */
  label = ''
  readonly entries: Entry[] = []
  readonly #jobs: Jobs

  constructor(jobs: Jobs) {
    this.#jobs = jobs
  }

  /** Hears one answer of the service, before anything can happen to it on its way. */
  note(by: string, request: Pick<RecordedRequest, 'path'>, reply: Reply): void {
    const jobId = jobIdOf(request, reply)
    if (jobId && !this.entries.some(entry => entry.jobId === jobId)) this.entries.push({ jobId, by })
  }

  jobsOf(by: string): string[] {
    return this.entries.filter(entry => entry.by === by).map(({ jobId }) => jobId)
  }

  /** The truth about a job at this moment, also where the service shows it to nobody. */
  async view(jobId: string): Promise<JobView | undefined> {
    const job = this.#jobs.byId(jobId)
    return job && (await this.#jobs.view(job))
  }

  /** One line for each job. */
  async tell(): Promise<string> {
    const lines = this.entries.map(async ({ jobId, by }) => {
      const view = await this.view(jobId)
      const rows = view?.state === 'Completed' ? view.importedRows : 0
      return `${by || 'somebody'} made ${jobId}: ${view?.state}, ${rows} rows in ${view?.job.collectionName}`
    })
    return (await Promise.all(lines)).join('\n')
  }
}

/** The job that an answer to a create names; every API wraps it as `data.jobId`. */
export function jobIdOf(request: Pick<RecordedRequest, 'path'>, { status, body }: Reply): string | undefined {
  if (routeOf(request) !== 'create' || status !== 200 || typeof body !== 'object') return undefined
  const { data } = body as { data?: { jobId?: unknown } }
  return data?.jobId === undefined ? undefined : String(data.jobId)
}
