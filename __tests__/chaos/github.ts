import type { CheckState, Checks, KnownCheckRun } from '../../src/report/github.ts'
import type { VirtualTime } from '../harness/virtual-time.ts'

/** Milliseconds of one way. */
const LATENCY = 30

/** The check runs of a commit, kept over all attempts of a story; calls take virtual time. */
export class Github {
  readonly runs: (KnownCheckRun & { name: string; conclusion?: string })[] = []

  /**
   * The check runs for one attempt. `onSent` hears of every call; once `isDead` says so nothing comes back, though what
   * was sent is carried out.
   */
  checksFor(time: VirtualTime, onSent: () => void, isDead: () => boolean): Checks {
    const call = async <T>(signal: AbortSignal, act: () => T): Promise<T> => {
      if (isDead()) return NEVER
      onSent()
      await time.sleep(LATENCY)
      const answer = act()
      await time.sleep(LATENCY)
      if (isDead()) return NEVER
      if (signal.aborted) throw new DOMException('This operation was aborted', 'AbortError')
      return answer
    }
    const change = (id: number, state: Partial<CheckState>) => {
      const at = this.runs.findIndex(run => run.id === id)
      const run = this.runs[at]
      if (!run) throw Object.assign(new Error('Not Found'), { status: 404, response: {} })
      this.runs[at] = { ...run, ...state, isOpen: state.conclusion === undefined }
    }
    return {
      find: (name, signal) => call(signal, () => this.runs.filter(run => run.name === name)),
      create: (name, { externalId, summary }, signal) =>
        call(signal, () => {
          const id = this.runs.length + 1
          this.runs.push({ id, name, externalId, summary, isOpen: true })
          return id
        }),
      update: (id, state, signal) => call(signal, () => change(id, state)),
    }
  }
}

const NEVER = new Promise<never>(() => {})
