import type { StoredCollection } from './catalog/collection.ts'
import { type Engine, nextTick, type Tempo } from './engine.ts'
import type { FileGroup } from './files/read.ts'
import { type Job, makePlan } from './job.ts'
import { type Segment, segmentsOf } from './phases.ts'
import { type JobView, viewAt } from './progress.ts'
import type { Reading } from './schema.ts'

export class Jobs {
  /** Jobs that are there but shown to nobody: too new, or forgotten. */
  isHidden: (job: Job) => boolean = () => false
  readonly #jobs: Job[] = []
  readonly #tempo: Tempo
  readonly #now: () => number
  readonly #engine: Engine

  constructor(tempo: Tempo, now: () => number, engine: Engine) {
    this.#tempo = tempo
    this.#now = now
    this.#engine = engine
  }

  /** Takes a job on, whatever its files are like: a missing file is found later, as on the real servers. */
  create(
    owner: { readonly scope: string; readonly collection: StoredCollection; readonly partitionName: string },
    findFiles: () => Promise<readonly FileGroup[]>,
    options: { readonly timeout?: number | undefined; autoCommit?: boolean; reading?: Reading } = {},
  ): Job {
    const { scope, collection, partitionName } = owner
    const { timeout, autoCommit = true, reading = {} } = options
    const [tempo, engine] = [this.#tempo, this.#engine]
    const id = engine.jobId(scope, this.#jobs.length)
    const plan = makePlan(findFiles, { jobId: id, collection: collection.schema, reading, tempo, engine })
    // A mistake of the sandbox is told to whoever looks at the job.
    plan.catch(() => {})
    const { dbName, name: collectionName } = collection
    const owned = { scope, dbName, collectionName, collection }
    const partitionNames = collection.targets(partitionName)
    const job = { id, ...owned, partitionNames, createdAt: this.#now(), timeout, autoCommit, plan }
    this.#jobs.push(job)
    return job
  }

  /** `undefined` for a job that there never was, is not to be seen yet, or is forgotten. */
  async find(scope: string, id: string): Promise<Job | undefined> {
    const job = this.#jobs.find(each => each.scope === scope && each.id === id)
    return job && (await this.#isKnown(job)) ? job : undefined
  }

  /** A job whoever owns it, hidden or not: for the ledger, not for an answer. */
  byId(id: string): Job | undefined {
    return this.#jobs.find(job => job.id === id)
  }

  /** Newest first. */
  async all(scope: string): Promise<Job[]> {
    const jobs = this.#jobs.filter(job => job.scope === scope).reverse()
    const known = await Promise.all(jobs.map(job => this.#isKnown(job)))
    return jobs.filter((_, index) => known[index])
  }

  async view(job: Job): Promise<JobView> {
    return viewAt(job, await job.plan, this.#now(), this.#tempo, this.#engine)
  }

  /** Lets a job that waits for it go on to its end. */
  commit(job: Job): void {
    job.committedAt ??= this.#now()
  }

  abort(job: Job): void {
    job.abortedAt ??= this.#now()
  }

  /** What has become part of a collection by now, of all jobs, also of those that are hidden or forgotten. */
  async segments(collection: StoredCollection): Promise<Segment[]> {
    const jobs = this.#jobs.filter(job => job.collection === collection)
    const plans = await Promise.all(jobs.map(job => job.plan))
    return jobs.flatMap((job, index) => {
      const plan = plans[index]
      return plan ? segmentsOf(job, plan, this.#now(), this.#tempo, this.#engine) : []
    })
  }

  /** All jobs of a collection, also those that are hidden or forgotten. */
  viewsOf(collection: StoredCollection): Promise<JobView[]> {
    const jobs = this.#jobs.filter(job => job.collection === collection)
    return Promise.all(jobs.map(job => this.view(job)))
  }

  /** Rows that a collection has really got, from all jobs that are completed by now. */
  async rowsIn(collectionName: string, dbName?: string): Promise<number> {
    const views = await Promise.all(this.#jobs.map(job => this.view(job)))
    const done = views.filter(
      ({ job, state }) =>
        state === 'Completed' &&
        job.collectionName === collectionName &&
        (dbName === undefined || job.dbName === dbName),
    )
    return done.reduce((sum, { importedRows }) => sum + importedRows, 0)
  }

  async #isKnown(job: Job): Promise<boolean> {
    if (this.isHidden(job)) return false
    const { visibleAfter, retention } = this.#engine
    const { endedAt } = await this.view(job)
    const now = this.#now()
    return (
      now >= job.createdAt + visibleAfter && (endedAt === undefined || now < nextTick(endedAt + retention))
    )
  }
}
