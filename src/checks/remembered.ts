import { readRefusal } from '../job/refusals.ts'
import type { DataPlane } from '../model/data-plane.ts'
import { CallError } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'

const QUESTIONS = [
  ...(['has', 'databases', 'list', 'describe', 'hasPartition', 'partitions', 'count'] as const),
  ...(['aliasTarget', 'hasTwoPhases'] as const),
]

/**
 * Tools whose data plane answers each question once, so that checks that need the same answer ask for it once: until
 * something is changed through it, and until `forget`, for from then on the answers are from before the import.
 */
export function remembering(tools: Tools): { tools: Tools; forget(): void } {
  const memory: Memory = { answers: new Map(), isOver: false }
  let remembered: DataPlane | undefined
  const openDataPlane: Tools['openDataPlane'] = async options => {
    const plane = await tools.openDataPlane(options)
    if (typeof plane === 'string') return plane
    remembered ??= rememberedPlane(plane, memory)
    return remembered
  }
  return { tools: { ...tools, openDataPlane }, forget: () => forget(memory) }
}

interface Memory {
  readonly answers: Map<string, Promise<unknown>>
  isOver: boolean
}

function forget(memory: Memory): void {
  memory.isOver = true
  memory.answers.clear()
}

function rememberedPlane(plane: DataPlane, memory: Memory): DataPlane {
  const { answers } = memory
  const asked = QUESTIONS.map(name => {
    const question = plane[name] as (...values: unknown[]) => Promise<unknown>
    const once = (...values: unknown[]) => {
      if (memory.isOver) return question(...values)
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
    ...plane,
    ...Object.fromEntries(asked),
    // What a load leads to comes by and by.
    load(name, options) {
      forget(memory)
      return plane.load(name, options)
    },
  }
}
