import type { Target } from '../job/job.ts'
import { CallError, type CallFailure, type CallOptions, type ImportService } from '../job/service.ts'
import type { Call, Dialect } from './dialect.ts'
import { type Envelope, type Fields, readEnvelope } from './envelope.ts'
import type { Reply, Transport } from './transport.ts'

/** Puts a dialect on a transport: the `ImportService` that `job/` asks for. */
export function createImportService(dialect: Dialect, transport: Transport, target: Target): ImportService {
  /** The route of describe that this server knows, found by the first call. */
  let route = 0

  async function ask(call: Call, options: CallOptions): Promise<{ data: Fields; failure: CallFailure }> {
    const reply = await transport.send(call, options)
    const envelope = readEnvelope(reply.body)
    const failure = failureOf(reply, envelope)
    const success = reply.status < 300 && envelope && dialect.succeeded(envelope)
    if (!success || !envelope.data) throw new CallError(failure)
    return { data: envelope.data, failure }
  }

  return {
    async create(request, options) {
      const { data, failure } = await ask(dialect.create(request), options)
      const jobId = dialect.readJobId(data)
      if (jobId === undefined) throw new CallError(failure)
      return jobId
    },

    async describe(jobId, options) {
      const calls = dialect.describe(target, jobId)
      let refused: unknown
      for (const [index, call] of calls.entries()) {
        if (index < route) continue
        try {
          const { data } = await ask(call, options)
          route = index
          return dialect.readJob(data)
        } catch (error) {
          if (!isUnknownRoute(error)) throw error
          refused ??= error
        }
      }
      throw refused
    },
  }
}

function isUnknownRoute(error: unknown): boolean {
  return error instanceof CallError && (error.failure.httpStatus === 404 || error.failure.httpStatus === 405)
}

/** What a reply would mean if it turned out not to hold what was asked for. */
function failureOf(reply: Reply, envelope: Envelope | undefined): CallFailure {
  const context = { httpStatus: reply.status, requestId: reply.requestId, retryAfter: reply.retryAfter }
  if (envelope && envelope.code !== '' && !isNothingSaid(envelope)) {
    return { ...context, kind: 'code', code: envelope.code, said: envelope.message }
  }
  const said = envelope?.message ?? excerpt(reply.body)
  if (reply.status < 200 || reply.status >= 300) {
    return { ...context, kind: 'status', code: `Http${reply.status}`, said }
  }
  return { ...context, kind: 'unreadable', code: 'Unreadable', said }
}

/** "Success" without the data asked for, and without a word about why. */
function isNothingSaid({ code, message }: Envelope): boolean {
  return code === '0' || (code === '200' && message === '')
}

/** A glimpse of a body that is not ours to read: HTML of a gateway loses its tags. */
function excerpt(body: string): string {
  return body
    .slice(0, 4096)
    .replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
}
