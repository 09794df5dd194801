import type { Clock } from './clock.ts'
import { type RecordedRequest, type Reply, textOf } from './exchange.ts'
import { Schedule, type Scheduled } from './schedule.ts'

/** What an exchange is for, in every API: the first three and commit and abort are those of imports. */
export type Route = (typeof ROUTES)[number]

const ROUTES = [
  ...(['create', 'describe', 'list', 'commit', 'abort'] as const),
  ...(['load', 'refresh', 'query', 'collection', 'partition', 'database', 'alias'] as const),
  ...(['cluster', 'volume', 'other'] as const),
] as const

/** An answer before the request is carried out, at once while that still goes on, or in place of the true answer. */
export type When = 'before' | 'meanwhile' | 'after'

/** What goes wrong, as data: a schedule of faults can be written down, sent and replayed. Times are milliseconds. */
export type Fault =
  /** The connection breaks: before the request is carried out, after it, or in the middle of the answer. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' | 'halfway' }
  | { readonly kind: 'delay'; readonly before: number; readonly after: number }
  /** `retryAfter`: seconds, or the moment as an HTTP date. */
  | {
      readonly kind: 'answer'
      readonly when: When
      readonly answer: AnswerName
      readonly retryAfter?: number
      readonly asDate?: boolean
    }
  /** Carried out, but the true answer is damaged on its way, or a gateway complains and quotes the whole request. */
  | { readonly kind: 'spoil'; readonly how: 'html' | 'truncated' | 'empty' | 'wrong type' | 'echo' }
  | { readonly kind: 'drip'; readonly over: number }
  /** From now on the credentials are refused. */
  | { readonly kind: 'expire' }
  /** From now on jobs that are older than three minutes are unknown: their retention is over. */
  | { readonly kind: 'forget' }
  /** From now on a job is unknown during its first moments (inferred for Milvus 2.6.0 to 2.6.13). */
  | { readonly kind: 'hide'; readonly young: number }
  /** All connections drop, nobody listens for a while, then the server is back with its jobs. */
  | { readonly kind: 'restart'; readonly when: 'before' | 'after'; readonly down: number }

export type Planned = Scheduled<Route, Fault>

/** How an exchange ended for the one who asked. */
export type Ending =
  | { readonly kind: 'answered'; readonly reply: Reply; readonly drip: number; readonly spoilt: boolean }
  | { readonly kind: 'reset'; readonly half: Reply | undefined }
  | { readonly kind: 'refused' }

const page = (title: string) =>
  `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`
const html = { 'content-type': 'text/html' }

/** Answers of gateways and servers that are not about the question (milvus-io/milvus `pkg/util/merr`, `timeout_middleware.go`). */
const ANSWERS = {
  '408': { status: 408, body: { code: 10001, message: 'request timeout' } },
  '425': { status: 425, body: 'Too Early' },
  '429': { status: 429, body: 'Too Many Requests' },
  '500': { status: 500, body: { code: 500 } },
  '502': { status: 502, body: page('502 Bad Gateway'), headers: html },
  '503': { status: 503, body: 'upstream connect error or disconnect/reset before headers' },
  '504': { status: 504, body: page('504 Gateway Time-out'), headers: html },
  'code 4': { status: 200, body: { code: 4, message: 'request limit exceeded' } },
  'code 5': { status: 200, body: { code: 5, message: 'service internal error' } },
  'code 8': { status: 200, body: { code: 8, message: 'rate limit exceeded' } },
  'code 1807': {
    status: 200,
    body: { code: 1807, message: 'request is rejected by grpc RateLimiter middleware, please retry later' },
  },
  'code 2100': {
    status: 200,
    body: {
      code: 2100,
      message: 'The number of jobs has reached the limit, please try again later.: importing data failed',
    },
  },
  'code 10001': { status: 200, body: { code: 10001, message: 'request timeout' } },
  'code 65535': { status: 200, body: { code: 65535, message: 'internal error' } },
} satisfies Record<string, Reply>

export type AnswerName = keyof typeof ANSWERS

/** Answers that say nothing about whether a create was carried out. A server that gives any other one has not done it. */
export const AMBIGUOUS: readonly AnswerName[] = [
  '408',
  '500',
  '502',
  '503',
  '504',
  'code 5',
  'code 10001',
  'code 65535',
]
export const TRY_AGAIN: readonly AnswerName[] = ['429', 'code 4', 'code 8', 'code 1807', 'code 2100']
export const answerNames = Object.keys(ANSWERS) as readonly AnswerName[]

/** How long a gateway's answer is ahead of the server that still works on the request. */
const MEANWHILE = 4000
/** No server forgets a job that is younger. */
const RETENTION = 180_000

/** The first that matches; what it is about depends on the end of a path only. */
const PATHS: readonly (readonly [RegExp, Route])[] = [
  [/\/collections\/load$/, 'load'],
  [/\/collections\/refresh_load$/, 'refresh'],
  [/\/entities\/query$/, 'query'],
  [/\/aliases\/\w+$/, 'alias'],
  [/\/partitions\/\w+$/, 'partition'],
  [/\/databases\/\w+$/, 'database'],
  [/\/volumes\b/, 'volume'],
  [/\/clusters\b/, 'cluster'],
  [/\/(create|import)$/, 'create'],
  [/\/import\/list$/, 'list'],
  [/\/import\/(describe|get_progress|getProgress|get)$/, 'describe'],
  [/\/import\/commit$/, 'commit'],
  [/\/import\/abort$/, 'abort'],
  [/\/collections\/\w+$/, 'collection'],
]

/** The query of a path does not count. */
export function routeOf({ path }: Pick<RecordedRequest, 'path'>): Route {
  const [bare = ''] = path.split('?')
  return PATHS.find(([pattern]) => pattern.test(bare))?.[1] ?? 'other'
}

/** Carries exchanges to a service and lets go wrong what the schedule says. One for each server. */
export class Faults {
  /** Those that met an exchange, in order. */
  readonly fired: Planned[] = []
  /** Called when the server goes down, with how long it stays so. */
  onRestart: (down: number) => void = () => {}
  readonly #schedule: Schedule<Route, Fault>
  readonly #clock: Clock
  #lives = 0
  #downUntil = Number.NEGATIVE_INFINITY
  #expired = false
  #forgetsUpTo = Number.NEGATIVE_INFINITY
  #young = 0

  constructor(schedule: readonly Planned[], clock: Clock) {
    this.#schedule = new Schedule(schedule)
    this.#clock = clock
  }

  /** Does the service at this moment not show a job of this age? */
  hides(createdAt: number, now: number): boolean {
    return createdAt <= this.#forgetsUpTo || now - createdAt < this.#young
  }

  /** One exchange, from the arrival of the request to how it ends. `answer` is asked once, or not at all. */
  async carry(
    request: RecordedRequest,
    answer: (request: RecordedRequest) => Promise<Reply>,
  ): Promise<Ending> {
    if (this.#clock.now() < this.#downUntil) return { kind: 'refused' }
    const life = this.#lives
    const fault = this.#next(routeOf(request))
    const isAlive = () => this.#lives === life
    const broken: Ending = { kind: 'reset', half: undefined }

    if (fault?.kind === 'delay') await this.#clock.sleep(fault.before)
    if (!isAlive() || (fault?.kind === 'reset' && fault.when === 'before')) return broken
    if (fault?.kind === 'restart' && fault.when === 'before') return this.#restart(fault.down)
    const seen = this.#expired ? withoutCredentials(request) : request
    if (fault?.kind === 'answer' && fault.when !== 'after') {
      if (fault.when === 'meanwhile') {
        const later = this.#clock.sleep(MEANWHILE).then(() => (isAlive() ? answer(seen) : undefined))
        later.catch(() => {})
      }
      return this.#canned(fault)
    }

    const reply = await answer(seen)
    if (fault?.kind === 'delay') await this.#clock.sleep(fault.after)
    if (!isAlive()) return broken
    switch (fault?.kind) {
      case 'reset':
        return { kind: 'reset', half: fault.when === 'halfway' ? reply : undefined }
      case 'restart':
        return this.#restart(fault.down)
      case 'answer':
        return this.#canned(fault)
      case 'spoil':
        return {
          kind: 'answered',
          reply: spoil(reply, fault.how, request),
          drip: 0,
          spoilt: fault.how !== 'wrong type',
        }
      default:
        return { kind: 'answered', reply, drip: fault?.kind === 'drip' ? fault.over : 0, spoilt: false }
    }
  }

  #next(route: Route): Fault | undefined {
    const hits = this.#schedule.next(route)
    const lasting = hits.filter(({ fault }) => this.#begin(fault))
    const passing = hits.find(hit => !lasting.includes(hit))
    this.fired.push(...lasting, ...(passing ? [passing] : []))
    return passing?.fault
  }

  /** What holds from this exchange on, beside what happens to it. */
  #begin(fault: Fault): boolean {
    switch (fault.kind) {
      case 'expire':
        this.#expired = true
        return true
      case 'hide':
        this.#young = fault.young
        return true
      case 'forget':
        this.#forgetsUpTo = this.#clock.now() - RETENTION
        return true
      default:
        return false
    }
  }

  #restart(down: number): Ending {
    this.#lives += 1
    this.#downUntil = this.#clock.now() + down
    this.onRestart(down)
    return { kind: 'reset', half: undefined }
  }

  #canned({ answer, retryAfter, asDate }: Extract<Fault, { kind: 'answer' }>): Ending {
    const { status, body, headers }: Reply = ANSWERS[answer]
    const value = asDate
      ? new Date(Date.now() + (retryAfter ?? 0) * 1000).toUTCString()
      : String(retryAfter ?? 0)
    const extra = retryAfter === undefined ? {} : { 'retry-after': value }
    return {
      kind: 'answered',
      reply: { status, body, headers: { ...headers, ...extra } },
      drip: 0,
      spoilt: true,
    }
  }
}

function withoutCredentials(request: RecordedRequest): RecordedRequest {
  return { ...request, headers: { ...request.headers, authorization: 'Bearer expired-credentials' } }
}

function spoil(
  reply: Reply,
  how: Extract<Fault, { kind: 'spoil' }>['how'],
  { headers, body }: RecordedRequest,
): Reply {
  const text = textOf(reply.body)
  const json = { 'content-type': 'application/json; charset=utf-8' }
  switch (how) {
    case 'html':
      return { status: reply.status, body: page('Please sign in'), headers: html }
    case 'truncated':
      return { ...reply, body: text.slice(0, text.length / 2), headers: { ...reply.headers, ...json } }
    case 'empty':
      return { ...reply, body: '', headers: json }
    case 'wrong type':
      return { ...reply, body: text, headers: html }
    case 'echo':
      return { status: 500, body: `cannot forward this: authorization: ${headers.authorization} ${body}` }
  }
}

const SPOILT = {
  html: 'an HTML page arrives',
  truncated: 'half of the answer arrives',
  empty: 'an empty body arrives',
  'wrong type': 'the answer arrives as text/html',
  echo: 'answered 500 with an echo of the request',
}

/** One line for a fault of a schedule, as a person would tell it. */
export function tell({ on, nth, times = 1, fault }: Planned): string {
  const which = times > 1 ? `#${nth} to #${nth + times - 1}` : `#${nth}`
  return `${on === 'any' ? 'exchange' : on} ${which}: ${tellFault(fault)}`
}

function tellFault(fault: Fault): string {
  switch (fault.kind) {
    case 'reset':
      return fault.when === 'halfway'
        ? 'reset in the middle of the answer'
        : `reset ${fault.when} it is carried out`
    case 'delay':
      return `takes ${fault.before} ms before and ${fault.after} ms after it is carried out`
    case 'answer': {
      const retry = fault.retryAfter === undefined ? '' : `, Retry-After ${fault.retryAfter} s`
      const when = { before: 'not carried out', meanwhile: 'carried out 4 s later', after: 'carried out' }
      return `answered ${fault.answer}${retry}${fault.asDate ? ' as a date' : ''}, ${when[fault.when]}`
    }
    case 'spoil':
      return `carried out, but ${SPOILT[fault.how]}`
    case 'drip':
      return `its answer drips in over ${fault.over} ms`
    case 'expire':
      return 'credentials expire'
    case 'forget':
      return 'jobs older than three minutes are forgotten'
    case 'hide':
      return `jobs are invisible during their first ${fault.young} ms`
    case 'restart':
      return `the server restarts ${fault.when} it is carried out, down for ${fault.down} ms`
  }
}
