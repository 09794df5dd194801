import type { Clock } from '../clock.ts'
import { type Operation, Refusal } from './model.ts'

/** An answer in place of the true one: a known one by its name, or any other. */
export type FaultAnswer =
  | keyof typeof ANSWERS
  | { readonly status: number; readonly code: string; readonly message?: string }

/** What goes wrong with a request, as data. Times are milliseconds, `retryAfter` is seconds. */
export type StoreFault =
  /** The connection breaks: at once, when half of the body has arrived, after the work, or in the middle of the answer. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'during' | 'after' | 'halfway' }
  /** `before`: not carried out. `after`: carried out, but the client hears this. */
  | {
      readonly kind: 'answer'
      readonly when: 'before' | 'after'
      readonly answer: FaultAnswer
      readonly retryAfter?: number
    }
  /** Status 200 with an `<Error>` in the body, as `CompleteMultipartUpload` may end. */
  | { readonly kind: 'error in 200'; readonly when: 'before' | 'after' }
  /** The store stops reading the body after so many bytes, for a while. */
  | { readonly kind: 'stall'; readonly after: number; readonly ms: number }
  | { readonly kind: 'delay'; readonly before: number; readonly after: number }
  /** A byte of the body changes on its way. */
  | { readonly kind: 'damage' }
  /** From now on every temporary key that was given out is expired. This request is met too. */
  | { readonly kind: 'expire' }

/** A fault and the requests that it meets: the `nth` (from 1) for an operation, and so many of the following ones. */
export interface StorePlanned {
  readonly on: Operation | 'any'
  readonly nth: number
  readonly times?: number
  readonly fault: StoreFault
}

const ANSWERS = {
  SlowDown: [503, 'Please reduce your request rate.'],
  ServiceUnavailable: [503, 'Service is unable to handle request.'],
  InternalError: [500, 'We encountered an internal error. Please try again.'],
  RequestTimeout: [
    400,
    'Your socket connection to the server was not read from or written to within the timeout period.',
  ],
  TooManyRequests: [429, 'Too many requests.'],
  BadGateway: [502, 'Bad gateway.'],
  ExpiredToken: [400, 'The provided token has expired.'],
  AccessDenied: [403, 'Access Denied'],
} satisfies Record<string, readonly [number, string]>

export const storeAnswers = Object.keys(ANSWERS) as readonly (keyof typeof ANSWERS)[]

/** The refusal that a fault answers with. */
export function refusalOf(answer: FaultAnswer, retryAfter?: number): Refusal {
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  if (typeof answer === 'string') {
    const [status, words] = ANSWERS[answer]
    return new Refusal(status, answer, words, { headers })
  }
  return new Refusal(answer.status, answer.code, answer.message ?? answer.code, { headers })
}

/** Counts requests and says what goes wrong with each. */
export class Schedule {
  /** Faults that met a request, in order. */
  readonly fired: StorePlanned[] = []
  readonly #planned: StorePlanned[]
  readonly #seen = new Map<string, number>()

  constructor(planned: readonly StorePlanned[]) {
    this.#planned = [...planned]
  }

  /** Adds a fault; `nth` counts the requests since the start. */
  plan(planned: StorePlanned): void {
    this.#planned.push(planned)
  }

  /** How many requests for an operation there were. */
  count(on: Operation | 'any'): number {
    return this.#seen.get(on) ?? 0
  }

  /** The faults of the next request for an operation. */
  next(operation: Operation): StoreFault[] {
    for (const name of [operation, 'any']) this.#seen.set(name, (this.#seen.get(name) ?? 0) + 1)
    const hits = this.#planned.filter(({ on, nth, times = 1 }) => {
      const count = this.count(on)
      return (on === 'any' || on === operation) && count >= nth && count < nth + times
    })
    this.fired.push(...hits)
    return hits.map(({ fault }) => fault)
  }
}

/** A fault of one kind among those of a request. */
export function faultOf<K extends StoreFault['kind']>(
  faults: readonly StoreFault[],
  kind: K,
): Extract<StoreFault, { kind: K }> | undefined {
  return faults.find((fault): fault is Extract<StoreFault, { kind: K }> => fault.kind === kind)
}

/** A body as it arrives where something goes wrong on its way. `reset` is thrown when half of `size` is through. */
export async function* spoiltBody(
  body: AsyncIterable<Uint8Array>,
  faults: readonly StoreFault[],
  { clock, size, reset }: { readonly clock: Clock; readonly size: number; readonly reset: Error },
): AsyncIterable<Uint8Array> {
  const stall = faultOf(faults, 'stall')
  const isCut = faultOf(faults, 'reset')?.when === 'during'
  const isDamaged = faultOf(faults, 'damage') !== undefined
  let [arrived, isStalled]: [number, boolean] = [0, false]
  for await (const chunk of body) {
    yield isDamaged && arrived === 0 ? flipped(chunk) : chunk
    arrived += chunk.length
    if (isCut && arrived >= size / 2) throw reset
    if (!stall || isStalled || arrived < stall.after) continue
    isStalled = true
    await clock.sleep(stall.ms)
  }
  if (isCut) throw reset
}

function flipped(chunk: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(chunk)
  copy[0] = (copy[0] ?? 0) ^ 1
  return copy
}
