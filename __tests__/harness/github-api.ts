import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../src/model/clock.ts'
import type { CheckState, Checks } from '../../src/report/github.ts'

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

/** A check run as GitHub keeps it. */
export interface StoredCheckRun {
  readonly id: number
  readonly name: string
  readonly head_sha: string
  readonly app: { readonly slug: string }
  external_id: string
  status: string
  conclusion: string | null
  output: { title: string | null; summary: string | null }
}

/** Answers in place of the API, or leaves the request to it; `'hang'` never answers. */
export type Answer = (request: CheckRequest) => { status: number; body: object } | 'hang' | undefined

export interface GithubApi extends AsyncDisposable {
  /** What the runner says in `GITHUB_API_URL`; with a path, as on GitHub Enterprise Server. */
  readonly url: string
  readonly requests: readonly CheckRequest[]
  /** The check runs as they stand, those that a test has put there included. */
  readonly runs: StoredCheckRun[]
  answer: Answer | undefined
}

/** The part of GitHub's REST API that check runs need (docs.github.com, REST API, "Check runs"), on loopback. */
export async function startGithubApi(): Promise<GithubApi> {
  const requests: CheckRequest[] = []
  const runs: StoredCheckRun[] = []

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
      const { name = '', head_sha = '', external_id = '', status = 'queued' } = body
      const output = body.output ?? { title: null, summary: null }
      const app = { slug: 'github-actions' }
      const run = { id: runs.length + 1, name, head_sha, app, external_id, status, conclusion: null, output }
      runs.push(run)
      return { status: 201, body: run }
    }
    const [, id] = /^check-runs\/(\d+)$/.exec(route ?? '') ?? []
    const run = runs.find(known => known.id === Number(id))
    if (method === 'PATCH' && run) {
      run.external_id = body.external_id ?? run.external_id
      run.status = body.status ?? run.status
      run.conclusion = body.conclusion ?? null
      run.output = body.output ?? run.output
      return { status: 200, body: run }
    }
    const [, sha] = /^commits\/([0-9a-f]{40})\/check-runs$/.exec(route ?? '') ?? []
    if (method === 'GET' && sha !== undefined) {
      const { searchParams } = url
      const found = runs.filter(
        ({ name, head_sha }) => name === searchParams.get('check_name') && head_sha === sha,
      )
      // Newest first; `latest`, the default, leaves out all but the newest of a name and an app.
      const all = found.toReversed()
      const shown = searchParams.get('filter') === 'all' ? all : all.slice(0, 1)
      const [size, page] = [Number(searchParams.get('per_page') ?? 30), Number(searchParams.get('page') ?? 1)]
      const check_runs = shown.slice((page - 1) * size, page * size)
      return { status: 200, body: { total_count: shown.length, check_runs } }
    }
    return { status: 404, body: { message: 'Not Found' } }
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const api: GithubApi = {
    url: `http://127.0.0.1:${port}/api/v3`,
    requests,
    runs,
    answer: undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return api
}

/** A call to `notingChecks`: `create`, `update` or a conclusion. */
export interface CheckCall {
  readonly at: number
  readonly what: string
  readonly title: string
}

/** Check runs in this process that only write down what they are told. */
export function notingChecks(clock: Pick<Clock, 'now'>, calls: CheckCall[]): Checks {
  const note = (what: string, { title = '' }: Partial<CheckState>) =>
    calls.push({ at: clock.now(), what, title })
  return {
    find: async () => [],
    create: async (_, state) => note('create', state) && 1,
    update: async (_, state) => void note(state.conclusion ?? 'update', state),
  }
}
