import assert from 'node:assert/strict'
import { test } from 'node:test'
import { articles, makeArticles, npy, toCsv, toJsonLines, toNumpy, toParquet } from '../../sandbox/samples.ts'
import type { Collection } from '../../sandbox/schema.ts'
import { FILES, milvusServer, VERSIONS } from './milvus-server.ts'

// What a job does after its create: the behaviours of the server's own REST tests (`tests/restful_client_v2`,
// test_jobs_operation.py and the first half of test_import_2pc_operation.py).

const HOUR = 3_600_000
const numpy = Object.entries(toNumpy(makeArticles(101, 25))).map(([name, data]) => [`set/${name}`, data])
const SET = numpy.map(([name]) => String(name))

for (const milvus of VERSIONS) {
  test(`${milvus}: progress never falls on the way to Completed, rows add up at its end`, async () => {
    await using server = await milvusServer({ milvus })
    const jobId = await server.create({ files: [['a.json'], ['a.parquet']] })
    server.advance(500)
    const seen = await server.follow(jobId, 'Completed')
    const percents = seen.map(({ progress }) => progress)
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
    )
    const states = new Set(seen.map(({ state }) => state))
    assert.deepEqual([...states], ['Pending', 'Importing', 'Completed'])
    for (const { progress, details, importedRows } of seen) {
      assert.equal(details.length > 0, progress >= 40, 'details appear when rows are imported')
      const rows = details.map((file: { importedRows: number }) => file.importedRows)
      assert.equal(
        importedRows,
        rows.reduce((sum: number, each: number) => sum + each, 0),
      )
      assert.ok(new Set(details.map((file: { progress: number }) => file.progress)).size <= 1, 'one task')
    }
    const last = seen.at(-1)
    assert.deepEqual([last.progress, last.importedRows, last.totalRows], [100, 70, 70])
    assert.match(last.completeTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    assert.equal(await server.sandbox.jobs.rowsIn('book'), 70)
  })
}

test('2.4 has no sorting: its index is built from 70 to 90', async () => {
  const bands = async (milvus: '2.4' | '2.5') => {
    await using server = await milvusServer({ milvus })
    const seen = await server.follow(await server.create({ files: [['a.json'], ['b.json']] }), 'Completed')
    return [...new Set(seen.map(({ progress }) => progress).filter(progress => progress >= 70))]
  }
  assert.deepEqual(await bands('2.4'), [70, 80, 100])
  assert.deepEqual(await bands('2.5'), [70, 75, 80, 85, 100])
})

test('describe equals get_progress', async () => {
  await using server = await milvusServer({ milvus: '3.0' })
  const jobId = await server.create()
  for (let step = 0; step < 12; step += 1) {
    const [one, other] = [
      await server.ask('describe', { jobId }),
      await server.ask('get_progress', { jobID: jobId }),
    ]
    assert.deepEqual(one.data, other.data)
    server.advance(700)
  }
})

test('keys of answers are in alphabetical order, reason is left out when there is none', async () => {
  await using server = await milvusServer({ milvus: '3.0' })
  const jobId = await server.create()
  server.advance(3200)
  const { data, text } = await server.ask('describe', { jobId })
  assert.deepEqual(Object.keys(data), Object.keys(data).toSorted())
  assert.deepEqual(Object.keys(data.details[0]), Object.keys(data.details[0]).toSorted())
  assert.doesNotMatch(text, /reason/)
  const listed = await server.ask('list', {})
  assert.deepEqual(Object.keys(listed.data.records[0]), ['collectionName', 'jobId', 'progress', 'state'])
})

test('an empty JSON array is Completed with 0 rows, and has no completeTime from 2.5 on', async () => {
  for (const [milvus, completeTime] of [
    ['2.4', /^\d{4}-/],
    ['2.5', /^$/],
    ['3.0', /^$/],
  ] as const) {
    await using server = await milvusServer({ milvus })
    const last = (await server.follow(await server.create({ files: [['empty.json']] }), 'Completed')).at(-1)
    assert.deepEqual([last.progress, last.importedRows, last.totalRows, last.details], [100, 0, 0, []])
    assert.match(last.completeTime, completeTime)
  }
})

test('groups of JSON, NumPy and Parquet in one job: rows add up, a set is one file', async () => {
  await using server = await milvusServer(
    { milvus: '2.6' },
    { files: { ...FILES, ...Object.fromEntries(numpy) } },
  )
  const jobId = await server.create({ files: [['a.json'], SET, ['/a.parquet']] })
  const last = (await server.follow(jobId, 'Completed')).at(-1)
  assert.equal(last.importedRows, 30 + 25 + 40)
  const names = last.details.map(({ fileName }: { fileName: string }) => fileName)
  assert.deepEqual(names.toSorted(), ['[/a.parquet]', '[a.json]', `[${SET.join(' ')}]`])
})

test('details come in another order now and then', async () => {
  await using server = await milvusServer({ milvus: '2.6' })
  const jobId = await server.create({ files: [['a.json'], ['b.json'], ['a.parquet'], ['/a.json']] })
  await server.follow(jobId, 'Completed')
  const orders = new Set<string>()
  for (let time = 0; time < 40; time += 1) {
    const { data } = await server.ask('get_progress', { jobId })
    orders.add(data.details.map(({ fileName }: { fileName: string }) => fileName).join())
  }
  assert.ok(orders.size > 1)
})

const tooLong = [{ ...makeArticles(1, 1)[0], title: 'x'.repeat(201) }]
const sparse: Collection = {
  fields: [...articles.fields, { name: 'sparse', type: 'SparseFloatVector', isFunctionOutput: true }],
}
const FAILING: readonly (readonly [string, Readonly<Record<string, string | Buffer>>, RegExp])[] = [
  ['a text longer than max_length', { 'x.json': JSON.stringify(tooLong) }, /exceeds max_length/],
  ['another dimension in JSON', { 'x.json': JSON.stringify(makeArticles(1, 3, 4)) }, /dim '8'.*got dim '4'/],
  ['another dimension in CSV', { 'x.csv': toCsv(makeArticles(1, 3, 4)) }, /dim '8'.*got dim '4'/],
  [
    'another dimension in Parquet',
    { 'x.parquet': toParquet(makeArticles(1, 3, 4)) },
    /not aligned: expected 8 but got 4/,
  ],
  ['a required field that is missing', { 'x.json': '[{"id": 1}]' }, /value of field 'title' is missed/],
  [
    'NaN in JSON',
    { 'x.json': '[{"id": 1, "title": "", "reading_time": 1, "vector": [NaN]}]' },
    /NaN|invalid/i,
  ],
  ['an output of BM25', { 'x.json': JSON.stringify([{ ...makeArticles(1, 1)[0], sparse: {} }]) }, /function/],
]

for (const [title, files, reason] of FAILING) {
  test(`${title}: the job fails, and no row comes in`, async () => {
    await using server = await milvusServer(
      { milvus: '3.0' },
      { files, databases: { default: { book: sparse } } },
    )
    const jobId = await server.create({ files: Object.keys(files).map(name => [name]) })
    const last = (await server.follow(jobId, 'Failed', 'Completed')).at(-1)
    assert.deepEqual([last.state, last.progress, last.importedRows, last.totalRows], ['Failed', 0, 0, 0])
    assert.equal(last.completeTime, '')
    assert.match(last.reason, reason)
    assert.match(last.reason, /, file: id:\d{18} {1,2}paths:"x\.\w+"$/)
    assert.equal(await server.sandbox.jobs.rowsIn('book'), 0)
  })
}

test('a file that does not exist: create is fine, then the job fails before it has details', async () => {
  for (const [file, words] of [
    ['nothing.json', /key not found\[key=nothing\.json\]/],
    ['nothing.parquet', /The specified key does not exist\.: importing data failed on server side/],
    ['E:/data/1.json', /key not found\[key=E:\/data\/1\.json\]/],
  ] as const) {
    await using server = await milvusServer({ milvus: '3.0' })
    const last = (await server.follow(await server.create({ files: [[file]] }), 'Failed')).at(-1)
    assert.match(last.reason, words)
    assert.ok(last.reason.includes(`paths:"${file}"`))
    assert.deepEqual(last.details, [])
  }
})

test('the first bad file fails the job, and every file has its reason', async () => {
  const late = JSON.stringify([...makeArticles(1, 20), ...makeArticles(21, 5, 4)])
  const files = { ...FILES, 'late.json': late }
  await using server = await milvusServer({ milvus: '2.5' }, { files })
  const last = (
    await server.follow(await server.create({ files: [['a.json'], ['late.json']] }), 'Failed')
  ).at(-1)
  assert.equal(last.details.length, 2)
  for (const { state, progress, importedRows, reason } of last.details) {
    assert.deepEqual({ state, progress, importedRows }, { state: 'Failed', progress: 0, importedRows: 0 })
    assert.equal(reason, last.reason)
  }
})

test('2.4 gives the bare reason and names no file', async () => {
  await using server = await milvusServer({ milvus: '2.4' })
  const last = (await server.follow(await server.create({ files: [['nothing.parquet']] }), 'Failed')).at(-1)
  assert.equal(
    last.reason,
    'new parquet reader failed, err=parquet: could not retrieve footer offset: The specified key does not exist.: importing data failed',
  )
})

for (const [milvus, state] of [
  ['2.4', 'Failed'],
  ['2.5', 'Failed'],
  ['2.6', 'Completed'],
  ['3.0', 'Completed'],
] as const) {
  test(`${milvus}: a column that is no field leads to ${state}`, async () => {
    const rows = makeArticles(1, 5).map(row => ({ ...row, extra: 1 }))
    const files = { 'x.json': JSON.stringify(rows) }
    await using server = await milvusServer({ milvus }, { files })
    const last = (
      await server.follow(await server.create({ files: [['x.json']] }), 'Failed', 'Completed')
    ).at(-1)
    assert.equal(last.state, state)
    if (state === 'Failed') assert.match(last.reason, /the field 'extra' is not defined in schema/)
    const dynamic = { ...articles, enableDynamicField: true }
    await using other = await milvusServer({ milvus }, { files, databases: { default: { book: dynamic } } })
    await other.follow(await other.create({ files: [['x.json']] }), 'Completed')
  })
}

test('extensions came one after the other', async () => {
  const refused = async (milvus: '2.4' | '2.5' | '2.6') => {
    await using server = await milvusServer({ milvus })
    const codes = ['json', 'npy', 'parquet', 'csv', 'jsonl', 'ndjson'].map(async extension => {
      const { code, message } = await server.ask('create', {
        collectionName: 'book',
        files: [[`a.${extension}`]],
      })
      if (code !== 0)
        assert.match(message, milvus === '2.4' ? /^unexpect file type/ : /^unexpected file type/)
      return code === 0 ? '' : extension
    })
    return (await Promise.all(codes)).filter(extension => extension)
  }
  assert.deepEqual(await refused('2.4'), ['csv', 'jsonl', 'ndjson'])
  assert.deepEqual(await refused('2.5'), ['jsonl', 'ndjson'])
  assert.deepEqual(await refused('2.6'), [])
})

test('CSV is read with the separator and the null token of the options', async () => {
  const nullable: Collection = {
    fields: articles.fields.map(field => ({ ...field, nullable: field.name === 'title' })),
  }
  const files = {
    'x.csv': 'id;title;reading_time;vector\n1;NONE;2;"[1,2,3,4,5,6,7,8]"\n',
    'x.jsonl': toJsonLines(makeArticles(1, 3)),
  }
  await using server = await milvusServer(
    { milvus: '2.5' },
    { files, databases: { default: { book: nullable } } },
  )
  const run = async (options: object) =>
    (await server.follow(await server.create({ files: [['x.csv']], options }), 'Failed', 'Completed')).at(-1)
  assert.equal((await run({ sep: ';', nullkey: 'NONE' })).importedRows, 1)
  assert.equal((await run({ sep: ';;' })).importedRows, 1)
  assert.match((await run({})).reason, /value of field is missed: 'title'/)
  assert.match((await run({ sep: '"' })).reason, /unsupported csv separator: "/)
})

test('a NumPy set that is wrong fails like any file', async () => {
  const files = { ...Object.fromEntries(numpy), 'set/id.npy': npy('<i8', [24], new BigInt64Array(24)) }
  await using server = await milvusServer({ milvus: '2.6' }, { files })
  const last = (await server.follow(await server.create({ files: [SET] }), 'Failed')).at(-1)
  assert.match(last.reason, /imported rows are not aligned/)
  assert.equal(last.reason.match(/paths:"/g)?.length, SET.length)
})

test('the list has the job, filters by collection, and knows no pages', async () => {
  const databases = { default: { book: articles, other: articles }, db1: { book: articles } }
  await using server = await milvusServer({ milvus: '2.6' }, { databases })
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

test('the same collection name in two databases stays apart, by body and by the DB-Name header alone', async () => {
  const databases = { default: { book: articles }, db1: { book: articles } }
  await using server = await milvusServer({ milvus: '3.0' }, { databases })
  const inDefault = await server.create({ files: [['a.json']] })
  const inDb1 = await server.create({ files: [['b.json']] }, { 'DB-Name': 'db1' })
  const body = await server.create({ files: [['empty.json']], dbName: 'default' }, { 'DB-Name': 'db1' })
  for (const jobId of [inDefault, inDb1, body]) await server.follow(jobId, 'Completed')
  assert.equal(await server.sandbox.jobs.rowsIn('book', 'default'), 30)
  assert.equal(await server.sandbox.jobs.rowsIn('book', 'db1'), 20)
})

test("progress with another database's name still works: a job is found by its id", async () => {
  const databases = { default: { book: articles }, db1: { book: articles } }
  await using server = await milvusServer({ milvus: '2.6' }, { databases })
  const jobId = await server.create({ dbName: 'db1' })
  const { data } = await server.ask('describe', { jobId, dbName: 'default' }, { 'DB-Name': 'default' })
  assert.equal(data.jobId, jobId)
})

for (const [milvus, code, unknown, unreadable] of [
  ['2.5', 2100, /^import job does not exist, jobID=7: importing data failed$/, /err=%wstrconv\.ParseInt/],
  ['2.6.18', 2100, /^import job does not exist, jobID=7: importing data failed$/, /err=%wstrconv\.ParseInt/],
  [
    '2.6',
    2101,
    /^import job does not exist, jobID=7: importing data failed on server side$/,
    /^parse job id failed: /,
  ],
] as const) {
  test(`${milvus}: an unknown job is ${code}, an id that is no int64 is refused`, async () => {
    await using server = await milvusServer({ milvus })
    const { code: answered, message } = await server.ask('describe', { jobId: '7' })
    assert.equal(answered, code)
    assert.match(message, unknown)
    for (const jobId of ['x', '9223372036854775808', '1.5', ' 1']) {
      const refused = await server.ask('describe', { jobId })
      assert.equal(refused.code, milvus === '2.6' ? 1100 : 2100)
      assert.match(refused.message, unreadable)
    }
  })
}

for (const route of ['describe', 'get_progress', 'commit', 'abort']) {
  test(`${route} refuses a job id that is no string, or none`, async () => {
    await using server = await milvusServer({ milvus: '3.0' })
    for (const jobId of [1, true, ['1'], { a: '1' }]) {
      assert.equal((await server.ask(route, { jobId })).code, 1801)
    }
    for (const body of [{}, { jobId: '' }, { jobId: null }]) {
      assert.equal((await server.ask(route, body)).code, 1802)
    }
  })
}

for (const [milvus, hours] of [
  ['2.5', 3],
  ['2.6', 3],
  ['2.6.24', 48],
  ['3.0', 3],
  ['3.0.2', 48],
] as const) {
  test(`${milvus} forgets a job ${hours} hours after its end`, async () => {
    await using server = await milvusServer({ milvus })
    const jobId = await server.create()
    await server.follow(jobId, 'Completed')
    server.advance(hours * HOUR - 60_000)
    assert.equal((await server.ask('describe', { jobId })).code, 0)
    server.advance(240_000)
    assert.match((await server.ask('describe', { jobId })).message, /^import job does not exist/)
    assert.deepEqual((await server.ask('list', {})).data.records, [])
  })
}

test('a job fails when its time-out is up, at the next look of the server', async () => {
  await using server = await milvusServer({ milvus: '3.0' })
  const jobId = await server.create({ options: { auto_commit: 'false', timeout: '1m' } })
  server.advance(119_000)
  assert.equal((await server.ask('describe', { jobId })).data.state, 'Uncommitted')
  server.advance(1000)
  const { data } = await server.ask('describe', { jobId })
  assert.deepEqual([data.state, data.reason], ['Failed', 'import timeout'])
})

for (const [milvus, state] of [
  ['2.4', 'Failed'],
  ['2.5', 'Failed'],
  ['2.6.5', 'Failed'],
  ['2.6', 'Completed'],
] as const) {
  test(`${milvus}: a completed job is ${state} when its time-out is up`, async () => {
    await using server = await milvusServer({ milvus })
    const jobId = await server.create({ options: { timeout: '1.5m' } })
    server.advance(500)
    await server.follow(jobId, 'Completed')
    server.advance(120_000)
    assert.equal((await server.ask('get_progress', { jobId })).data.state, state)
  })
}

test('2.6.0 to 2.6.13 know a job a moment after its create', async () => {
  await using server = await milvusServer({ milvus: '2.6.13' })
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
    await using server = await milvusServer({ milvus })
    const jobId = await server.create()
    server.advance(1000)
    const { data, headers } = await server.ask('get_progress', { jobId })
    assert.equal('createTime' in data, hasTime)
    assert.equal(headers.has('x-milvus-trace-id'), hasTrace)
    assert.equal(headers.has('requestid'), false)
  }
})

test('describe came with 2.4.13, commit and abort with 3.0; before that and elsewhere there is a text', async () => {
  const known = async (milvus: '2.4.12' | '2.4' | '2.6' | '3.0') => {
    await using server = await milvusServer({ milvus })
    const routes: string[] = []
    for (const route of ['describe', 'get_progress', 'getProgress', 'commit', 'abort']) {
      const { status, text, headers } = await server.ask(route, { jobId: '1' })
      if (status !== 404) routes.push(route)
      else {
        assert.equal(text, '404 page not found')
        assert.equal(headers.get('content-type'), 'text/plain')
      }
    }
    return routes
  }
  assert.deepEqual(await known('2.4.12'), ['get_progress'])
  assert.deepEqual(await known('2.4'), ['describe', 'get_progress'])
  assert.deepEqual(await known('2.6'), ['describe', 'get_progress'])
  assert.deepEqual(await known('3.0'), ['describe', 'get_progress', 'commit', 'abort'])
})

test('1024 unfinished jobs are the limit; a finished one makes room', async () => {
  await using server = await milvusServer({ milvus: '2.6', maxJobs: 2 })
  const jobId = await server.create({ files: [['empty.json']] })
  await server.create()
  assert.equal((await server.ask('create', { collectionName: 'book', files: [['a.json']] })).code, 2101)
  await server.follow(jobId, 'Completed')
  await server.create()
})

test('2.4.12 has no limit of jobs', async () => {
  await using server = await milvusServer({ milvus: '2.4.12', maxJobs: 0 })
  await server.create()
})
