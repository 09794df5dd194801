import { startGithubApi } from '../__tests__/harness/github-api.ts'
import { startProxy } from '../__tests__/harness/proxy.ts'
import { STEP, testSandbox } from '../__tests__/harness/step.ts'
import { witness } from '../__tests__/harness/witness.ts'
import { ACTION, fixed, markdownTable, NODE, run, stepEnv } from './measure.ts'

const HOST = 'milvus.internal.example:19530'
const OF_MILVUS = { api: 'milvus', files: 'daily/science.jsonl', endpoint: `http://${HOST}` }
const { clusterId: _cluster, objectUrl: _url, accessKey: _access, secretKey: _secret, ...REST } = STEP

interface Case {
  readonly name: string
  readonly inputs: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

/** What a run costs in requests, code and open handles: nothing is there that it does not need. */
export async function nothing(): Promise<string> {
  await using github = await startGithubApi()
  const rows: string[][] = []
  for (const api of ['zilliz-v2', 'milvus'] as const) {
    await using sandbox = await testSandbox({}, api === 'milvus' ? { api: { milvus: '2.6' } } : {})
    await using proxy = await startProxy({ hosts: { [HOST]: Number(new URL(sandbox.url).port) } })
    const direct = { ...STEP, endpoint: sandbox.url }
    const cases: readonly Case[] =
      api === 'milvus'
        ? [
            {
              name: 'an import through a proxy',
              inputs: { ...REST, ...OF_MILVUS },
              env: { http_proxy: proxy.url },
            },
          ]
        : [
            { name: 'an input that is not right', inputs: { ...direct, timeout: 'soon' } },
            { name: '`wait: false`', inputs: { ...direct, wait: 'false' } },
            { name: 'a whole import', inputs: direct },
            {
              name: 'an import with a check run',
              inputs: { ...direct, idempotencyKey: 'off', githubToken: 'ghs_example0123456789' },
              env: { GITHUB_API_URL: github.url, GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567' },
            },
          ]
    for (const one of cases) rows.push(await observe(one, () => sandbox.requests.length))
  }
  const head = [
    'run',
    'requests',
    'files of `dist/`',
    'modules of Node.js',
    'open at the end',
    'then gone in, ms',
  ]
  return markdownTable(head, rows)
}

async function observe({ name, inputs, env }: Case, requests: () => number): Promise<string[]> {
  const before = requests()
  using seen = witness()
  using step = stepEnv(inputs)
  await run([NODE, ACTION], { ...step.env, ...env, ...seen.env })
  const end = performance.timeOrigin + performance.now()
  const { open, at, files, builtins } = seen.testimony()
  return [
    name,
    String(requests() - before),
    String(files.length),
    String(builtins.length),
    open.join(', ') || 'none',
    fixed(end - at, 0),
  ]
}
