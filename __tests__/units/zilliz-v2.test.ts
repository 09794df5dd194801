import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readEnvelope } from '../../src/api/envelope.ts'
import { zillizV2 } from '../../src/api/zilliz-v2.ts'
import { advance } from '../../src/job/progress.ts'
import type { ImportRequest, Source, Target } from '../../src/model/job.ts'
import { importedRowsOf } from '../../src/model/job.ts'

// The recorded and documented exchanges: what we would send, and what we make of the answers.

interface Exchange {
  readonly request: { readonly url: string; readonly body: Record<string, unknown> }
  readonly status: number
  readonly body: unknown
}

const FOLDER = new URL('../fixtures/zilliz-v2/', import.meta.url)
const exchange = (name: string): Exchange => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'))
const envelopeOf = (name: string) => {
  const envelope = readEnvelope(JSON.stringify(exchange(name).body))
  assert.ok(envelope)
  return envelope
}
const dataOf = (name: string) => {
  const envelope = envelopeOf(name)
  assert.ok(zillizV2.succeeded(envelope) && envelope.data)
  return envelope.data
}

const CREATED: Readonly<Record<string, string>> = {
  'documented-create-external-on-demand': 'job-xxxxxxxxxxxxxxxxxxxxx',
  'documented-create-external-serving': 'job-xxxxxxxxxxxxxxxxxxxxx',
  'documented-create-object-url-numeric-id': '448707763884413158',
  'documented-create-schema-data-is-array': '448707763884413158',
  'documented-create-volume-on-demand': 'job-xxxxxxxxxxxxxxxxxxxxx',
  'documented-create-volume-serving': 'job-xxxxxxxxxxxxxxxxxxxxx',
}

for (const [name, jobId] of Object.entries(CREATED)) {
  test(`reads the job id of ${name}`, () => assert.equal(zillizV2.readJobId(dataOf(name)), jobId))
}

const REQUESTS = ['external-on-demand', 'external-serving', 'volume-on-demand', 'volume-serving']
for (const name of REQUESTS.map(variant => `documented-create-${variant}`)) {
  test(`sends what ${name} sends, without the empty fields`, () => {
    const { url, body } = exchange(name).request
    const call = zillizV2.create(requestFrom(body))
    assert.equal(call.path, new URL(url).pathname)
    const filled = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ''))
    assert.deepEqual(call.body, filled)
  })
}

function requestFrom(body: Exchange['request']['body']): ImportRequest {
  const text = (name: string) => (body[name] as string) || undefined
  const list = (name: string) => (body[name] as string[][] | undefined)?.map(([path]) => path ?? '') ?? []
  const target: Target = body['clusterId']
    ? { kind: 'cluster', clusterId: text('clusterId') ?? '' }
    : { kind: 'project', projectId: text('projectId') ?? '', regionId: text('regionId') ?? '' }
  const credentials = {
    accessKey: text('accessKey'),
    secretKey: text('secretKey'),
    sessionToken: text('token'),
  }
  const source: Source = body['volumeName']
    ? { kind: 'volume', volumeName: text('volumeName') ?? '', paths: list('dataPaths') }
    : { kind: 'objects', urls: list('objectUrls'), credentials }
  const collectionName = text('collectionName') ?? ''
  return { target, dbName: text('dbName'), collectionName, partitionName: text('partitionName'), source }
}

const DESCRIBED = [
  'describe-completed',
  'describe-schema-strings',
  'get-progress-completed',
  'get-progress-on-demand',
]
for (const name of DESCRIBED.map(answer => `documented-${answer}`)) {
  test(`reads the job of ${name}`, () => {
    const progress = advance(undefined, zillizV2.readJob(dataOf(name)))
    assert.equal(progress.standing, 'completed')
    assert.equal(progress.percent, 100)
    assert.equal(importedRowsOf(progress), 100_000n)
    const [file] = progress.files
    assert.equal(file?.name, 'medium_articles_2020_dpr.json')
    assert.equal(file?.fileSize, 3_279_917n)
    assert.equal(file?.percent, 100)
  })
}

const REFUSED: Readonly<Record<string, string>> = {
  'documented-1800-not-authenticated-http-200': '1800',
  'documented-21119-apikey-illegal-http-200': '21119',
  'documented-abort-failed-1100': '1100',
  'documented-commit-failed-1100': '1100',
}
for (const [name, code] of Object.entries(REFUSED)) {
  test(`sees the refusal of ${name}`, () => {
    assert.equal(zillizV2.succeeded(envelopeOf(name)), false)
    assert.equal(envelopeOf(name).code, code)
  })
}

test('asks for a job by the documented route and body', () => {
  const { url, body } = exchange('documented-get-progress-on-demand').request
  const target = {
    kind: 'project',
    projectId: String(body['projectId']),
    regionId: String(body['regionId']),
  } as const
  const calls = zillizV2.describe({ target, dbName: undefined }, String(body['jobId']))
  assert.deepEqual(calls[1], { method: 'POST', path: new URL(url).pathname, body })
  assert.deepEqual(
    calls.map(({ path }) => path.split('/').at(-1)),
    ['describe', 'get_progress', 'getProgress'],
  )
})

test('file names lose the list that the data plane prints around them', () => {
  const named = (fileName: string) => zillizV2.readJob({ details: [{ fileName }] }).files[0]?.name
  assert.equal(named('[a.parquet]'), 'a.parquet')
  assert.equal(named('[x/id.npy x/vector.npy]'), 'x/id.npy x/vector.npy')
  assert.equal(named('id:448761313698322012 paths:"a/1.parquet" '), 'a/1.parquet')
  assert.equal(named('plain [1].json'), 'plain [1].json')
})

test('every exchange of the folder is used', () => {
  const used = [
    ...Object.keys(CREATED),
    ...DESCRIBED.map(name => `documented-${name}`),
    ...Object.keys(REFUSED),
  ]
  // Without a job in it, or about calls that this action does not make.
  const others = ['documented-commit-ok', 'documented-list']
  const files = readdirSync(FOLDER).map(file => file.replace('.json', ''))
  assert.deepEqual(files.toSorted(), [...used, ...others].toSorted())
})
