import { rm } from 'node:fs/promises'
import { receivedText } from './body.ts'
import { faultOf, refusalOf, type StoreFault, spoiltBody } from './faults.ts'
import {
  type Call,
  ConnectionReset,
  type Dialect,
  header,
  type Received,
  Refusal,
  type SeenRequest,
  type StoreReply,
  type StoreRequest,
} from './model.ts'
import type { RealWork } from './pour.ts'
import type { StoreWorld } from './world.ts'
import { writeXml } from './xml.ts'

/** The largest body that is not an object, in bytes: a list of 10,000 parts takes less. */
const LARGEST_TEXT = 4 * 1024 * 1024

/** One request, from its arrival to its answer, with what goes wrong. `mistake` keeps what must not happen. */
export async function carryOut<C extends Call>(
  dialect: Dialect<C>,
  { call, seen, request, id }: { call: C; seen: SeenRequest; request: StoreRequest; id: string },
  faults: readonly StoreFault[],
  { world, real, expireKeys, mistake }: ExchangeContext,
): Promise<StoreReply> {
  const refuse = (refusal: Refusal) => dialect.refuse(call, refusal, id)
  const receive = async (): Promise<Received> => {
    const size = Number(header(request, 'content-length') || 0)
    const reset = new ConnectionReset()
    const body = spoiltBody(inRealTime(request.body, real), faults, { clock: world.clock, size, reset })
    const received = call.keeps === 'file' ? await world.disk.receive(body) : await collectText(body)
    seen.size = received.size
    seen.sha256 = received.sha256.toString('hex')
    return received
  }
  /** What the store answers where nothing goes wrong but the body. */
  const answered = async (): Promise<StoreReply> => {
    let body: Received | undefined
    try {
      await real(dialect.admit(call))
      body = await receive()
      return await real(dialect.perform(call, body))
    } catch (error) {
      if (body?.file !== undefined) await real(rm(body.file, { force: true }))
      if (error instanceof ConnectionReset) throw error
      if (error instanceof Refusal) return refuse(error)
      mistake(error)
      return refuse(new Refusal(500, 'InternalError', `Mistake of this store: ${error}`))
    }
  }

  const [answer, inside] = [faultOf(faults, 'answer'), faultOf(faults, 'error in 200')]
  const [reset, delay] = [faultOf(faults, 'reset'), faultOf(faults, 'delay')]
  if (faultOf(faults, 'expire')) expireKeys()
  if (delay) await world.clock.sleep(delay.before)
  if (reset?.when === 'before') throw new ConnectionReset()
  if (answer?.when === 'before') return refuse(refusalOf(answer.answer, answer.retryAfter))
  if (inside?.when === 'before') return errorIn200(id)
  const reply = await answered()
  if (delay) await world.clock.sleep(delay.after)
  if (reset?.when === 'after') throw new ConnectionReset()
  if (reset?.when === 'halfway') throw new ConnectionReset(reply)
  if (answer) return refuse(refusalOf(answer.answer, answer.retryAfter))
  return inside ? errorIn200(id) : reply
}

interface ExchangeContext {
  readonly world: StoreWorld
  readonly real: RealWork
  expireKeys(): void
  mistake(error: unknown): void
}

function errorIn200(id: string): StoreReply {
  const error = writeXml('Error', [
    ['Code', 'InternalError'],
    ['Message', 'We encountered an internal error. Please try again.'],
    ['RequestId', id],
  ])
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: error }
}

/** A body whose sender is gone breaks off as a reset connection. */
async function* inRealTime(body: AsyncIterable<Uint8Array>, real: RealWork): AsyncIterable<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await real(chunks.next()).catch(() => {
        throw new ConnectionReset()
      })
      if (next.done) return
      yield next.value
    }
  } finally {
    await chunks.return?.()
  }
}

async function collectText(body: AsyncIterable<Uint8Array>): Promise<Received> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(Buffer.from(chunk))
    size += chunk.length
    if (size > LARGEST_TEXT) throw new Refusal(400, 'MaxMessageLengthExceeded', 'Your request was too large.')
  }
  return receivedText(Buffer.concat(chunks))
}
