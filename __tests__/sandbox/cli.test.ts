import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sampleBuckets } from '../harness/step.ts'

const CLI = fileURLToPath(new URL('../../sandbox/cli.ts', import.meta.url))

async function start(api: string) {
  const args = [CLI, '--api', api, '--port', '0', '--buckets', await sampleBuckets()]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
}

for (const [api, method, path, code] of [
  ['zilliz-v2', 'POST', '/v2/vectordb/jobs/import/list', 1800],
  ['zilliz-v1', 'GET', '/v1/vector/collections/import/list', 1800],
  ['milvus-2.6.24', 'POST', '/v2/vectordb/jobs/import/list', 0],
] as const) {
  test(`npm run sandbox -- --api ${api} speaks that API, and stops at a signal`, async () => {
    const child = await start(api)
    const ended = once(child, 'exit')
    try {
      const [line] = await once(createInterface({ input: child.stdout }), 'line')
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(line))?.[0]
      const response = await fetch(url + path, { method, ...(method === 'POST' && { body: '{}' }) })
      assert.equal(((await response.json()) as { code: number }).code, code)
    } finally {
      child.kill('SIGTERM')
    }
    assert.deepEqual(await ended, [0, null])
  })
}

for (const api of ['milvus-2.3.4', 'milvus', 'v3']) {
  test(`npm run sandbox -- --api ${api} says that there is none`, async () => {
    const child = await start(api)
    const stderr = child.stderr.toArray()
    assert.deepEqual(await once(child, 'exit'), [2, null])
    assert.match((await stderr).join(''), new RegExp(`There is no API "${api}"`))
  })
}
