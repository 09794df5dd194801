import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startGithubApi } from '../harness/github-api.ts'
import { type ProxyOptions, startProxy } from '../harness/proxy.ts'
import { API_KEY, BUCKET_KEYS, errorOf, step, testSandbox, warningsOf } from '../harness/step.ts'
import { type Authority, startAuthority, startTlsFront } from '../harness/tls.ts'

const HOST = 'milvus.internal.example'
const LOGIN = 'loader:example-proxy-password'
/** What never reaches a server is tried again until then. */
const SOON = { timeout: '2s' }
let authority: Authority
before(async () => {
  authority = await startAuthority()
})
after(() => authority[Symbol.asyncDispose]())

interface Surroundings {
  readonly certifiedFor?: string
  readonly proxy?: Partial<ProxyOptions>
  readonly env?: (proxy: string) => Readonly<Record<string, string>>
  readonly inputs?: Readonly<Record<string, string | null>>
  readonly trusts?: boolean
}

/** Runs a step against `https://milvus.internal.example`, which only a proxy can reach. */
async function through({ certifiedFor = HOST, proxy, env, inputs, trusts = true }: Surroundings = {}) {
  await using sandbox = await testSandbox()
  await using front = await startTlsFront(await authority.issue(certifiedFor), sandbox.url)
  await using gate = await startProxy({ hosts: { [`${HOST}:443`]: front.port }, ...proxy })
  const result = await step(
    { url: `https://${HOST}` },
    { timeout: '20s', ...inputs },
    {
      env: {
        ...(env?.(gate.url) ?? { HTTPS_PROXY: gate.url }),
        ...(trusts ? { NODE_EXTRA_CA_CERTS: authority.file } : {}),
      },
    },
  )
  const { asked, seen } = gate
  return { result, asked, seen, connections: front.connections, requests: sandbox.requests }
}

test('a private authority and a proxy: the import is green, connections are kept, and the proxy sees no key', async () => {
  const { result, asked, seen, connections, requests } = await through()
  assert.equal(result.outputs['status'], 'Completed')
  assert.ok(requests.length > 3)
  // The create does not wait for the list that is asked at the same time.
  assert.ok(connections <= 2, `${connections} connections`)
  assert.deepEqual(new Set(asked), new Set([`CONNECT ${HOST}:443`]))
  for (const secret of [API_KEY, ...Object.values(BUCKET_KEYS)]) assert.ok(!seen.includes(secret))
})

test('a private authority that is not trusted: red, nothing was sent, and the advice names the variable', async () => {
  const { result, requests } = await through({ trusts: false, inputs: SOON })
  assert.equal(result.outputs['errorCode'], 'Unreachable')
  assert.match(errorOf(result), /No secure connection to the server.*NODE_EXTRA_CA_CERTS/)
  assert.deepEqual(requests, [])
})

test('a certificate for another host: red, nothing was sent, and both names are told', async () => {
  const { result, requests } = await through({ certifiedFor: 'other.internal.example', inputs: SOON })
  assert.match(
    errorOf(result),
    /No secure connection.*other\.internal\.example.*the certificate is issued for the host/,
  )
  assert.match(errorOf(result), /milvus\.internal\.example/)
  assert.deepEqual(requests, [])
})

test('the server speaks no TLS: said as such', async () => {
  await using sandbox = await testSandbox()
  const result = await step({ url: sandbox.url.replace('http:', 'https:') }, SOON)
  assert.match(errorOf(result), /No secure connection.*speaks TLS at this port/)
})

test('a proxy with a login: it is given, and never shown', async () => {
  const { result, asked } = await through({ proxy: { login: LOGIN } })
  assert.equal(result.outputs['status'], 'Completed')
  assert.ok(asked.length <= 2)
  const masks = [...result.stdout.matchAll(/^::add-mask::(.*)$/gm)].map(([, mask]) => mask)
  for (const mask of [LOGIN, 'example-proxy-password', Buffer.from(LOGIN).toString('base64')])
    assert.ok(masks.includes(mask), mask)
})

test('a proxy that wants another login: said as such, and at once', async () => {
  const { result, requests, asked } = await through({
    proxy: { login: LOGIN },
    env: url => ({ HTTPS_PROXY: url.replace('example-proxy', 'other-example') }),
  })
  assert.equal(result.outputs['errorCode'], 'Http407')
  assert.equal(result.outputs['status'], 'Rejected')
  assert.match(errorOf(result), /The proxy asks for a login/)
  assert.ok(!result.log.includes('other-example-password'))
  assert.ok(asked.length <= 2)
  assert.deepEqual(requests, [])
})

test('a proxy that refuses the host: said as such', async () => {
  const { result } = await through({ proxy: { refusesWith: 403 }, inputs: SOON })
  assert.match(errorOf(result), /The proxy did not connect to the server.*403/)
})

test('a proxy that nobody serves: it is not the server that is blamed', async () => {
  const { result } = await through({ inputs: SOON, env: () => ({ HTTPS_PROXY: 'http://127.0.0.1:9' }) })
  assert.match(errorOf(result), /The proxy did not connect to the server.*ECONNREFUSED/)
})

/** No port, no proxy's scheme, no percent-encoding. */
const WRONG = [
  `http://${LOGIN}@proxy.example:port`,
  `ftp://${LOGIN}@127.0.0.1:9`,
  `http://${LOGIN}%zz@127.0.0.1:9`,
]
for (const [index, url] of WRONG.entries()) {
  test(`a proxy variable that is no URL: said as such, and its login is not shown (${index + 1})`, async () => {
    const { result } = await through({ inputs: SOON, env: () => ({ HTTPS_PROXY: url }) })
    assert.equal(result.outputs['errorCode'], 'Unreachable')
    assert.match(errorOf(result), /does not hold a URL/)
    assert.ok(!result.log.includes('example-proxy-password'))
  })
}

test('lower case comes before upper case, and an empty variable is none', async () => {
  const nobody = 'http://127.0.0.1:9'
  const lower = await through({ env: url => ({ https_proxy: url, HTTPS_PROXY: nobody, HTTP_PROXY: nobody }) })
  assert.equal(lower.result.outputs['status'], 'Completed')
  const empty = await through({ env: url => ({ https_proxy: '', HTTPS_PROXY: url }) })
  assert.equal(empty.result.outputs['status'], 'Completed')
})

test('the check run goes through the same proxy', async () => {
  await using sandbox = await testSandbox()
  await using github = await startGithubApi()
  const api = 'github.internal.example'
  await using front = await startTlsFront(await authority.issue(api), github.url)
  await using gate = await startProxy({ hosts: { [`${api}:443`]: front.port }, login: LOGIN })
  const result = await step(
    sandbox,
    { githubToken: 'ghs_example0123456789' },
    {
      env: {
        https_proxy: gate.url,
        GITHUB_API_URL: `https://${api}/api/v3`,
        NODE_EXTRA_CA_CERTS: authority.file,
      },
    },
  )
  assert.deepEqual(warningsOf(result), [])
  assert.equal(github.requests.at(-1)?.body.conclusion, 'success')
  assert.deepEqual(new Set(gate.asked), new Set([`CONNECT ${api}:443`]))
})

test('a Milvus behind a proxy by plain http, and NO_PROXY', async () => {
  await using sandbox = await testSandbox({}, { api: { milvus: '2.6' } })
  const inputs = {
    ...{ api: 'milvus', clusterId: null, objectUrl: null, accessKey: null, secretKey: null },
    files: 'daily/science.jsonl',
    timeout: '20s',
  }
  await using gate = await startProxy({ hosts: { [`${HOST}:19530`]: Number(new URL(sandbox.url).port) } })
  const url = `http://${HOST}:19530`
  const proxied = await step({ url }, inputs, { env: { http_proxy: gate.url } })
  assert.equal(proxied.outputs['status'], 'Completed', errorOf(proxied))
  assert.match(gate.asked[0] ?? '', /^POST http:\/\/milvus\.internal\.example:19530\/v2\//)
  const before = gate.asked.length
  const exempt = await step(
    { url },
    { ...inputs, timeout: '2s' },
    { env: { http_proxy: gate.url, no_proxy: '.internal.example' } },
  )
  assert.match(errorOf(exempt), /The host name could not be resolved/)
  assert.equal(gate.asked.length, before)
  await using closed = await startProxy({ hosts: {}, login: LOGIN })
  const unknown = await step({ url }, inputs, { env: { http_proxy: closed.url.replace('loader', 'other') } })
  assert.equal(unknown.outputs['errorCode'], 'Http407')
})
