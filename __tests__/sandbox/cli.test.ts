import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sampleBuckets } from '../harness/step.ts'

const CLI = fileURLToPath(new URL('../../sandbox/cli.ts', import.meta.url))

async function start([api = '', ...more]: readonly string[]) {
  const args = [CLI, '--api', api, '--port', '0', '--buckets', await sampleBuckets(), ...more]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Lets the service run until the work is done; the URL is in the first line that it prints. It stops at a signal. */
async function during(args: readonly string[], work: (url: string) => Promise<void>) {
  const child = await start(args)
  const ended = once(child, 'exit')
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    await work(/http:\/\/127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? '')
  } finally {
    child.kill('SIGTERM')
  }
  assert.deepEqual(await ended, [0, null])
}

/** What it says before it ends with a code. */
async function said(code: number, ...args: readonly string[]): Promise<string> {
  const child = await start(args)
  const texts = [child.stdout.toArray(), child.stderr.toArray()]
  assert.deepEqual(await once(child, 'exit'), [code, null])
  return (await Promise.all(texts)).flat().join('')
}

for (const [api, method, path, code] of [
  ['zilliz-v2', 'POST', '/v2/vectordb/jobs/import/list', 1800],
  ['zilliz-v1', 'GET', '/v1/vector/collections/import/list', 1800],
  ['milvus-2.6.24', 'POST', '/v2/vectordb/jobs/import/list', 0],
] as const) {
  test(`npm run sandbox -- --api ${api} speaks that API, and stops at a signal`, () =>
    during([api], async url => {
      const response = await fetch(url + path, { method, ...(method === 'POST' && { body: '{}' }) })
      assert.equal(((await response.json()) as { code: number }).code, code)
    }))
}

/** A file of `--collections`, removed after the test. */
async function collectionsFile(t: TestContext, content: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'collections-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'collections.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const FIELDS = [
  { name: 'id', type: 'Int64', primaryKey: true },
  { name: 'title', type: 'VarChar', params: { max_length: 200 } },
  { name: 'reading_time', type: 'Int64' },
  { name: 'vector', type: 'FloatVector', params: { dim: 8 } },
]

test('--collections: an import into one of several databases is counted, and what was asked is told', async t => {
  const path = await collectionsFile(t, {
    default: { books: { fields: FIELDS, rows: 3 } },
    db1: { books: { fields: FIELDS, enableDynamicField: false, loaded: true, rows: 5, aliases: ['latest'] } },
  })
  await during(['milvus-2.6', '--collections', path, '--speed', '200'], async url => {
    const post = async (route: string, body: object) => {
      const headers = { 'content-type': 'application/json', authorization: 'Bearer root:Milvus' }
      const sent = { dbName: 'db1', collectionName: 'latest', ...body }
      const init = { method: 'POST', headers, body: JSON.stringify(sent) }
      const response = await fetch(`${url}/v2/vectordb/${route}`, init)
      // biome-ignore lint/suspicious/noExplicitAny: each route answers with another shape
      return ((await response.json()) as { data: any }).data
    }
    const { jobId } = await post('jobs/import/create', { files: [['daily/politics.parquet']] })
    for (let state = ''; state !== 'Completed'; ) {
      await new Promise(resolve => setTimeout(resolve, 20))
      ;({ state } = await post('jobs/import/describe', { jobId }))
      assert.notEqual(state, 'Failed')
    }
    const count = { outputFields: ['count(*)'] }
    for (let rows = 0; rows !== 205; ) {
      await new Promise(resolve => setTimeout(resolve, 20))
      rows = (await post('entities/query', count))[0]['count(*)']
      assert.ok(rows === 5 || rows === 205)
    }
    assert.deepEqual(await post('entities/query', { ...count, dbName: '', collectionName: 'books' }), [
      { 'count(*)': 3 },
    ])

    const asked = (await (await fetch(`${url}/sandbox/requests`)).json()) as Record<string, unknown>[]
    assert.deepEqual(Object.keys(asked[0] ?? {}), ['method', 'path', 'headers', 'body'])
    assert.deepEqual([asked[0]?.['method'], asked[0]?.['path']], ['POST', '/v2/vectordb/jobs/import/create'])
    assert.match(String(asked[0]?.['body']), /politics\.parquet/)
    assert.ok(asked.every(({ path }) => path !== '/sandbox/requests'))
  })
})

test('--collections names the file and the place', async t => {
  for (const [content, words] of [
    ['{', 'it is no JSON'],
    [
      { default: { b: { fields: [{ name: 'id', type: 'Int' }] } } },
      'default.b.fields[0].type: "Int" is none',
    ],
  ] as const) {
    const path = await collectionsFile(t, content)
    const text = await said(2, 'milvus-2.6', '--collections', path)
    assert.ok(text.startsWith(`--collections ${path}: ${words}`), text)
  }
})

for (const [start, ...args] of [
  ['There is no API "milvus-2.3.4"', 'milvus-2.3.4'],
  ['There is no API "milvus"', 'milvus'],
  ['There is no API "v3"', 'v3'],
  ['--port: "http" is no such number', 'zilliz-v2', '--port', 'http'],
  ['--port: "70000" is no such number', 'zilliz-v2', '--port', '70000'],
  ['--speed: "0" is no such number', 'zilliz-v2', '--speed', '0'],
  ['--collections /absent.json: ', 'zilliz-v2', '--collections', '/absent.json'],
  ['--buckets /absent: ', 'zilliz-v2', '--buckets', '/absent'],
  [`--buckets ${CLI}: `, 'zilliz-v2', '--buckets', CLI],
  ["Unknown option '--database'", 'zilliz-v2', '--database', 'x'],
] as const) {
  test(`${args.join(' ')} is refused in words`, async () => {
    const text = await said(2, ...args)
    assert.ok(text.startsWith(start), text)
    const isShort = start.startsWith('--')
    assert.equal(text.includes('--buckets <folder>'), !isShort, 'with the options that there are')
    if (isShort) assert.match(text, /^[^\n]*\n$/)
  })
}

test('a port that is taken is told in one line', () =>
  during(['zilliz-v2'], async url => {
    const text = await said(2, 'zilliz-v2', '--port', new URL(url).port)
    assert.match(text, /^--port \d+: [^\n]*EADDRINUSE[^\n]*\n$/)
  }))

test('--help says what the folders mean, and how to get samples', async () => {
  const text = await said(0, 'zilliz-v2', '--help')
  for (const word of ['--buckets', '--collections', 'npm run samples', '/sandbox/requests'])
    assert.ok(text.includes(word), word)
})
