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

export interface ExchangeContext {
  readonly world: StoreWorld
  readonly real: RealWork
  readonly id: string
  readonly faults: readonly StoreFault[]
  expireKeys(): void
  /** Keeps what must not happen. */
  mistake(error: unknown): void
}

/** One request, from its arrival to its answer, with what goes wrong. */
export class Exchange<C extends Call> {
  readonly #dialect: Dialect<C>
  readonly #call: C
  readonly #seen: SeenRequest
  readonly #context: ExchangeContext

  constructor(dialect: Dialect<C>, call: C, seen: SeenRequest, context: ExchangeContext) {
    this.#dialect = dialect
    this.#call = call
    this.#seen = seen
    this.#context = context
  }

  async run(request: StoreRequest): Promise<StoreReply> {
    const { faults, world, expireKeys } = this.#context
    const [answer, inside] = [faultOf(faults, 'answer'), faultOf(faults, 'error in 200')]
    const [reset, delay] = [faultOf(faults, 'reset'), faultOf(faults, 'delay')]
    if (faultOf(faults, 'expire')) expireKeys()
    if (delay) await world.clock.sleep(delay.before)
    if (reset?.when === 'before') throw new ConnectionReset()
    if (answer?.when === 'before') return this.#refuse(refusalOf(answer.answer, answer.retryAfter))
    if (inside?.when === 'before') return this.#errorIn200()
    const reply = await this.#answer(request)
    if (delay) await world.clock.sleep(delay.after)
    if (reset?.when === 'after') throw new ConnectionReset()
    if (reset?.when === 'halfway') throw new ConnectionReset(reply)
    if (answer) return this.#refuse(refusalOf(answer.answer, answer.retryAfter))
    return inside ? this.#errorIn200() : reply
  }

  /** What the store answers where nothing goes wrong but the body. */
  async #answer(request: StoreRequest): Promise<StoreReply> {
    const { real } = this.#context
    let body: Received | undefined
    try {
      await real(this.#dialect.admit(this.#call))
      body = await this.#receive(request)
      return await real(this.#dialect.perform(this.#call, body))
    } catch (error) {
      if (body?.file !== undefined) await real(rm(body.file, { force: true }))
      if (error instanceof ConnectionReset) throw error
      if (error instanceof Refusal) return this.#refuse(error)
      this.#context.mistake(error)
      return this.#refuse(new Refusal(500, 'InternalError', `Mistake of this store: ${error}`))
    }
  }

  async #receive(request: StoreRequest): Promise<Received> {
    const { world, real, faults } = this.#context
    const size = Number(header(request, 'content-length') || 0)
    const reset = new ConnectionReset()
    const body = spoiltBody(inRealTime(request.body, real), faults, { clock: world.clock, size, reset })
    const received = this.#call.keeps === 'file' ? await world.disk.receive(body) : await collectText(body)
    this.#seen.size = received.size
    this.#seen.sha256 = received.sha256.toString('hex')
    return received
  }

  #refuse(refusal: Refusal): StoreReply {
    return this.#dialect.refuse(this.#call, refusal, this.#context.id)
  }

  #errorIn200(): StoreReply {
    const error = writeXml('Error', [
      ['Code', 'InternalError'],
      ['Message', 'We encountered an internal error. Please try again.'],
      ['RequestId', this.#context.id],
    ])
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: error }
  }
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
