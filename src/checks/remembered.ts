import { readRefusal } from '../job/refusals.ts'
import type { DataPlane } from '../model/data-plane.ts'
import { CallError } from '../model/service.ts'

export interface Remembered {
  /** Answers each question once; what it was told is what it tells, until something is changed through it. */
  readonly plane: DataPlane
  /** From here on every question is asked anew: the answers are from before the import. */
  forget(): void
}

const QUESTIONS = [
  ...(['has', 'databases', 'list', 'describe', 'hasPartition', 'partitions', 'count'] as const),
  ...(['aliasTarget', 'hasTwoPhases'] as const),
]

/** A data plane whose answers are kept, so that checks that need the same answer ask for it once. */
export function remembering(plane: DataPlane): Remembered {
  const answers = new Map<string, Promise<unknown>>()
  let isOver = false
  const forget = () => {
    isOver = true
    answers.clear()
  }
  const asked = QUESTIONS.map(name => {
    const question = plane[name] as (...values: unknown[]) => Promise<unknown>
    const once = (...values: unknown[]) => {
      if (isOver) return question(...values)
      const key = JSON.stringify([name, ...values.slice(0, -1)])
      const answer = answers.get(key) ?? question(...values)
      answers.set(key, answer)
      return answer.catch(error => {
        // Passing trouble is no answer.
        const refusal = error instanceof CallError ? readRefusal(error.failure) : 'transient'
        if (refusal === 'transient' || refusal === 'rateLimited') answers.delete(key)
        throw error
      })
    }
    return [name, once]
  })
  return {
    plane: {
      ...plane,
      ...Object.fromEntries(asked),
      // What a load leads to comes by and by.
      load(name, options) {
        forget()
        return plane.load(name, options)
      },
    },
    forget,
  }
}
