import assert from 'node:assert/strict'
import { test } from 'node:test'
import { couldBeOf } from '../../src/job/files.ts'
import type { Event } from '../../src/model/events.ts'
import type { BucketCredentials, Source } from '../../src/model/job.ts'
import { follow } from '../../src/steps/watch.ts'
import {
  type Job,
  jobIdOf,
  LOST,
  OURS,
  observation,
  request,
  run,
  server,
  statusOf,
} from '../harness/job-server.ts'
import { VirtualTime } from '../harness/virtual-time.ts'

// Whose job is it? A stranger's must not be taken, and ours must not be overlooked.

const NO_KEYS: BucketCredentials = { accessKey: undefined, secretKey: undefined, sessionToken: undefined }
const objects = (...urls: string[]): Source => ({ kind: 'objects', urls, credentials: NO_KEYS })
const files = (...groups: string[][]): Source => ({ kind: 'files', groups, options: {} })

const ROWS: readonly (readonly [string, Source, readonly (readonly string[])[], boolean | undefined])[] = [
  ['the same file', files(['daily/a.json']), [['daily/a.json']], true],
  ['no files are told', files(['daily/a.json']), [], undefined],
  ['another file', files(['daily/a.json']), [['daily/b.json']], false],
  ['ours and one more', files(['a.json']), [['a.json'], ['b.json']], false],
  ['one of ours is missing', files(['a.json'], ['b.json']), [['a.json']], false],
  ['the same name in another folder of Milvus', files(['x/a.json']), [['y/a.json']], undefined],
  ['a blank in the name', files(['daily/my file.json']), [['daily/my file.json']], true],
  ['half of a name with a blank', files(['daily/my file.json']), [['daily/my'], ['file.json']], false],
  ['a comma in the name', files(['odd/smith, anna.parquet']), [['odd/smith, anna.parquet']], true],
  ['a set of NumPy files', files(['x/id.npy', 'x/v.npy']), [['x/id.npy', 'x/v.npy']], true],
  ['a set without one of its files', files(['x/id.npy', 'x/v.npy']), [['x/id.npy']], false],
  ['a copy of the cloud', objects('s3://b/daily/a.json'), [['bulkload/in01-0/job-1/a.json']], true],
  ['`%` in a key is literal', objects('s3://b/100%25.json'), [['100%25.json']], true],
  ['`%` in a key is not decoded', objects('s3://b/a%20b.json'), [['a b.json']], false],
  ['`%20` in a URL is', objects('https://b.s3.amazonaws.com/a%20b.json'), [['a b.json']], true],
  ['a folder may hold any files', objects('s3://b/daily/'), [['daily/a.json'], ['daily/b.json']], true],
  [
    'a folder and a file: the file is missing',
    objects('s3://b/daily/', 's3://b/c.json'),
    [['a.json']],
    false,
  ],
  ['a folder and a file', objects('s3://b/daily/', 's3://b/c.json'), [['a.json'], ['c.json']], true],
]
for (const [name, source, paths, expected] of ROWS) {
  test(`could it be ours? ${name}: ${expected}`, () =>
    assert.equal(
      couldBeOf(
        source,
        paths.map(each => ({ paths: each })),
      ),
      expected,
    ))
}

/** The create is lost, and the server has made this of it. */
async function lost(made: Partial<Job>, { isCloud = false, isCarriedOut = true } = {}) {
  const service = server([{ id: 'old', names: OURS }], n =>
    n === 1 ? { error: LOST, isCarriedOut, ...made } : undefined,
  )
  Object.assign(service, { listsOneCollection: !isCloud })
  const { ended } = await run(service)
  return { ended, creates: service.creates }
}

for (const listedAs of ['real_name', 'C', undefined]) {
  test(`Milvus lists it as ${listedAs}: it is found by its files`, async () => {
    const { ended, creates } = await lost({ listedAs })
    assert.deepEqual([jobIdOf(ended), creates], ['new-1', 1])
  })
}

for (const listedAs of ['real_name', 'C']) {
  test(`Zilliz Cloud lists it as ${listedAs}: nobody can say, and nothing is submitted again`, async () => {
    const { ended, creates } = await lost({ listedAs }, { isCloud: true })
    assert.deepEqual([...statusOf(ended), creates], ['Unknown', 'SubmitUnconfirmed', 1])
  })
}

test('Zilliz Cloud lists it without a name, and describe tells it: found', async () => {
  const { ended, creates } = await lost({ listedAs: undefined }, { isCloud: true })
  assert.deepEqual([jobIdOf(ended), creates], ['new-1', 1])
})

test('Zilliz Cloud lists a new job of another collection with other files: none of ours', async () => {
  const { ended, creates } = await lost({ listedAs: 'notes', names: ['other.json'] }, { isCloud: true })
  assert.deepEqual([jobIdOf(ended), creates], ['new-2', 2])
})

for (const isCloud of [false, true]) {
  test(`a record without an id${isCloud ? ', on the cloud' : ''}: nothing is submitted again`, async () => {
    const { ended, creates } = await lost({ isNameless: true }, { isCloud })
    assert.deepEqual([...statusOf(ended), creates], ['Unknown', 'SubmitUnconfirmed', 1])
  })
}

test('a stranger imports files of the same names from another folder: not taken, and not submitted again', async () => {
  const { ended, creates } = await lost({ names: ['elsewhere/a.json', 'c/x.npy c/y.npy'] })
  assert.deepEqual(ended, {
    jobId: 'new-1',
    origin: 'submitted',
    hadCompleted: false,
    mustBeSeen: false,
    isUnverified: true,
  })
  assert.equal(creates, 1)
})

/** What is told of a job that may be ours, when the server answers this. */
async function told(...answers: readonly Partial<Job>[]) {
  const service = server([])
  const jobs = answers.values()
  service.describe = async () => observation({ id: 'j', names: [], ...jobs.next().value })
  const job = { jobId: 'j', origin: 'submitted', request, startedAt: 0, isUnverified: true } as const
  const plan = { wait: true, timeout: 60_000, pollInterval: 'auto', idempotencyKey: 'off' } as const
  const seen: string[] = []
  const clock = new VirtualTime()
  const tools = {
    ...{ service, clock, random: () => 0, signal: new AbortController().signal },
    tell: (event: Event) => void seen.push(event.kind),
  }
  const following = follow({ ...job, mustBeSeen: false, hadCompleted: false }, plan, tools)
  await clock.run(following).catch(error => seen.push(...statusOf(error)))
  return seen
}

const DOUBT = ['Unknown', 'SubmitUnconfirmed']
const ANSWERS: readonly (readonly [string, readonly Partial<Job>[], readonly string[]])[] = [
  [
    'its files are ours',
    [{}, { names: OURS }, { names: OURS, standing: 'completed' }],
    ['learned', 'settled', 'progress', 'progress'],
  ],
  ['its files are those of another import', [{}, { names: ['other.json'] }], DOUBT],
  ['its files have our names, in other folders', [{}, { names: ['z/a.json', 'z/x.npy z/y.npy'] }], DOUBT],
  ['it completes without telling files', [{}, { standing: 'completed' }], DOUBT],
]
for (const [name, jobs, expected] of ANSWERS) {
  test(`followed until it tells its files: ${name}`, async () =>
    assert.deepEqual(await told(...jobs), expected))
}
