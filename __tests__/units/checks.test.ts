import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readCollection } from '../../src/api/collections.ts'
import { checkLimits, seenLocally } from '../../src/checks/files.ts'
import { checkHeads, countHeads, readHeads } from '../../src/checks/heads.ts'
import { remembering } from '../../src/checks/remembered.ts'
import { nearest } from '../../src/job/nearest.ts'
import { type Check, tally } from '../../src/model/checks.ts'
import { VERSIONS } from '../../src/model/collection.ts'
import type { DataPlane } from '../../src/model/data-plane.ts'
import { CallError, type FailureKind } from '../../src/model/service.ts'
import type { Tools } from '../../src/model/tools.ts'
import { checkLines, failedChecksFirst } from '../../src/report/tables.ts'

const DATA = fileURLToPath(new URL('../fixtures/files/data/', import.meta.url))
const CALL = { timeout: 1000, signal: new AbortController().signal }

test('the nearest names: case first, then few keystrokes; nothing where nothing is near', () => {
  const names = ['articles', 'Articles', 'articles_v2', 'users', 'artists', 'orders']
  assert.deepEqual(nearest('ARTICLES', names), ['Articles', 'articles'])
  assert.deepEqual(nearest('artilces', names), ['Articles', 'articles'])
  assert.deepEqual(nearest('user', names), ['users'])
  assert.deepEqual(nearest('articles_v3', names), ['articles_v2', 'Articles', 'articles'])
  assert.deepEqual(nearest('products', names), [])
  assert.deepEqual(nearest('a', ['b', 'ab', 'abc']), ['ab', 'b'])
  assert.deepEqual(nearest('x', []), [])
})

/** A data plane that counts what it is asked; `fail` is thrown by `has`. */
function countingPlane(fail?: FailureKind) {
  const asked: string[] = []
  const note = async <T>(name: string, answer: T) => {
    asked.push(name)
    if (fail && name === 'has')
      throw new CallError({ kind: fail, code: 'Http403', httpStatus: 403, said: '' })
    return answer
  }
  const plane = {
    has: (name: string) => note(name === 'c' ? 'has' : `has ${name}`, true),
    count: (name: string, partition?: string) => note(`count ${name} ${partition}`, 7n),
    load: () => note('load', undefined),
  } as unknown as DataPlane
  const { tools, forget } = remembering({ openDataPlane: async () => plane } as unknown as Tools)
  const open = async () => (await tools.openDataPlane(CALL)) as DataPlane
  return { open, forget, asked }
}

test('a question is asked once, until something changes or the answers are old', async () => {
  const { open, forget, asked } = countingPlane()
  for (let turn = 0; turn < 3; turn += 1) {
    const plane = await open()
    assert.equal(await plane.has('c', CALL), true)
    assert.equal(await plane.count('c', undefined, CALL), 7n)
    assert.equal(await plane.count('c', 'p', CALL), 7n)
  }
  assert.deepEqual(asked, ['has', 'count c undefined', 'count c p'])
  const plane = await open()
  await plane.load('c', CALL)
  await plane.has('c', CALL)
  assert.equal(asked.length, 5)
  forget()
  await plane.has('c', CALL)
  await plane.has('c', CALL)
  assert.equal(asked.length, 7)
})

test('a refusal is an answer, passing trouble is none', async () => {
  for (const [kind, times] of Object.entries({ status: 1, interrupted: 2, unsent: 2 })) {
    const { open, asked } = countingPlane(kind as FailureKind)
    const plane = await open()
    for (let turn = 0; turn < 2; turn += 1) await assert.rejects(plane.has('c', CALL), CallError)
    assert.equal(asked.length, times, kind)
  }
})

const FIELDS = [
  { name: 'id', type: 'Int64', primaryKey: true },
  { name: 'title', type: 'VarChar', params: [{ key: 'max_length', value: '200' }] },
  { name: 'reading_time', type: 'Int64' },
  { name: 'vector', type: 'FloatVector', params: [{ key: 'dim', value: '8' }] },
]
const schema = readCollection({ collectionName: 'articles', fields: FIELDS }, '')
const local = (paths: readonly string[], folder = DATA) =>
  seenLocally(
    paths.map(path => {
      const location = join(folder, path)
      return { path, key: path, location, size: statSync(location).size, mtimeMs: 0 }
    }),
    false,
    undefined,
  ).groups

test('files of the runner: Parquet by file, NumPy by folder; rows are those that they tell', async () => {
  const set = readdirSync(join(DATA, 'bulk')).map(name => `bulk/${name}`)
  const groups = local(['plain.parquet', ...set])
  assert.deepEqual(
    groups.map(({ name, format, files }) => [name, format, files.length]),
    [
      ['plain.parquet', 'parquet', 1],
      ['bulk/', 'npy', 4],
    ],
  )
  const heads = await readHeads(groups, true)
  assert.deepEqual(
    checkHeads(groups, heads, schema, VERSIONS).map(({ result, text }) => `${result}: ${text}`),
    ['ok: 2 files with the columns of the collection'],
  )
  assert.deepEqual(countHeads(groups, heads), { rows: 10n, silent: [] })
})

test('what is wrong is told for each file, and rows that nobody tells by their files', async () => {
  const groups = local(['dim.parquet', 'bulk.json', 'bulk/id.npy', 'bulk/title.npy', 'bulk/vector.npy'])
  const heads = await readHeads(groups, true)
  const found = checkHeads(groups, heads, schema, VERSIONS)
  assert.deepEqual(
    found.map(({ result, text }) => `${result}: ${text}`),
    [
      'unknown: 1 file in a format that does not show its columns',
      "failed: dim.parquet: column vector holds 3 values per row, the collection's vector has dimension 8",
      'failed: bulk/ has no file reading_time.npy',
    ],
  )
  assert.deepEqual(countHeads(groups, heads).silent, [
    'bulk.json is JSON, which does not show how many rows it has',
  ])
})

test('limits: a set of NumPy files counts as one file, and the widest limits count where the plan is not known', () => {
  const GIB = 1024 ** 3
  const group = (name: string, ...sizes: number[]) => ({
    ...{ name, format: undefined },
    files: sizes.map(size => ({ name, size, etag: '', open: () => Promise.reject(new Error('not read')) })),
  })
  const codes = (groups: Parameters<typeof checkLimits>[0], tier?: Parameters<typeof checkLimits>[1]) =>
    checkLimits(groups, tier, false).map(({ proof, result }) => proof?.code ?? result)
  const many = (count: number) => Array.from({ length: count }, (_, index) => group(`${index}.json`, 1))
  assert.deepEqual(codes(many(1000), 'free'), ['ok'])
  assert.deepEqual(codes(many(1001), 'free'), ['TooManyFiles'])
  assert.deepEqual(codes([group('set/', ...Array(2000).fill(1))]), ['ok'])
  assert.deepEqual(codes([group('a.json', 2 * GIB)], 'free'), ['FileTooLarge'])
  assert.deepEqual(codes([group('a.json', 2 * GIB)], 'serverless'), ['ok'])
  assert.deepEqual(codes([group('a.json', 2 * GIB)]), ['ok'])
  assert.deepEqual(codes([group('set/', 6 * GIB, 6 * GIB)]), ['FileTooLarge'])
  assert.deepEqual(codes([group('a.json', 0.75 * GIB), group('b.json', 0.75 * GIB)], 'free'), [
    'FileTooLarge',
  ])
  assert.deepEqual(codes([]), [])
})

test('one .npy file by itself may be part of a set that nobody sees here: what it lacks is no proof', async () => {
  const [{ files } = { files: [] }] = local(['bulk/id.npy'])
  const groups = [{ name: 'id.npy', format: 'npy' as const, files }]
  const found = checkHeads(groups, await readHeads(groups, false), schema, VERSIONS)
  assert.deepEqual(
    found.filter(({ result }) => result === 'failed'),
    [],
  )
})

test('of many files some heads are read, and it is said of how many they were not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heads-'))
  const names = Array.from({ length: 50 }, (_, index) => `${index}.parquet`)
  for (const name of names) writeFileSync(join(folder, name), 'not a file of this format')
  const groups = local(names, folder)
  const heads = await readHeads(groups, false)
  rmSync(folder, { recursive: true })
  assert.equal(heads.length, 20)
  const found = checkHeads(groups, heads, schema, VERSIONS)
  assert.equal(found[0]?.text, 'The heads of 20 files were read, of 30 more they were not')
  assert.equal(found.filter(({ result }) => result === 'failed').length, 20)
})

test('without a schema nothing is compared, and that is said', async () => {
  const groups = local(['plain.parquet'])
  const found = checkHeads(groups, await readHeads(groups, false), undefined, VERSIONS)
  assert.deepEqual(
    found.map(({ result }) => result),
    ['unknown'],
  )
})

test('the log: failures in the open, then all of it, failures first; text of others is inert', () => {
  const checks: Check[] = [
    { name: 'cluster', result: 'ok', text: 'it runs' },
    { name: 'objects', result: 'failed', text: 'There is no a\n::error::b' },
    { name: 'row values', result: 'unknown', text: 'Not checked here' },
  ]
  assert.equal(tally(checks), '1 ok, 1 failed, 1 unknown')
  assert.deepEqual(
    failedChecksFirst(checks).map(({ result }) => result),
    ['failed', 'unknown', 'ok'],
  )
  const lines = checkLines(checks)
  assert.equal(lines.length, 3)
  assert.doesNotMatch(JSON.stringify(lines), /\\n/)
})
