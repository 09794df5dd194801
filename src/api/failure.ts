import { CallError, type CallFailure, type CallOptions } from '../model/service.ts'
import type { Call } from './dialect.ts'
import { type Envelope, readEnvelope } from './envelope.ts'
import type { Reply, Transport } from './transport.ts'

/** Ids of requests are UUIDs, traces and the like. Characters. */
const LONGEST_REQUEST_ID = 128
const LARGEST_PAGE = 16_384

/** An answer that claims success, and what it would mean if it lacked what was asked for. */
export interface Answer {
  readonly envelope: Envelope
  /** The whole body, for answers that an envelope does not fit. */
  readonly body: string
  readonly failure: CallFailure
}

/**
 * Sends a call and reads the envelope of its answer. Fails with a `CallError` unless HTTP status and code both claim
 * success: 0 is documented; pages of the same API show 200, and schemas type the code as a string. What it fails with is redacted here, where it is still whole: half of a secret would pass later.
 */
export async function exchange(
  transport: Transport,
  call: Call,
  options: CallOptions,
  redact: (text: string) => string,
): Promise<Answer> {
  const reply = await transport.send(call, options)
  const envelope = readEnvelope(reply.body)
  const failure = failureOf(reply, envelope, redact)
  const isSuccess = isSuccessful(reply.status) && (envelope?.code === '0' || envelope?.code === '200')
  if (!envelope || !isSuccess) throw new CallError(failure)
  return { envelope, body: reply.body, failure }
}

/** What a reply would mean if it turned out not to hold what was asked for. */
function failureOf(
  reply: Reply,
  envelope: Envelope | undefined,
  redact: (text: string) => string,
): CallFailure {
  const requestId = reply.requestId && redact(reply.requestId).slice(0, LONGEST_REQUEST_ID)
  const context = { httpStatus: reply.status, requestId, retryAfter: reply.retryAfter }
  if (envelope && isOwnCode(envelope, reply.status)) {
    return { ...context, kind: 'code', code: envelope.code, said: redact(envelope.message) }
  }
  const said = reply.location
    ? redact(`redirect to ${reply.location}`)
    : envelope?.message
      ? redact(envelope.message)
      : excerpt(redact(reply.body.slice(0, LARGEST_PAGE)))
  if (!isSuccessful(reply.status)) return { ...context, kind: 'status', code: `Http${reply.status}`, said }
  return { ...context, kind: 'unreadable', code: 'Unreadable', said }
}

function isSuccessful(status: number): boolean {
  return status >= 200 && status < 300
}

/**
 * Is it a code of the API? A gateway repeats its HTTP status as `code`, or has a word for it: then the status counts,
 * because Milvus gives the same numbers another meaning.
 */
function isOwnCode(envelope: Envelope, status: number): boolean {
  const { code } = envelope
  if (code === '' || isNothingSaid(envelope)) return false
  return isSuccessful(status) || (code !== String(status) && /^-?\d+$/.test(code))
}

/**
 * "Success" without the data asked for. 200 with a message is a refusal: it is Milvus' code for a partition that does
 * not exist. 0 with a message is neither yes nor no (a published example says "The token is illegal" with 0).
 */
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
