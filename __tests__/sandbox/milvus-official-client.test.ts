import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HttpClient } from '@zilliz/milvus2-sdk-node'
import { articles } from '../../sandbox/samples.ts'
import { CLUSTER, testSandbox } from '../harness/step.ts'
import { VERSIONS } from './servers.ts'

for (const milvus of VERSIONS) {
  test(`the official Node client creates, follows and lists a job of Milvus ${milvus}`, async () => {
    await using sandbox = await testSandbox({}, { api: { milvus }, speed: 50 })
    const client = new HttpClient({ endpoint: sandbox.url, timeout: 5000 })
    const files = [['daily/politics.parquet'], ['parts/part-1.parquet']]
    const created = await client.createImportJobs({ collectionName: 'articles', files })
    assert.equal(created.code, 0)
    const { jobId } = created.data
    assert.match(jobId, /^\d{18}$/)
    assert.ok(BigInt(jobId) > BigInt(Number.MAX_SAFE_INTEGER))

    const look = async () => (await client.getImportJobProgress({ jobId })).data
    while ((await look())?.state !== 'Completed') await new Promise(resolve => setTimeout(resolve, 10))
    const { progress, totalRows } = await look()
    assert.deepEqual([progress, Number(totalRows)], [100, 290])
    const listed = await client.listImportJobs({ collectionName: 'articles' })
    const record = { collectionName: 'articles', jobId, progress: 100, state: 'Completed' }
    assert.deepEqual(listed.data.records, [record])
  })
}

test('the official Node client signs in with user and password', async () => {
  const users = { root: { password: 'Milvus', mayImport: 'admin' } } as const
  await using sandbox = await testSandbox({}, { api: { milvus: '2.6', users } })
  const options = { endpoint: sandbox.url, timeout: 5000 }
  const client = new HttpClient({ ...options, username: 'root', password: 'Milvus' })
  const { code } = await client.listImportJobs({ collectionName: 'articles' })
  assert.equal(code, 0)
  const stranger = new HttpClient({ ...options, username: 'root', password: 'wrong' })
  await assert.rejects(stranger.listImportJobs({ collectionName: 'articles' }), /401/)
})

test('the official Node client imports by an alias, refreshes, counts, and moves the alias', async () => {
  const clusters = {
    [CLUSTER]: { default: { v1: { ...articles, aliases: ['latest'], rows: 10 }, v2: articles } },
  }
  await using sandbox = await testSandbox({ clusters }, { api: { milvus: '2.6' }, speed: 100 })
  const client = new HttpClient({ endpoint: sandbox.url, timeout: 5000 })
  const latest = { collectionName: 'latest' }
  const { data: about } = await client.describeCollection(latest)
  assert.equal(about.fields.length, 4)
  assert.equal(about.load, 'LoadStateLoaded')
  assert.equal((await client.hasCollection({ ...latest, dbName: 'default' })).data.has, true)
  const { data } = await client.createImportJobs({ ...latest, files: [['daily/politics.parquet']] })
  const state = async () => (await client.getImportJobProgress(data)).data.state
  while ((await state()) !== 'Completed') await new Promise(resolve => setTimeout(resolve, 10))
  assert.equal((await client.getCollectionStatistics(latest)).data.rowCount, 210)
  assert.equal((await client.refreshLoad(latest)).code, 0)
  const count = async () => {
    const { data } = await client.query({ ...latest, filter: '', outputFields: ['count(*)'] })
    return data[0]?.['count(*)']
  }
  while ((await count()) !== 210) await new Promise(resolve => setTimeout(resolve, 10))
  assert.equal((await client.alterAlias({ aliasName: 'latest', collectionName: 'v2' })).code, 0)
  const described = await client.describeAlias({ aliasName: 'latest', dbName: 'default' })
  assert.equal(described.data.collectionName, 'v2')
  assert.equal((await client.getCollectionLoadState(latest)).data.loadState, 'LoadStateLoaded')
  assert.equal(await count(), 0)
})
