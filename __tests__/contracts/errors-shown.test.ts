import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { explain } from '../../src/errors/explain.ts'
import { errorOf, step, testSandbox } from '../harness/step.ts'

/** The errors that the vendor's page of the import lists: code and message (docs.zilliz.com, Import, v1). */
const LISTED: Readonly<Record<string, string>> = {
  10003: 'Invalid s3 ObjectUrl. [xxx]',
  40003: 'Action not available given the current status of the cluster.',
  40021: 'The cluster ID does not exist.',
  40022: 'No access to this cluster. Please request access from your admin.',
  47005: 'The specified cluster collection not exists.',
  47035: 'The specified object size exceeds limit.',
  47036: 'The number of objects not equal to the number of collection fields.',
  47039: 'The specified cluster do not support multiple imports at the same time.',
  47053: 'Failed to checkFiles {xxx}.',
  47055:
    'The current cluster is currently importing data (xxx). To ensure more stable service of your Milvus cluster',
  80020: 'Invalid clusterId or you do not have permission to access that Cluster.',
  83001: 'Failed to getObjectMeta {xxx}.',
  83004: 'Importing files across clouds is not currently supported',
  90011: 'Invalid CollectionName. Reason: Name contains only alphanumeric letters and underscores',
  90102: 'The cluster does not exist in current region.',
  90103: 'The clusterId parameter is empty in the request path.',
  90104: 'The clusterId parameter is empty in the request parameter.',
  90117: '"Invalid domain name used',
  90142: 'No import content provided.',
  90145: 'No ObjectUrl key field.',
}

describe('an error that the vendor lists is shown once, with code, words, request id and advice', {
  concurrency: 2,
}, () => {
  for (const [code, said] of Object.entries(LISTED)) {
    test(`${code} ${said}`, async () => {
      await using sandbox = await testSandbox()
      sandbox.intercept = () => ({
        status: 200,
        body: { code: Number(code), message: said },
        headers: { requestid: `listed-${code}` },
      })
      // What asks to come later is asked again until the time is up.
      const result = await step(sandbox, { timeout: '2s' })
      const message = errorOf(result)
      const { title, advice } = explain(code, said, { api: 'zilliz-v2' })
      assert.equal(result.annotations.length, 1)
      assert.equal(result.conclusion, 'failure')
      assert.equal(result.outputs['status'], 'Rejected')
      assert.equal(result.outputs['errorCode'], code)
      assert.ok(Buffer.byteLength(message) <= 1024)
      assert.ok(message.startsWith(`${title}. The server said: `), message)
      assert.ok(message.includes(`${said}`), message)
      assert.ok(message.includes(`(code ${code}, request id listed-${code}). `), message)
      assert.ok(message.endsWith(advice), message)
    })
  }
})

test('the list is the one of the fixture', () => {
  const path = new URL('../fixtures/codes/zilliz-v1.json', import.meta.url)
  const documented = JSON.parse(readFileSync(path, 'utf8'))
    .codes.filter(({ importEndpoints }: { importEndpoints?: string[] }) =>
      importEndpoints?.includes('create'),
    )
    .map(({ code }: { code: number }) => String(code))
  assert.deepEqual(Object.keys(LISTED), documented)
})
