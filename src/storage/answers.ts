import { type Answer, header, retryAfter } from '../api/transport.ts'
import { isRegion } from './address.ts'
import { StoreFailure } from './failure.ts'
import { textOf } from './xml.ts'

/** A try ends after a minute without a byte in either direction. Milliseconds. */
export const STALL = 60_000

/** What an error answer says. */
export function refusal(answer: Answer, redact: (text: string) => string, now: number): StoreFailure {
  const { status, body } = answer
  const named = textOf(body, 'Code') ?? header(answer, 'x-ms-error-code')
  const date = Date.parse(header(answer, 'date') ?? '')
  return new StoreFailure({
    kind: named ? 'code' : 'status',
    code: named ?? `Http${status}`,
    said: redact(textOf(body, 'Message') ?? '')
      .trim()
      .slice(0, 1000),
    httpStatus: status,
    requestId: requestIdOf(answer),
    retryAfter: retryAfter(header(answer, 'retry-after'), now),
    region: regionIn(answer),
    date: Number.isNaN(date) ? undefined : date,
  })
}

/** A success without what was asked for. */
export function unreadable(answer: Answer): StoreFailure {
  return new StoreFailure({
    kind: 'unreadable',
    code: 'Unreadable',
    said: '',
    httpStatus: answer.status,
    requestId: requestIdOf(answer),
  })
}

export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300
}

/** The size in the answer to a HEAD, in bytes. */
export function sizeIn(answer: Answer): number {
  const size = Number(header(answer, 'content-length') ?? Number.NaN)
  if (!Number.isSafeInteger(size)) throw unreadable(answer)
  return size
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
