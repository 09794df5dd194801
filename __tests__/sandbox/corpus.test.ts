import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Case, carryOut, difference, readCases } from './corpus.ts'

// Files of real writers with known outcomes: see the README in `__tests__/fixtures/files`.

const PROFILES = ['2.4', '2.5', '2.6', '3.0', 'zilliz-v2']
const cases = await readCases('cases.jsonl')

for (const profile of PROFILES) {
  test(`reads the corpus as ${profile} does`, async t => {
    const held = new Map<string, number>()
    const misses: string[] = []
    for (const each of cases) {
      const expected = each.profiles[profile]
      if (expected === undefined || expected === 'unknown') continue
      const found = await carryOut(each, profile)
      const words = each.words?.[profile]
      const problem =
        difference(found, expected) ??
        (words && found.state === 'Failed' && !found.reason.includes(words) ? found.reason : undefined)
      if (problem) misses.push(`${each.name}: ${problem}, not ${JSON.stringify(expected)} ${words ?? ''}`)
      else held.set(formatOf(each), (held.get(formatOf(each)) ?? 0) + 1)
    }
    t.diagnostic([...held].map(([format, count]) => `${format} ${count}`).join(', '))
    assert.deepEqual(misses, [])
  })
}

/** What a case is about: the format of its files, or the request itself. */
function formatOf({ files, options, partitionName, bodySuffix }: Case): string {
  const formats = new Set(files.map(([path = '']) => /\.(\w+)$/.exec(path)?.[1] ?? 'folder'))
  if (partitionName || bodySuffix || 'timeout' in options) return 'request'
  return formats.size === 1 ? [...formats].join() : 'several'
}
