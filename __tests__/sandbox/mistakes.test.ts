import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { parseObjectUrl } from '../../sandbox/storage.ts'
import { API_KEY, CLUSTER, testSandbox } from '../harness/step.ts'
import { BUCKET_KEYS } from '../harness/world.ts'

const headers = { authorization: `Bearer ${API_KEY}` }

test('a mistake of the sandbox is HTTP 500 with a word, and the next request is answered', async () => {
  await using sandbox = await testSandbox()
  sandbox.intercept = () => {
    throw new TypeError('a planted mistake')
  }
  const path = `${sandbox.url}/v2/vectordb/jobs/import/list`
  const list = () => fetch(path, { method: 'POST', headers, body: JSON.stringify({ clusterId: CLUSTER }) })
  const failed = await list()
  assert.equal(failed.status, 500)
  assert.deepEqual(await failed.json(), { code: 500, message: 'the sandbox failed: a planted mistake' })
  assert.equal(sandbox.mistakes.length, 1)
  sandbox.intercept = undefined
  assert.equal((await list()).status, 200)
})

test('a client that goes away in the middle of its body is no mistake', async () => {
  await using sandbox = await testSandbox()
  const half = request(`${sandbox.url}/v2/vectordb/jobs/import/list`, {
    method: 'POST',
    headers: { ...headers, 'content-length': 100 },
  })
  half.on('error', () => {})
  half.write('{')
  await new Promise(resolve => setTimeout(resolve, 50))
  half.destroy()
  await new Promise(resolve => setTimeout(resolve, 50))
  assert.deepEqual(sandbox.mistakes, [])
})

test('a percent sign in a key is a percent sign', async () => {
  await using sandbox = await testSandbox()
  const create = async (objectUrl: string) => {
    const body = { clusterId: CLUSTER, collectionName: 'articles', objectUrls: [[objectUrl]], ...BUCKET_KEYS }
    const path = `${sandbox.url}/v2/vectordb/jobs/import/create`
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
    assert.equal(response.status, 200)
    return (await response.json()) as { code: number }
  }
  assert.equal((await create('s3://example-articles/100% sure.parquet')).code, 0)
  const badlyEncoded = 'https://example-articles.s3.us-west-2.amazonaws.com/100%%20sure.parquet'
  assert.equal((await create(badlyEncoded)).code, 10003)
})

for (const [url, bucket, key] of [
  ['s3://bucket/100% sure.parquet', 'bucket', '100% sure.parquet'],
  ['s3://bucket/a%20b?c#d+e.json', 'bucket', 'a%20b?c#d+e.json'],
  ['gs://bucket/ä/', 'bucket', 'ä/'],
  ['https://bucket.s3.us-west-2.amazonaws.com/a%20b.json?X-Amz-Date=1', 'bucket', 'a b.json'],
] as const) {
  test(`${url} means the key ${key}`, () => assert.deepEqual(parseObjectUrl(url), { bucket, key }))
}
