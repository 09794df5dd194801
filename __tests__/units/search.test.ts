import assert from 'node:assert/strict'
import { test } from 'node:test'
import { couldBeOf } from '../../src/job/files.ts'
import type { Event } from '../../src/model/events.ts'
import type { Source } from '../../src/model/job.ts'
import { follow } from '../../src/steps/watch.ts'
import { LOST, OURS, observation, request, run, type ServerJob, server } from '../harness/job-server.ts'
import { VirtualTime } from '../harness/virtual-time.ts'

// Whose job is it? A stranger's must not be taken, and ours must not be overlooked.

const credentials = { accessKey: undefined, secretKey: undefined, sessionToken: undefined }
const objects = (...urls: string[]): Source => ({ kind: 'objects', urls, credentials })
const files = (...groups: string[][]): Source => ({ kind: 'files', groups, options: {} })

// biome-ignore format: a table, one row a line
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
  ['a folder and a file: the file is missing', objects('s3://b/daily/', 's3://b/c.json'), [['a.json']], false],
  ['a folder and a file', objects('s3://b/daily/', 's3://b/c.json'), [['a.json'], ['c.json']], true],
]
test('could a job with these files be ours?', () => {
  for (const [name, source, told, expected] of ROWS) {
    const found = told.map(paths => ({ paths }))
    assert.equal(couldBeOf(source, found), expected, name)
  }
})

/** The answer to the create is lost. What the server has made of it, how it ends, and after how many creates. */
// biome-ignore format: a table, one row a line
const MADE: readonly (readonly [string, 'milvus' | 'cloud', Partial<ServerJob>, string, number])[] = [
  ['listed under its real name, where an alias was asked for', 'milvus', { listedAs: 'real_name' }, 'submitted new-1', 1],
  ['listed in another case', 'milvus', { listedAs: 'C' }, 'submitted new-1', 1],
  ['listed without a name', 'milvus', { listedAs: undefined }, 'submitted new-1', 1],
  ['listed under another name: nobody can say', 'cloud', { listedAs: 'real_name' }, 'Unknown SubmitUnconfirmed', 1],
  ['listed in another case: nobody can say', 'cloud', { listedAs: 'C' }, 'Unknown SubmitUnconfirmed', 1],
  ['listed without a name, which describe tells', 'cloud', { listedAs: undefined }, 'submitted new-1', 1],
  ['of another collection, with other files', 'cloud', { listedAs: 'notes', names: ['other.json'] }, 'submitted new-2', 2],
  ['a record without an id', 'milvus', { isNameless: true }, 'Unknown SubmitUnconfirmed', 1],
  ['a record without an id', 'cloud', { isNameless: true }, 'Unknown SubmitUnconfirmed', 1],
  ['a stranger with files of the same names in other folders', 'milvus', { names: ['elsewhere/a.json', 'c/x.npy c/y.npy'] }, 'submitted new-1, unverified', 1],
]
for (const [name, api, made, ended, creates] of MADE) {
  test(`after a lost create, on ${api}: ${name}`, async () => {
    const service = server([{ id: 'old', names: OURS }], n =>
      n === 1 ? { error: LOST, isCarriedOut: true, ...made } : undefined,
    )
    Object.assign(service, { listsOneCollection: api === 'milvus' })
    assert.deepEqual([(await run(service)).ended, service.creates], [ended, creates])
  })
}

const DOUBT = ['Unknown SubmitUnconfirmed']
/** What the server answers about a job that may be ours, and what is told of it. */
// biome-ignore format: a table, one row a line
const ANSWERS: readonly (readonly [string, readonly Partial<ServerJob>[], readonly string[]])[] = [
  ['its files are ours', [{}, { names: OURS }, { names: OURS, standing: 'completed' }], ['learned', 'settled', 'progress', 'progress']],
  ['its files are those of another import', [{}, { names: ['other.json'] }], DOUBT],
  ['its files have our names, in other folders', [{}, { names: ['z/a.json', 'z/x.npy z/y.npy'] }], DOUBT],
  ['it completes without telling files', [{}, { standing: 'completed' }], DOUBT],
  ['it tells none before the timeout', [], DOUBT],
]
for (const [name, answers, expected] of ANSWERS) {
  test(`followed until it tells its files: ${name}`, async () => {
    const service = server([])
    const jobs = answers.values()
    service.describe = async () => observation({ id: 'j', names: [], ...jobs.next().value })
    const seen: string[] = []
    const clock = new VirtualTime()
    const tools = {
      ...{ service, clock, random: () => 0, signal: new AbortController().signal },
      tell: (event: Event) => void seen.push(event.kind),
    }
    const job = {
      ...({ jobId: 'j', origin: 'submitted', request, startedAt: 0 } as const),
      ...{ isUnverified: true, mustBeSeen: false, hadCompleted: false },
    }
    const plan = { wait: true, timeout: 60_000, pollInterval: 'auto', idempotencyKey: 'off' } as const
    const following = follow(job, plan, tools)
    await clock.run(following).catch(({ status, code }) => seen.push(`${status} ${code}`))
    assert.deepEqual(seen, expected)
  })
}
