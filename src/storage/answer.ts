import { type Answer, header, retryAfter } from '../api/transport.ts'
import { isRegion } from './address.ts'
import { StoreFailure } from './failure.ts'
import type { StoreContext } from './store.ts'
import { textOf } from './xml.ts'

// What the answers of all stores have in common.

/** A try ends after a minute without a byte in either direction. Milliseconds. */
export const STALL = 60_000
/** Goes with every question: the bytes of an object are wanted as they are. */
export const ASKING = { 'user-agent': 'zilliz-import-action', 'accept-encoding': 'identity' }

export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300
}

/** The head of an answer may be sent before the work is done: then a failure comes with a 200. */
export function holdsError({ body }: Answer): boolean {
  return /<Error[\s>]/.test(body)
}

/** What an answer says that is not the one asked for: why not, or, for a success, nothing that can be read. */
export function refusal(
  answer: Answer,
  { redact, today }: Pick<StoreContext, 'redact' | 'today'>,
): StoreFailure {
  const { status, body } = answer
  const requestId = requestIdOf(answer)
  if (isSuccess(answer) && !holdsError(answer))
    return new StoreFailure({
      kind: 'unreadable',
      code: 'Unreadable',
      said: '',
      httpStatus: status,
      requestId,
    })
  const named = textOf(body, 'Code') ?? header(answer, 'x-ms-error-code')
  const said = redact(textOf(body, 'Message') ?? '').trim()
  const date = Date.parse(header(answer, 'date') ?? '')
  return new StoreFailure({
    kind: named ? 'code' : 'status',
    code: named ?? `Http${status}`,
    said: said.slice(0, 1000),
    ...{ httpStatus: status, requestId },
    retryAfter: retryAfter(header(answer, 'retry-after'), today()),
    region: regionIn(answer),
    date: Number.isNaN(date) ? undefined : date,
  })
}

/** Where the store says the bucket is. */
export function regionIn(answer: Answer): string | undefined {
  const region = header(answer, 'x-amz-bucket-region') ?? textOf(answer.body, 'Region')
  return region !== undefined && isRegion(region) ? region : undefined
}

function requestIdOf(answer: Answer): string | undefined {
  const names = ['x-amz-request-id', 'x-ms-request-id', 'x-guploader-uploadid']
  const id = names.map(name => header(answer, name)).find(Boolean) ?? textOf(answer.body, 'RequestId')
  return id?.slice(0, 128)
}
