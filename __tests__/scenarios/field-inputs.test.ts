import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createBody, errorOf, step, testSandbox } from '../harness/step.ts'

// Inputs in the notation of something else, as people of the field gave them: what the built action says.

type With = Readonly<Record<string, string | null>>

const MILVUS: With = {
  ...{ api: 'milvus', clusterId: null, apiKey: null },
  ...{ objectUrl: null, accessKey: null, secretKey: null },
}

const WRONG: readonly (readonly [name: string, inputs: With, message: RegExp])[] = [
  [
    'a wildcard in a URL',
    { objectUrl: 's3://example-articles/daily/*.parquet' },
    /^Invalid input: `objectUrl`: wildcards are not expanded.*; write `s3:\/\/example-articles\/daily\/`\./,
  ],
  [
    'a wildcard in a key',
    { ...MILVUS, files: 'daily/*.parquet' },
    /^Invalid input: `files`: wildcards are not expanded; name each file\./,
  ],
  ...['tcp', 'grpc'].map(
    scheme =>
      [
        `an endpoint with ${scheme}://`,
        { ...MILVUS, files: 'a.json', endpoint: `${scheme}://milvus.example:19530` },
        /^Invalid input: `endpoint` must start with `http:\/\/` or `https:\/\/`; write `http:\/\/milvus\.example:19530`\./,
      ] as const,
  ),
  [
    'two lines of a YAML list',
    { ...MILVUS, files: '- daily/a.parquet\n- daily/b.parquet' },
    /^Invalid input: `files` lines 1 and 2: `- ` at the start is left from a YAML list, .*; write line 1 as `daily\/a\.parquet`\./,
  ],
  [
    'quotes in a block',
    { ...MILVUS, files: "'a.parquet'" },
    /^Invalid input: `files`: the quotes would be part of the name; write `a\.parquet`\./,
  ],
  [
    'a list of JSON',
    { ...MILVUS, files: '["a.parquet","b.parquet"]' },
    /^Invalid input: `files`: this is a JSON list, but each line is one entry; write `a\.parquet`\./,
  ],
  [
    'several files in one line',
    { ...MILVUS, files: 'a.parquet, b.parquet' },
    /^Invalid input: `files`: several files in one line: only the `\.npy` files of one set share a line/,
  ],
  [
    'a comment behind a value',
    { ...MILVUS, files: 'a.json', options: 'timeout=2h # enough' },
    /^Invalid input: `options` holds a comment, which would be part of the value: leave it out\./,
  ],
  [
    'one half of a pair of keys',
    { secretKey: null },
    /^Invalid input: `accessKey` needs `secretKey`\. Nothing was sent/,
  ],
]

describe('said before anything is sent', { concurrency: 4 }, () => {
  for (const [name, inputs, message] of WRONG)
    test(name, async () => {
      await using sandbox = await testSandbox()
      const result = await step(sandbox, inputs)
      assert.match(errorOf(result), message)
      assert.deepEqual(
        [result.outputs['status'], result.outputs['errorCode'], result.conclusion],
        ['InvalidInput', 'InvalidInput', 'failure'],
      )
      assert.equal(sandbox.requests.length, 0)
    })
})

test('line ends of Windows, blank lines and blanks around are no part of a URL', async () => {
  await using sandbox = await testSandbox()
  const objectUrl =
    '\r\n  s3://example-articles/daily/a b.jsonl\r\n\r\ns3://example-articles/daily/c.jsonl \r\n'
  const result = await step(sandbox, { objectUrl, wait: 'false' })
  assert.equal(result.conclusion, 'success', errorOf(result))
  assert.deepEqual(createBody(sandbox)['objectUrls'], [
    ['s3://example-articles/daily/a b.jsonl'],
    ['s3://example-articles/daily/c.jsonl'],
  ])
})

test('the one wildcard that the vendor documents is sent as it is', async () => {
  await using sandbox = await testSandbox()
  const objectUrl = 's3://example-articles/set/*.npy'
  const result = await step(sandbox, { objectUrl, wait: 'false' })
  assert.equal(result.conclusion, 'success', errorOf(result))
  assert.deepEqual(createBody(sandbox)['objectUrls'], [[objectUrl]])
})
