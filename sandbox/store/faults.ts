import type { Clock } from '../clock.ts'
import { Schedule, type Scheduled } from '../schedule.ts'
import { type Operation, Refusal } from './model.ts'
import { type S3Code, s3Refusal } from './refusals.ts'

/** An answer in place of the true one: a known one by its name, or any other. */
export type FaultAnswer =
  | S3Code
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

export type StorePlanned = Scheduled<Operation, StoreFault>

/** The refusal that a fault answers with. */
export function refusalOf(answer: FaultAnswer, retryAfter?: number): Refusal {
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  if (typeof answer === 'string') return s3Refusal(answer, { headers })
  return new Refusal(answer.status, answer.code, answer.message ?? answer.code, { headers })
}

/** Says what goes wrong with each request for an operation. */
export class StoreSchedule extends Schedule<Operation, StoreFault> {
  /** Faults that met a request, in order. */
  readonly fired: StorePlanned[] = []

  override next(operation: Operation): StorePlanned[] {
    const hits = super.next(operation)
    this.fired.push(...hits)
    return hits
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
