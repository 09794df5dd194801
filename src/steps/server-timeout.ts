import { SERVER_TIMEOUT_MARGIN } from '../job/patience.ts'
import type { Options } from '../model/job.ts'
import type { CountedPlan } from '../model/plan.ts'
import type { Staged } from './staged.ts'

/**
 * What the create of a held back job says besides. A dead runner leaves an orphan that lives for ever, unless the
 * server ends it (milvus-io/milvus `internal/datacoord/import_checker.go`, `tryTimeoutJob`); where a person is to
 * approve, that may take days.
 */
export function holding({ commit, timeout }: CountedPlan, given: Options): Options {
  const isOpen = commit === 'manual' || given['timeout'] !== undefined
  return {
    auto_commit: 'false',
    ...(isOpen ? {} : { timeout: `${Math.ceil((timeout + SERVER_TIMEOUT_MARGIN) / 1000)}s` }),
  }
}

/** Milliseconds until the server ends the job by itself; `undefined` where its timeout, or its age, is not known. */
export function serverTimeLeft({ job, plan, tools, seen }: Staged): number | undefined {
  const total = job.origin === 'given' ? undefined : serverTimeout(plan)
  if (total === undefined) return undefined
  const { clock, today, startedAt } = tools
  if (job.origin === 'submitted') return total - (clock.now() - startedAt)
  // The job of an earlier attempt is as old as the server says.
  const createdAt = seen.last?.createdAt
  return createdAt === undefined ? undefined : total - (today() - createdAt)
}

/** Milliseconds from the create to the end that the server sets. */
function serverTimeout({ task, commit, timeout }: CountedPlan): number | undefined {
  const source = task.kind === 'submit' ? task.source : undefined
  const given = source && 'options' in source ? source.options['timeout'] : undefined
  if (given !== undefined) return goDuration(given)
  return commit === 'manual' ? undefined : timeout + SERVER_TIMEOUT_MARGIN
}

const UNITS = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const

/** `1h30m`, `1.5h`, `300ms` in milliseconds, as Go reads it (`time.ParseDuration`); `undefined` if it is none. */
export function goDuration(text: string): number | undefined {
  if (!/^\+?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined
  return [...text.matchAll(/([\d.]+)([a-zµμ]+)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit as keyof typeof UNITS],
    0,
  )
}
