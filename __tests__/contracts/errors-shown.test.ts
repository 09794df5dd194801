import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { explain } from '../../src/errors/explain.ts'
import { errorOf, step, testSandbox } from '../harness/step.ts'

interface Listed {
  readonly code: number
  readonly messages: readonly string[]
  readonly importEndpoints?: readonly string[]
}

/** The errors that the vendor's page of the import lists (docs.zilliz.com, Import, v1). */
const { codes }: { codes: readonly Listed[] } = JSON.parse(
  readFileSync(new URL('../fixtures/codes/zilliz-v1.json', import.meta.url), 'utf8'),
)
const LISTED = codes.filter(({ importEndpoints }) => importEndpoints?.includes('create'))

describe('an error that the vendor lists is shown once, with code, words, request id and advice', {
  concurrency: 2,
}, () => {
  for (const { code: number, messages } of LISTED) {
    const code = String(number)
    const [said = ''] = messages
    test(`${code} ${said}`, async () => {
      await using sandbox = await testSandbox()
      sandbox.intercept = () => ({
        status: 200,
        body: { code: number, message: said },
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
