import { nearest } from '../job/nearest.ts'
import type { Asked } from '../steps/ask.ts'

/** `; the nearest is articles`, to stand behind what is missing; `''` where nothing is near or known. */
export function nearestOf(name: string, names: Asked<readonly string[]>): string {
  const found = 'answer' in names ? nearest(name, names.answer) : []
  const [first, ...others] = found
  if (first === undefined) return ''
  return others.length === 0 ? `; the nearest is ${first}` : `; the nearest are ${found.join(', ')}`
}
