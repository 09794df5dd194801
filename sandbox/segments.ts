import { type PartitionRows, shares, spread } from './catalog/spread.ts'
import type { Engine, Tempo } from './engine.ts'
import type { Job } from './job.ts'
import { failureBy, phasesOf } from './phases.ts'
import type { Plan } from './plan.ts'

/** Rows of one import in one partition, which become part of the collection together. */
export interface Segment extends PartitionRows {
  /** Since when they are; milliseconds on the sandbox's clock. A query sees them later, see `StoredCollection`. */
  readonly sealedAt: number
}

/**
 * What a job has brought into its collection by now: nothing before its end, and nothing any more if it failed, even
 * where that undid its end. With a commit the channels follow each other while the job is `Committing`
 * (`internal/datacoord/services.go`, `HandleCommitVchannel`).
 */
export function segmentsOf(job: Job, plan: Plan, now: number, tempo: Tempo, engine: Engine): Segment[] {
  const phases = phasesOf(job, plan, tempo, engine)
  const last = phases.at(-1)
  if (!last || failureBy(now, job, plan, phases, engine)) return []
  const channels = engine.commits ? job.collection.shards : 1
  const sealedAt = (channel: number) =>
    engine.commits ? last.from + ((last.until - last.from) * (channel + 1)) / (channels + 1) : last.until
  const rows = plan.files.reduce((total, file) => total + file.rows, 0)
  return shares(rows, channels).flatMap((part, channel) => {
    const at = sealedAt(channel)
    return at <= now ? spread(part, job.partitionNames).map(piece => ({ ...piece, sealedAt: at })) : []
  })
}
