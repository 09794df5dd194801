import assert from 'node:assert/strict'
import { test } from 'node:test'
import { articles } from '../../sandbox/samples.ts'
import {
  API_KEY,
  BUCKET_KEYS,
  CLUSTER,
  createBody,
  errorOf,
  requestsTo,
  step,
  testSandbox,
} from '../harness/step.ts'

const FILE = 's3://example-articles/daily/science.jsonl'
const JOBS = '/v2/vectordb/jobs/import'

test('object URLs: one inner list each, keys and token, nothing empty', async () => {
  await using sandbox = await testSandbox()
  const objectUrl = `${FILE}\n\n   gs://example-articles/parts/  \r\n`
  await step(sandbox, {
    objectUrl,
    sessionToken: 'test-session-token-0123',
    partitionName: 'archive',
    wait: 'false',
  })
  const [create] = requestsTo(sandbox, 'create')
  assert.deepEqual(createBody(sandbox), {
    clusterId: CLUSTER,
    collectionName: 'articles',
    partitionName: 'archive',
    objectUrls: [[FILE], ['gs://example-articles/parts/']],
    ...BUCKET_KEYS,
    token: 'test-session-token-0123',
  })
  assert.equal(create?.headers.authorization, `Bearer ${API_KEY}`)
  assert.equal(create?.headers['content-type'], 'application/json')
  assert.equal(create?.headers.accept, 'application/json')
  assert.equal(create?.headers['db-name'], undefined)
})

test('a public object: no keys are sent', async () => {
  await using sandbox = await testSandbox()
  await step(sandbox, { accessKey: null, secretKey: '', wait: 'false' })
  const body = { clusterId: CLUSTER, collectionName: 'articles', objectUrls: [[FILE]] }
  assert.deepEqual(createBody(sandbox), body)
})

test('a volume: its paths as dataPaths', async () => {
  await using sandbox = await testSandbox({ volumes: ['example-articles'] })
  const none = { objectUrl: null, accessKey: null, secretKey: null }
  const result = await step(sandbox, {
    ...none,
    volumeName: 'example-articles',
    files: 'daily/science.jsonl\nparts/',
  })
  assert.deepEqual(createBody(sandbox), {
    clusterId: CLUSTER,
    collectionName: 'articles',
    volumeName: 'example-articles',
    dataPaths: [['daily/science.jsonl'], ['parts/']],
  })
  assert.equal(result.outputs['importedRows'], String(120 + 450))
})

test('an on-demand database: projectId and regionId on every call', async () => {
  await using sandbox = await testSandbox({
    projects: { 'proj-0123456789/aws-us-west-2': { default: { articles } } },
  })
  const project = { projectId: 'proj-0123456789', regionId: 'aws-us-west-2' }
  const result = await step(sandbox, { clusterId: null, ...project })
  assert.equal(result.outputs['status'], 'Completed')
  for (const { body } of sandbox.requests) {
    const { projectId, regionId, clusterId } = JSON.parse(body)
    assert.deepEqual({ projectId, regionId, clusterId }, { ...project, clusterId: undefined })
  }
})

test('dbName: in the body and as a header, on every call', async () => {
  await using sandbox = await testSandbox({ clusters: { [CLUSTER]: { news: { articles } } } })
  const result = await step(sandbox, { dbName: 'news' })
  assert.equal(result.outputs['status'], 'Completed')
  assert.equal(createBody(sandbox)['dbName'], 'news')
  for (const { headers, body } of sandbox.requests) {
    assert.equal(headers['db-name'], 'news')
    assert.equal(JSON.parse(body).dbName, 'news')
  }
})

test('jobId: waits for that job and submits nothing', async () => {
  await using sandbox = await testSandbox()
  const first = await step(sandbox, { wait: 'false' })
  const jobId = first.outputs['jobId'] ?? ''
  const second = await step(sandbox, {
    jobId,
    objectUrl: null,
    accessKey: null,
    secretKey: null,
    collectionName: null,
  })
  assert.equal(second.conclusion, 'success')
  assert.equal(second.outputs['jobId'], jobId)
  assert.equal(second.outputs['importedRows'], '120')
  assert.equal(requestsTo(sandbox, 'create').length, 1)
})

test('a server without describe: the older routes, found once and remembered', async () => {
  for (const route of ['get_progress', 'getProgress']) {
    await using sandbox = await testSandbox({}, { progressRoutes: [route], speed: 4 })
    const result = await step(sandbox, { expectedRows: '120' })
    assert.equal(result.outputs['status'], 'Completed', errorOf(result))
    const asked = sandbox.requests.map(({ path }) => path.slice(JOBS.length + 1))
    assert.equal(asked.filter(name => name === 'describe').length, 1)
    assert.ok(asked.filter(name => name === route).length > 1)
  }
})

test('an input that an expression left empty means its default', async () => {
  await using sandbox = await testSandbox()
  const result = await step(sandbox, { timeout: '', wait: '', onTimeout: '', pollInterval: '', summary: '' })
  assert.equal(result.outputs['status'], 'Completed')
  assert.match(result.summary, /## Import completed: 120 rows/)
})

test('summary: false, or a runner without summaries: none is written, the verdict is the same', async () => {
  await using sandbox = await testSandbox()
  const off = await step(sandbox, { summary: 'false' })
  assert.equal(off.summary, '')
  const none = await step(sandbox, {}, { env: { GITHUB_STEP_SUMMARY: undefined } })
  assert.equal(none.summary, '')
  assert.deepEqual([off.conclusion, none.conclusion], ['success', 'success'])
})

test('a summary that cannot be written: one warning, the verdict is the same', async () => {
  await using sandbox = await testSandbox()
  const result = await step(sandbox, {}, { env: { GITHUB_STEP_SUMMARY: '/nowhere/summary.md' } })
  assert.equal(result.conclusion, 'success')
  assert.match(result.annotations[0]?.message ?? '', /The job summary could not be written/)
})
