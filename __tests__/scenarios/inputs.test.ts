import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBody, errorOf, step, testSandbox } from '../harness/step.ts'

// Inputs as people write them, through the built action.

type With = Readonly<Record<string, string | null>>

const MILVUS: With = {
  ...{ api: 'milvus', clusterId: null, apiKey: null },
  ...{ objectUrl: null, accessKey: null, secretKey: null },
}

test('a key is literal: `#`, blanks, `?` and percent signs belong to it', async () => {
  await using sandbox = await testSandbox()
  const urls = ['s3://example-articles/issue #3.parquet', 's3://example-articles/100% sure?.parquet']
  const result = await step(sandbox, { objectUrl: urls.join('\n'), wait: 'false' })
  assert.equal(result.conclusion, 'success', errorOf(result))
  assert.deepEqual(
    createBody(sandbox)['objectUrls'],
    urls.map(url => [url]),
  )
})

test('a comma belongs to the name of a file', async () => {
  await using sandbox = await testSandbox({}, { api: { milvus: '2.6' } })
  const files = 'odd/smith, anna.parquet\nset/id.npy, set/vector.npy'
  const result = await step(sandbox, { ...MILVUS, files, wait: 'false' })
  assert.equal(result.conclusion, 'success', errorOf(result))
  assert.deepEqual(createBody(sandbox)['files'], [
    ['odd/smith, anna.parquet'],
    ['set/id.npy', 'set/vector.npy'],
  ])
})

/** The inputs, and what people see. */
const SEEN: readonly (readonly [name: string, inputs: With, message: RegExp])[] = [
  [
    'the way in which Spark writes Azure',
    { objectUrl: 'abfss://raw@acct.dfs.core.windows.net/x.parquet' },
    /^Invalid input: `objectUrl`: Hadoop and Spark write Azure like this, .* write `https:\/\/acct\.blob\.core\.windows\.net\/raw\/x\.parquet`\. Nothing was sent\. Correct the inputs named here and run again\.$/,
  ],
  [
    'an address without a scheme',
    { ...MILVUS, api: null, files: 'a.json', endpoint: 'localhost:19530' },
    /^Invalid input: `endpoint` has no scheme; write `http:\/\/localhost:19530`\. Nothing was sent/,
  ],
  [
    'a job id without quotes',
    { objectUrl: null, jobId: '4.48707763884413E+17' },
    /^Invalid input: `jobId` is a number that YAML has rounded: put the id in quotes, such as `'448707763884413158'`\. Nothing was sent/,
  ],
  [
    'the sandbox without `api`',
    { api: null },
    /^Invalid input: `api` is not given, and `endpoint` is not an address of Zilliz Cloud, so `milvus` was assumed; but `clusterId` and `objectUrl` are inputs of Zilliz Cloud: if it answers at this address set `api: zilliz-v2`/,
  ],
  [
    'a list of YAML',
    { objectUrl: "- 's3://example-articles/daily/science.jsonl'" },
    /^Invalid input: `objectUrl`: `- ` at the start is left from a YAML list, .*; write `s3:\/\/example-articles\/daily\/science\.jsonl`\./,
  ],
  [
    'rows that nobody would count',
    { wait: 'false', expectedRows: '999999' },
    /^Invalid input: `wait: false` cannot be combined with `expectedRows`: the step ends before the import does\./,
  ],
]

for (const [name, inputs, message] of SEEN)
  test(`${name}: InvalidInput, with what to write`, async () => {
    await using sandbox = await testSandbox()
    const result = await step(sandbox, inputs)
    assert.match(errorOf(result), message)
    assert.equal(result.conclusion, 'failure')
    assert.equal(result.outputs['status'], 'InvalidInput')
    assert.equal(result.outputs['errorCode'], 'InvalidInput')
    assert.deepEqual(sandbox.requests, [])
  })

test('a key with `Bearer ` in front is refused, and not shown', async () => {
  await using sandbox = await testSandbox()
  const apiKey = 'Bearer another-api-key-0123456789'
  const result = await step(sandbox, { apiKey })
  assert.match(errorOf(result), /`apiKey` begins with a word such as/)
  assert.ok(!JSON.stringify([result.log, result.summary, result.outputs]).includes('another-api-key'))
})
