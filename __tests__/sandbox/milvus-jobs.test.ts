import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MilvusVersion } from '../../sandbox/milvus/profile.ts'
import { articles, makeArticles, npy, toCsv, toJsonLines, toNumpy } from '../../sandbox/samples.ts'
import { BODY, bookWith, FILES, type Files, milvusServer, VERSIONS } from './servers.ts'

// What a job does after its create: the behaviours of the server's own REST tests (`tests/restful_client_v2`,
// test_jobs_operation.py and the first half of test_import_2pc_operation.py).

const HOUR = 3_600_000
const numpy = Object.fromEntries(
  Object.entries(toNumpy(makeArticles(101, 25))).map(([name, data]) => [`set/${name}`, data]),
)
const SET = Object.keys(numpy)
const two = { default: { book: articles, other: articles }, db1: { book: articles } }
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
const namesOf = (job: { details: { fileName: string }[] }) => job.details.map(({ fileName }) => fileName)

for (const milvus of VERSIONS) {
  test(`${milvus}: progress never falls on the way to Completed, rows add up at its end`, async () => {
    await using server = await milvusServer(milvus)
    const jobId = await server.create({ files: [['a.json'], ['a.parquet']] })
    server.advance(500)
    const seen = await server.follow(jobId, 'Completed')
    const percents = seen.map(({ progress }) => progress)
    const sorted = percents.toSorted((a, b) => a - b)
    assert.deepEqual(percents, sorted)
    assert.deepEqual([...new Set(seen.map(({ state }) => state))], ['Pending', 'Importing', 'Completed'])
    for (const { progress, details, importedRows } of seen) {
      const rows = details.map((file: { importedRows: number }) => file.importedRows)
      assert.equal(details.length > 0, progress >= 40, 'details appear when rows are imported')
      assert.equal(importedRows, sum(rows))
      assert.ok(new Set(details.map((file: { progress: number }) => file.progress)).size <= 1, 'one task')
    }
    const last = seen.at(-1)
    assert.deepEqual([last.progress, last.importedRows, last.totalRows], [100, 70, 70])
    assert.match(last.completeTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    assert.equal(await server.sandbox.jobs.rowsIn('book'), 70)
  })
}

test('2.4 has no sorting: its index is built from 70 to 90', async () => {
  for (const [milvus, bands] of [
    ['2.4', [70, 80, 100]],
    ['2.5', [70, 75, 80, 85, 100]],
  ] as const) {
    await using server = await milvusServer(milvus)
    const seen = await server.follow(await server.create({ files: [['a.json'], ['b.json']] }), 'Completed')
    const percents = seen.map(({ progress }) => progress).filter(progress => progress >= 70)
    assert.deepEqual([...new Set(percents)], bands)
  }
})

test('describe equals get_progress, keys are in alphabetical order, reason is left out if there is none', async () => {
  await using server = await milvusServer('3.0')
  const jobId = await server.create()
  for (let turn = 0; turn < 12; turn += 1) {
    const one = await server.ask('describe', { jobId })
    assert.deepEqual(one.data, (await server.ask('get_progress', { jobID: jobId })).data)
    for (const each of [one.data, ...one.data.details])
      assert.deepEqual(Object.keys(each), Object.keys(each).toSorted())
    assert.doesNotMatch(one.text, /reason/)
    server.advance(700)
  }
  const listed = await server.ask('list', {})
  assert.deepEqual(Object.keys(listed.data.records[0]), ['collectionName', 'jobId', 'progress', 'state'])
})

test('an empty JSON array is Completed with 0 rows, and has no completeTime from 2.5 on', async () => {
  for (const [milvus, completeTime] of [
    ['2.4', /^\d{4}-/],
    ['2.5', /^$/],
    ['3.0', /^$/],
  ] as const) {
    await using server = await milvusServer(milvus)
    const last = await server.run({ files: [['empty.json']] }, 'Completed')
    assert.deepEqual([last.progress, last.importedRows, last.totalRows, last.details], [100, 0, 0, []])
    assert.match(last.completeTime, completeTime)
  }
})

test('groups of JSON, NumPy and Parquet in one job: rows add up, a set is one file, in any order', async () => {
  await using server = await milvusServer('2.6', { files: { ...FILES, ...numpy } })
  const jobId = await server.create({ files: [['a.json'], SET, ['/a.parquet']] })
  const last = (await server.follow(jobId, 'Completed')).at(-1)
  assert.equal(last.importedRows, 30 + 25 + 40)
  assert.deepEqual(namesOf(last).toSorted(), ['[/a.parquet]', '[a.json]', `[${SET.join(' ')}]`])
  const orders = new Set<string>()
  for (let time = 0; time < 40; time += 1) orders.add(namesOf(await server.describe(jobId)).join())
  assert.ok(orders.size > 1)
})

const late = JSON.stringify([...makeArticles(1, 20), ...makeArticles(21, 5, 4)])
const unequal = { ...numpy, 'set/id.npy': npy('<i8', [24], new BigInt64Array(24)) }
const output = JSON.stringify([{ ...makeArticles(1, 1)[0], sparse: {} }])
const FAILING: readonly (readonly [string, Files, RegExp])[] = [
  ['another dimension in CSV', { 'x.csv': toCsv(makeArticles(1, 3, 4)) }, /dim '8'.*got dim '4'/],
  ['another dimension in one of two files', { 'a.json': FILES['a.json'] ?? '', 'x.json': late }, /dim '8'/],
  ['a required field that is missing', { 'x.json': '[{"id": 1}]' }, /value of field 'title' is missed/],
  ['an output of BM25', { 'x.json': output }, /function/],
  ['a NumPy set of unequal lengths', unequal, /imported rows are not aligned/],
]

for (const [title, files, reason] of FAILING) {
  test(`${title}: the job fails, every file has its reason, and no row comes in`, async () => {
    const sparse = { name: 'sparse', type: 'SparseFloatVector', isFunctionOutput: true } as const
    const databases = bookWith({ fields: [...articles.fields, sparse] })
    await using server = await milvusServer('3.0', { files, databases })
    const names = Object.keys(files)
    const groups = names[0]?.startsWith('set/') ? [names] : names.map(name => [name])
    const last = await server.run({ files: groups }, 'Failed', 'Completed')
    assert.deepEqual([last.state, last.progress, last.importedRows, last.totalRows], ['Failed', 0, 0, 0])
    assert.equal(last.completeTime, '')
    assert.match(last.reason, reason)
    assert.match(last.reason, /, file: id:\d{18} {1,2}paths:"(x\.\w+|set\/\w+\.npy)"/)
    assert.equal(last.reason.match(/paths:"/g)?.length, groups.at(-1)?.length)
    if (groups.length > 1) assert.equal(last.details.length, groups.length)
    for (const file of last.details)
      assert.deepEqual(
        [file.state, file.progress, file.importedRows, file.reason],
        ['Failed', 0, 0, last.reason],
      )
    assert.equal(await server.sandbox.jobs.rowsIn('book'), 0)
  })
}

test('a file that does not exist: create is fine, then the job fails before it has details', async () => {
  for (const [milvus, file, words] of [
    ['3.0', 'nothing.json', /key not found\[key=nothing\.json\].*paths:"nothing\.json"/],
    ['3.0', 'E:/data/1.json', /key not found\[key=E:\/data\/1\.json\].*paths:"E:/],
    [
      '3.0',
      'nothing.parquet',
      /specified key does not exist\.: importing data failed on server side, file: /,
    ],
    ['2.4', 'nothing.parquet', /offset: The specified key does not exist\.: importing data failed$/],
  ] as const) {
    await using server = await milvusServer(milvus)
    const last = await server.run({ files: [[file]] }, 'Failed')
    assert.match(last.reason, words)
    assert.deepEqual(last.details, [])
  }
})

for (const [milvus, state] of [
  ['2.4', 'Failed'],
  ['2.5', 'Failed'],
  ['2.6', 'Completed'],
  ['3.0', 'Completed'],
] as const) {
  test(`${milvus}: a column that is no field leads to ${state}`, async () => {
    const files = { 'x.json': JSON.stringify(makeArticles(1, 5).map(row => ({ ...row, extra: 1 }))) }
    const body = { files: [['x.json']] }
    await using server = await milvusServer(milvus, { files })
    const last = await server.run(body, state)
    if (state === 'Failed') assert.match(last.reason, /the field 'extra' is not defined in schema/)
    await using other = await milvusServer(milvus, {
      files,
      databases: bookWith({ enableDynamicField: true }),
    })
    await other.run(body, 'Completed')
  })
}

test('extensions came one after the other', async () => {
  for (const [milvus, unknown] of [
    ['2.4', ['csv', 'jsonl', 'ndjson']],
    ['2.5', ['jsonl', 'ndjson']],
    ['2.6', []],
  ] as const) {
    await using server = await milvusServer(milvus)
    const refused: string[] = []
    for (const extension of ['json', 'npy', 'parquet', 'csv', 'jsonl', 'ndjson']) {
      const { code, message } = await server.ask('create', { ...BODY, files: [[`a.${extension}`]] })
      if (code === 0) continue
      assert.match(message, milvus === '2.4' ? /^unexpect file type/ : /^unexpected file type/)
      refused.push(extension)
    }
    assert.deepEqual(refused, unknown)
  }
})

test('CSV is read with the separator and the null token of the options', async () => {
  const fields = articles.fields.map(field => ({ ...field, nullable: field.name === 'title' }))
  const files = {
    'x.csv': 'id;title;reading_time;vector\n1;NONE;2;"[1,2,3,4,5,6,7,8]"\n',
    'x.jsonl': toJsonLines(makeArticles(1, 3)),
  }
  await using server = await milvusServer('2.5', { files, databases: bookWith({ fields }) })
  const run = (options: object) => server.run({ files: [['x.csv']], options }, 'Failed', 'Completed')
  assert.equal((await run({ sep: ';', nullkey: 'NONE' })).importedRows, 1)
  assert.equal((await run({ sep: ';;' })).importedRows, 1)
  assert.match((await run({})).reason, /value of field is missed: 'title'/)
  assert.match((await run({ sep: '"' })).reason, /unsupported csv separator: "/)
})

test('the list has the job, filters by collection, and knows no pages', async () => {
  await using server = await milvusServer('2.6', { databases: two })
  assert.deepEqual((await server.ask('list', { collectionName: 'book' })).data, { records: [] })
  const jobId = await server.create()
  const elsewhere = await server.create({ collectionName: 'other' })
  const inDb1 = await server.create({ dbName: 'db1' })
  const ids = async (body: object, headers = {}) => {
    const { data } = await server.ask('list', { pageSize: 1, currentPage: 2, ...body }, headers)
    return data.records.map((record: { jobId: string }) => record.jobId).toSorted()
  }
  assert.deepEqual(await ids({ collectionName: 'book' }), [jobId])
  assert.deepEqual(await ids({ collectionName: 'book', dbName: 'db1' }), [inDb1])
  assert.deepEqual(await ids({ collectionName: 'book' }, { 'db-name': 'db1' }), [inDb1])
  assert.deepEqual(await ids({ dbName: 'db1' }), [jobId, elsewhere, inDb1].toSorted(), 'all databases')
  assert.equal((await server.ask('list', { collectionName: 'nothing' })).code, 100)
  assert.equal((await server.ask('list', { collectionName: 'book', dbName: 'nodb' })).code, 800)
})

test('one name in two databases stays apart, by body and by header; a job is found by its id', async () => {
  await using server = await milvusServer('3.0', { databases: two })
  const inDefault = await server.create()
  const inDb1 = await server.create({ files: [['b.json']] }, { 'DB-Name': 'db1' })
  const body = await server.create({ files: [['empty.json']], dbName: 'default' }, { 'DB-Name': 'db1' })
  for (const jobId of [inDefault, inDb1, body]) await server.follow(jobId, 'Completed')
  assert.equal(await server.sandbox.jobs.rowsIn('book', 'default'), 30)
  assert.equal(await server.sandbox.jobs.rowsIn('book', 'db1'), 20)
  const asked = { jobId: inDb1, dbName: 'default' }
  assert.equal((await server.ask('describe', asked, { 'DB-Name': 'default' })).data.jobId, inDb1)
})

const GONE = /^import job does not exist, jobID=7: importing data failed$/
for (const [milvus, codes, unknown, unreadable] of [
  ['2.5', [2100, 2100], GONE, /err=%wstrconv\.ParseInt/],
  ['2.6.18', [2100, 2100], GONE, /err=%wstrconv\.ParseInt/],
  ['2.6', [2101, 1100], /^import job does not exist, jobID=7: .* on server side$/, /^parse job id failed: /],
] as const) {
  test(`${milvus}: an unknown job is ${codes[0]}, an id that is no int64 is ${codes[1]}`, async () => {
    await using server = await milvusServer(milvus)
    const { code, message } = await server.ask('describe', { jobId: '7' })
    assert.equal(code, codes[0])
    assert.match(message, unknown)
    for (const jobId of ['x', '9223372036854775808', '1.5', ' 1']) {
      const refused = await server.ask('describe', { jobId })
      assert.equal(refused.code, codes[1])
      assert.match(refused.message, unreadable)
    }
  })
}

test('a job id that is no string is refused, and so is none', async () => {
  await using server = await milvusServer('3.0')
  for (const route of ['describe', 'get_progress', 'commit', 'abort']) {
    for (const jobId of [1, true, ['1'], { a: '1' }])
      assert.equal((await server.ask(route, { jobId })).code, 1801)
    for (const body of [{}, { jobId: '' }, { jobId: null }])
      assert.equal((await server.ask(route, body)).code, 1802)
  }
})

for (const [milvus, hours] of [
  ['2.5', 3],
  ['2.6', 3],
  ['2.6.24', 48],
  ['3.0', 3],
  ['3.0.2', 48],
] as const) {
  test(`${milvus} forgets a job ${hours} hours after its end`, async () => {
    await using server = await milvusServer(milvus)
    const { jobId } = await server.run({}, 'Completed')
    server.advance(hours * HOUR - 60_000)
    assert.equal((await server.ask('describe', { jobId })).code, 0)
    server.advance(240_000)
    assert.match((await server.ask('describe', { jobId })).message, /^import job does not exist/)
    assert.deepEqual((await server.ask('list', {})).data.records, [])
  })
}

for (const [milvus, state] of [
  ['2.4', 'Failed'],
  ['2.5', 'Failed'],
  ['2.6.5', 'Failed'],
  ['2.6', 'Completed'],
] as const) {
  test(`${milvus}: a completed job is ${state} when its time-out is up`, async () => {
    await using server = await milvusServer(milvus)
    const jobId = await server.create({ options: { timeout: '1.5m' } })
    server.advance(500)
    await server.follow(jobId, 'Completed')
    server.advance(120_000)
    assert.equal((await server.describe(jobId)).state, state)
  })
}

test('2.6.0 to 2.6.13 know a job a moment after its create', async () => {
  await using server = await milvusServer('2.6.13')
  const jobId = await server.create()
  assert.equal((await server.ask('describe', { jobId })).code, 2100)
  server.advance(500)
  assert.equal((await server.ask('describe', { jobId })).code, 0)
})

test('createTime came with 2.6.6, and the trace id with 3.0', async () => {
  for (const [milvus, hasTime, hasTrace] of [
    ['2.5', false, false],
    ['2.6.5', false, false],
    ['2.6.6', true, false],
    ['3.0', true, true],
  ] as const) {
    await using server = await milvusServer(milvus)
    const jobId = await server.create()
    server.advance(1000)
    const { data, headers } = await server.ask('get_progress', { jobId })
    assert.deepEqual(['createTime' in data, headers.has('x-milvus-trace-id')], [hasTime, hasTrace])
    assert.equal(headers.has('requestid'), false)
  }
})

test('describe came with 2.4.13, commit and abort with 3.0; before that and elsewhere there is a text', async () => {
  const known = async (milvus: MilvusVersion) => {
    await using server = await milvusServer(milvus)
    const routes: string[] = []
    for (const route of ['describe', 'get_progress', 'getProgress', 'commit', 'abort']) {
      const { status, text, headers } = await server.ask(route, { jobId: '1' })
      if (status !== 404) routes.push(route)
      else assert.deepEqual([text, headers.get('content-type')], ['404 page not found', 'text/plain'])
    }
    return routes
  }
  assert.deepEqual(await known('2.4.12'), ['get_progress'])
  assert.deepEqual(await known('2.4'), ['describe', 'get_progress'])
  assert.deepEqual(await known('2.6'), ['describe', 'get_progress'])
  assert.deepEqual(await known('3.0'), ['describe', 'get_progress', 'commit', 'abort'])
})

test('a finished job makes room for another; 2.4.12 has no limit of jobs', async () => {
  await using server = await milvusServer({ milvus: '2.6', maxJobs: 2 })
  const jobId = await server.create({ files: [['empty.json']] })
  await server.create()
  assert.equal((await server.ask('create', BODY)).code, 2101)
  await server.follow(jobId, 'Completed')
  await server.create()
  await using old = await milvusServer({ milvus: '2.4.12', maxJobs: 0 })
  await old.create()
})
