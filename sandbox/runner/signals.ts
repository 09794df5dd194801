import type { ChildProcess } from 'node:child_process'

/**
 * Why a step is stopped:
 * - `cancel`: the workflow is cancelled; `timeout`: the step's `timeout-minutes` are over. Both send SIGINT, 7.5 s later
 *   SIGTERM, 2.5 s later SIGKILL (ProcessInvoker.cs);
 * - `impatient`: somebody cancels at a terminal, and again half a second later;
 * - `lost`: the runner is gone, SIGKILL at once.
 */
export type StopReason = 'cancel' | 'timeout' | 'impatient' | 'lost'

type Schedule = readonly (readonly [number, NodeJS.Signals])[]

const KILL = [10_000, 'SIGKILL'] as const
const STOP: Schedule = [[0, 'SIGINT'], [7500, 'SIGTERM'], KILL]
const SCHEDULE: Readonly<Record<StopReason, Schedule>> = {
  cancel: STOP,
  timeout: STOP,
  impatient: [[0, 'SIGINT'], [500, 'SIGINT'], KILL],
  lost: [[0, 'SIGKILL']],
}

interface Signals {
  /** When the first signal was sent, on the scale of `performance`. */
  readonly startedAt: number | undefined
  end(): void
}

/** Sends signals to the process alone, not to its group, once `when` resolves. */
export function sendSignals(
  child: ChildProcess,
  when: Promise<unknown> | undefined,
  reason: StopReason,
): Signals {
  const timers: NodeJS.Timeout[] = []
  let startedAt: number | undefined
  when?.then(() => {
    if (child.exitCode !== null || child.signalCode !== null) return
    startedAt = performance.now()
    for (const [after, signal] of SCHEDULE[reason]) {
      if (after === 0) child.kill(signal)
      else timers.push(setTimeout(() => child.kill(signal), after))
    }
  })
  return {
    get startedAt() {
      return startedAt
    },
    end: () => timers.forEach(clearTimeout),
  }
}
