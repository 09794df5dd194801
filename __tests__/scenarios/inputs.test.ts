import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  assertSeen,
  createBody,
  type Inputs,
  MILVUS,
  step,
  testSandbox,
  withoutMasks,
} from '../harness/step.ts'

// Inputs as people write them. What each value means is a table in units/: here is how a mistake is told.

const NO_HTTPS = /`endpoint` must start with `https:\/\/`/
const WRONG: Readonly<Record<string, readonly [Inputs, ...RegExp[]]>> = {
  'every problem at once': [
    {
      ...{ collectionName: '', timeout: 'soon', wait: 'maybe', secretKey: '', pollInterval: '10ms' },
      ...{ objectUrl: 's3a://bucket/file.parquet\ns3://bucket/file.txt', onTimeout: 'ignore' },
      expectedRows: 'many',
    },
    ...[/^9 invalid inputs: /, /`collectionName`/, /`objectUrl` line 1/, /`objectUrl` line 2/, /`timeout`/],
    ...[/`wait`/, /`accessKey` needs `secretKey`/, /`pollInterval`/, /`expectedRows`/, /`onTimeout`/],
  ],
  'a wildcard in a URL': [
    { objectUrl: 's3://example-articles/daily/*.parquet' },
    /`objectUrl`: wildcards are not expanded.*; write `s3:\/\/example-articles\/daily\/`\./,
  ],
  'a wildcard in a key': [
    { ...MILVUS, files: 'daily/*.parquet' },
    /`files`: wildcards are not expanded; name each file\./,
  ],
  'two lines of a YAML list': [
    { ...MILVUS, files: '- daily/a.parquet\n- daily/b.parquet' },
    /`files` lines 1 and 2: `- ` at the start is left from a YAML list, .*; write line 1 as `daily\/a\.parquet`\./,
  ],
  'several files in one line': [
    { ...MILVUS, files: 'a.parquet, b.parquet' },
    /`files`: several files in one line: only the `\.npy` files of one set share a line/,
  ],
  'the way in which Spark writes Azure': [
    { objectUrl: 'abfss://raw@acct.dfs.core.windows.net/x.parquet' },
    /`objectUrl`: Hadoop and Spark write Azure like this, .* write `https:\/\/acct\.blob\.core\.windows\.net\/raw\/x\.parquet`\. Nothing was sent\. Correct the inputs named here and run again\.$/,
  ],
  'an address without a scheme': [
    { ...MILVUS, api: null, endpoint: 'localhost:19530' },
    /`endpoint` has no scheme; write `http:\/\/localhost:19530`\./,
  ],
  'an address of gRPC': [
    { ...MILVUS, endpoint: 'tcp://milvus.example:19530' },
    /`endpoint` must start with `http:\/\/` or `https:\/\/`; write `http:\/\/milvus\.example:19530`\./,
  ],
  'plain http to Zilliz Cloud': [{ endpoint: 'http://api.cloud.zilliz.com' }, NO_HTTPS],
  'plain http to a proxy of it': [{ endpoint: 'http://import.example.com' }, NO_HTTPS],
  'a login in the address': [
    { endpoint: 'http://loader:hidden-password@127.0.0.1:9' },
    /must not hold a user or password/,
  ],
  'a comment behind a value': [
    { ...MILVUS, options: 'timeout=2h # enough' },
    /`options` holds a comment, which would be part of the value: leave it out\./,
  ],
  'a job id without quotes': [
    { objectUrl: null, jobId: '4.48707763884413E+17' },
    /`jobId` is a number that YAML has rounded: put the id in quotes, such as `'448707763884413158'`\./,
  ],
  'a key with `Bearer ` in front': [
    { apiKey: 'Bearer hidden-password-0123' },
    /`apiKey` begins with a word such as/,
  ],
  'the sandbox without `api`': [
    { api: null },
    /`api` is not given, and `endpoint` is not an address of Zilliz Cloud, so `milvus` was assumed; but `clusterId` and `objectUrl` are inputs of Zilliz Cloud: if it answers at this address set `api: zilliz-v2`/,
  ],
  'rows that nobody would count': [
    { wait: 'false', expectedRows: '999999' },
    /`wait: false` cannot be combined with `expectedRows`: the step ends before the import does\./,
  ],
  'queries of an on-demand project': [
    { clusterId: null, projectId: 'proj-0123456789abcdef', regionId: 'aws-us-west-2', searchable: 'true' },
    /cannot query an on-demand database/,
  ],
}

describe('InvalidInput, with what to write, before anything is sent', { concurrency: 4 }, () => {
  for (const [name, [inputs, ...says]] of Object.entries(WRONG))
    test(name, async () => {
      await using sandbox = await testSandbox()
      const result = await step(sandbox, inputs)
      const status = 'InvalidInput'
      assertSeen(result, { status, errorCode: status }, /^(Invalid input|9 invalid inputs): /, ...says)
      assertSeen(result, {}, /Nothing was sent/)
      assert.deepEqual(sandbox.requests, [])
      assert.ok(!(withoutMasks(result.stdout) + result.summary).includes('hidden-password'))
    })
})

/** What is given, and what is sent. */
const LITERAL: Readonly<Record<string, readonly [Inputs, object]>> = {
  '`#`, blanks, `?` and percent signs belong to a key': [
    { objectUrl: 's3://example-articles/issue #3.parquet\ns3://example-articles/100% sure?.parquet' },
    {
      objectUrls: [['s3://example-articles/issue #3.parquet'], ['s3://example-articles/100% sure?.parquet']],
    },
  ],
  'a comma belongs to a name, but for NumPy files': [
    { ...MILVUS, files: 'odd/smith, anna.parquet\nset/id.npy, set/vector.npy' },
    { files: [['odd/smith, anna.parquet'], ['set/id.npy', 'set/vector.npy']] },
  ],
  'line ends of Windows, blank lines and blanks around do not': [
    { objectUrl: '\r\n  s3://example-articles/a b.jsonl\r\n\r\ns3://example-articles/c.jsonl \r\n' },
    { objectUrls: [['s3://example-articles/a b.jsonl'], ['s3://example-articles/c.jsonl']] },
  ],
  'the one wildcard that the vendor documents is sent': [
    { objectUrl: 's3://example-articles/set/*.npy' },
    { objectUrls: [['s3://example-articles/set/*.npy']] },
  ],
}

for (const [name, [inputs, sent]] of Object.entries(LITERAL))
  test(name, async () => {
    await using sandbox = await testSandbox({}, { api: inputs['api'] ? { milvus: '2.6' } : 'zilliz-v2' })
    assertSeen(await step(sandbox, { ...inputs, wait: 'false' }), { status: 'Submitted' })
    const body = createBody(sandbox)
    assert.deepEqual(Object.fromEntries(Object.keys(sent).map(key => [key, body[key]])), sent)
  })

test('an input that an expression left empty means its default', async () => {
  await using sandbox = await testSandbox()
  const empty = { timeout: '', wait: '', onTimeout: '', pollInterval: '', summary: '' }
  const result = await step(sandbox, empty)
  assertSeen(result, { status: 'Completed' })
  assert.match(result.summary, /## Import completed: 120 rows/)
})
