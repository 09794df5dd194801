import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CallError } from '../../src/model/service.ts'
import { LONG_JOB, play, type Scene } from '../harness/scenes.ts'

// Waits that would take minutes, played in this process on virtual time: what comes when, and how it ends.

const FILE = { objectUrl: 's3://example-articles/daily/science.jsonl' }
const job = (parts: object) => ({ code: 0, data: { collectionName: 'articles', progress: 50, ...parts } })
const files = (...names: readonly string[]) => ({ details: names.map(fileName => ({ fileName })) })
const interrupted = (code: string) => new CallError({ kind: 'interrupted', code, said: '' })

test('a server that asks for time gets it: before the next create, and before the next poll', async () => {
  for (const route of ['/create', '/describe']) {
    const at: number[] = []
    await play({
      job: LONG_JOB,
      replies(path, { now }) {
        if (!path.endsWith(route)) return undefined
        at.push(now())
        return at.length === 1 ? { status: 429, retryAfter: 45_000 } : undefined
      },
    })
    const [first = 0, second = 0] = at
    assert.ok(second - first >= 45_000 && second - first < 50_000, `${route}: ${second - first} ms`)
  }
})

test('no pause goes past the deadline, and the poll at the deadline decides', async () => {
  let polls = 0
  const { outcome } = await play({
    inputs: { timeout: '1m', pollInterval: '50s' },
    answer(path, elapsed) {
      if (!path.endsWith('/describe')) return undefined
      polls += 1
      return elapsed < 60_000 ? job({ state: 'Importing' }) : job({ state: 'Completed', importedRows: 7 })
    },
  })
  assert.equal(outcome.status, 'Completed')
  assert.equal(outcome.elapsed, 60_000)
  assert.equal(polls, 3)
})

test('a poll that is still under way at the deadline is not the last one', async () => {
  const { outcome } = await play({
    inputs: { timeout: '1m', pollInterval: '50s' },
    async answer(path, elapsed, clock) {
      if (!path.endsWith('/describe')) return undefined
      if (elapsed >= 60_000) return job({ state: 'Completed', importedRows: 7 })
      if (elapsed < 50_000) return job({ state: 'Importing' })
      await clock.sleep(10_000)
      throw interrupted('Timeout')
    },
  })
  assert.equal(outcome.status, 'Completed')
})

const unknown = { code: 2100, message: 'import job does not exist, jobID=job-0' }
const refusal = { code: 80001, message: 'The token is illegal' }

test('a job that the server does not know yet, and one refusal, are no end; later, and two of them, are', async () => {
  const cases: readonly (readonly [string, (elapsed: number, poll: number) => object | undefined, string])[] =
    [
      ['unknown for 15 s', elapsed => (elapsed < 15_000 ? unknown : undefined), 'Completed'],
      ['unknown for two minutes', elapsed => (elapsed < 120_000 ? unknown : undefined), 'Unknown'],
      ['forgotten', elapsed => (elapsed > 60_000 ? unknown : undefined), 'Unknown'],
      ['refused once', (_, poll) => (poll === 3 ? refusal : undefined), 'Completed'],
      ['refused twice', (_, poll) => (poll === 3 || poll === 4 ? refusal : undefined), 'Unknown'],
    ]
  for (const [name, trouble, status] of cases) {
    let polls = 0
    const { outcome } = await play({
      job: LONG_JOB,
      inputs: { timeout: '1h' },
      answer: (path, elapsed) => (path.endsWith('/describe') ? trouble(elapsed, ++polls) : undefined),
    })
    assert.equal(outcome.status, status, name)
  }
})

test('of thousands of files those that fail get a line each, up to twenty', async () => {
  const details = Array.from({ length: 1000 }, (_, at) => ({ fileName: `${at}.json`, state: 'Failed' }))
  const { log } = await play({
    inputs: { timeout: '1m' },
    answer: path => (path.endsWith('/describe') ? job({ state: 'Importing', details }) : undefined),
  })
  assert.equal(log.filter(line => /^ {4}\d+\.json/.test(line)).length, 20)
})

test('expectedRows: exactly as many as asked for is enough, one less is not', async () => {
  const answer = (path: string) =>
    path.endsWith('/describe') ? job({ state: 'Completed', importedRows: 120, totalRows: 120 }) : undefined
  for (const [expectedRows, red] of [
    ['>=120', false],
    ['>=121', true],
    ['120', false],
    ['119', true],
  ] as const)
    assert.equal((await play({ inputs: { expectedRows }, answer })).outcome.red, red, expectedRows)
})

/** The answer to the create is lost, and the list then holds this record; the job tells its files late or never. */
async function lostAndFound(
  later: (elapsed: number) => object,
  inputs: Scene['inputs'] = {},
  record: unknown = { jobId: 'job-new', collectionName: 'articles', state: 'Importing' },
) {
  let [creates, lostAt] = [0, 0]
  const seen = await play({
    inputs: { ...FILE, ...inputs },
    answer(path, _, clock) {
      if (path.endsWith('/create')) {
        creates += 1
        lostAt = clock.now()
        throw interrupted('ECONNRESET')
      }
      const records = creates > 0 ? [record] : []
      if (path.endsWith('/list')) return { code: 0, data: { count: records.length, records } }
      return job({ state: 'Importing', ...later(clock.now() - lostAt) })
    },
  })
  assert.equal(creates, 1)
  return seen
}

const LATE = 60_000

test('a new job that tells our files late is ours', async () => {
  const { outcome, outputs } = await lostAndFound(elapsed =>
    elapsed < LATE ? {} : { state: 'Completed', importedRows: 7, ...files('daily/science.jsonl') },
  )
  assert.deepEqual([outcome.status, outputs['jobId']], ['Completed', 'job-new'])
})

const OURS = () => ({ state: 'Completed', ...files('daily/science.jsonl') })
const STRANGERS: Readonly<Record<string, Parameters<typeof lostAndFound>>> = {
  'tells files of somebody else': [elapsed => (elapsed < LATE ? {} : files('daily/politics.parquet'))],
  'tells ours and one more': [
    elapsed => (elapsed < LATE ? {} : files('daily/science.jsonl', 'daily/politics.parquet')),
  ],
  'completes and never tells its files': [elapsed => (elapsed < LATE ? {} : { state: 'Completed' })],
  'runs past the deadline and never tells its files': [() => ({}), { timeout: '3m' }],
  'is listed in another case': [OURS, {}, { jobId: 'job-new', collectionName: 'Articles' }],
  'is listed without an id': [OURS, {}, { collectionName: 'articles', state: 'Importing' }],
  'is listed as something unreadable': [OURS, {}, 'job-new'],
}
for (const [name, scene] of Object.entries(STRANGERS)) {
  test(`a new job that ${name} is not taken for ours, and nothing is submitted again`, async () => {
    const { outcome, outputs } = await lostAndFound(...scene)
    assert.deepEqual([outcome.status, outcome.error?.code], ['Unknown', 'SubmitUnconfirmed'])
    assert.equal(outputs['jobId'], undefined)
    assert.equal(outputs['reused'], undefined, 'nothing is said of a job that may be a stranger')
    assert.equal(outcome.red, true)
    // Nobody waits for what others do: the first answer that tells files decides.
    if (scene.length === 1) assert.ok(outcome.elapsed < LATE * 1.5, `${outcome.elapsed} ms`)
  })
}
