import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface CheckRequest {
  readonly method: string
  readonly path: string
  readonly token: string
  readonly body: {
    readonly name?: string
    readonly external_id?: string
    readonly head_sha?: string
    readonly status?: string
    readonly conclusion?: string
    readonly output?: { readonly title: string; readonly summary: string }
  }
}

/** Answers in place of the API, or leaves the request to it; `'hang'` never answers. */
export type Answer = (request: CheckRequest) => { status: number; body: object } | 'hang' | undefined

export interface GithubApi extends AsyncDisposable {
  /** What the runner says in `GITHUB_API_URL`; with a path, as on GitHub Enterprise Server. */
  readonly url: string
  readonly requests: readonly CheckRequest[]
  answer: Answer | undefined
}

/** The part of GitHub's REST API that check runs need (docs.github.com, REST API, "Check runs"), on loopback. */
export async function startGithubApi(): Promise<GithubApi> {
  const requests: CheckRequest[] = []
  const runs: { id: number; name: string; external_id: string }[] = []

  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const request: CheckRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      token: incoming.headers.authorization ?? '',
      body: text ? JSON.parse(text) : {},
    }
    requests.push(request)
    const own = api.answer?.(request)
    if (own === 'hang') return
    const { status, body } = own ?? handle(request)
    outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })

  function handle({ method, path, body }: CheckRequest): { status: number; body: object } {
    const url = new URL(path, 'http://localhost')
    const [, route] = /^\/api\/v3\/repos\/example-org\/articles\/(.*)$/.exec(url.pathname) ?? []
    if (method === 'POST' && route === 'check-runs') {
      const run = { id: runs.length + 1, name: body.name ?? '', external_id: body.external_id ?? '' }
      runs.push(run)
      return { status: 201, body: run }
    }
    const [, id] = /^check-runs\/(\d+)$/.exec(route ?? '') ?? []
    const run = runs.find(known => known.id === Number(id))
    if (method === 'PATCH' && run) return { status: 200, body: run }
    if (method === 'GET' && /^commits\/[0-9a-f]{40}\/check-runs$/.test(route ?? '')) {
      const found = runs.filter(({ name }) => name === url.searchParams.get('check_name'))
      return { status: 200, body: { total_count: found.length, check_runs: found } }
    }
    return { status: 404, body: { message: 'Not Found' } }
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const api: GithubApi = {
    url: `http://127.0.0.1:${port}/api/v3`,
    requests,
    answer: undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return api
}
