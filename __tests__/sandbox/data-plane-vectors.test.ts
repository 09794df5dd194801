import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { PLANE_VECTORS, type PlaneVector } from './data-plane.table.ts'
import { type Answer, milvusServer } from './milvus-server.ts'

// Answers of the data plane that were recorded, documented or read in the source (`fixtures/data-plane.jsonl`, with
// the source of each), asked of the sandbox in the situation that they tell of, on the versions that they hold for.

interface Line {
  readonly id: string
  readonly src: string
  readonly req?: string
  readonly in?: unknown
  readonly st?: number
  readonly ct?: string
  readonly body: unknown
}

const lines: readonly Line[] = readFileSync(new URL('../fixtures/data-plane.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line))

test('every line is a vector, or is left out for a reason', () => {
  assert.deepEqual(
    Object.keys(PLANE_VECTORS),
    lines.map(({ id }) => id),
  )
})

for (const line of lines) {
  const vector = PLANE_VECTORS[line.id]
  if (typeof vector !== 'object') continue
  for (const milvus of vector.versions) {
    test(`${line.id} on ${milvus} (${line.src})`, async () => {
      const { before, body = line.in, databases } = vector
      await using server = await milvusServer({ milvus }, databases ? { databases } : {})
      await before?.(server)
      const route = vector.route ?? /POST B\/(.*)$/.exec(line.req ?? '')?.[1] ?? ''
      check(await server.plane(route, body), line, vector)
    })
  }
}

function check(answer: Answer, { body, ct, st = 200 }: Line, { extra = [] }: PlaneVector): void {
  assert.equal(answer.status, st, answer.text)
  if (ct) assert.ok(answer.headers.get('content-type')?.startsWith(ct))
  if (typeof body === 'string') {
    assert.equal(answer.text, body)
    return
  }
  const leave = (value: unknown): unknown => {
    if (typeof value === 'string') return plain(value)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(leave)
    const kept = Object.entries(value).filter(([name]) => !extra.includes(name))
    return Object.fromEntries(kept.map(([name, each]) => [name, isId(name) ? typeof each : leave(each)]))
  }
  assert.deepEqual(leave(JSON.parse(answer.text)), leave(body))
}

function isId(name: string): boolean {
  return name === 'collectionID' || name === 'dbID'
}

function plain(text: string): string {
  return text.replaceAll(/\d{18}/g, 'ID')
}
