import { createHash } from 'node:crypto'
import { header, type Received, type StoreRequest } from './model.ts'
import { s3Refusal } from './refusals.ts'

/** What S3 takes in one request at most, in bytes (AWS, "Amazon S3 multipart upload limits"). */
const LARGEST_PUT = 5 * 1024 ** 3
/** Checksum headers that are not checked here; to take them unseen would be a lie. */
const UNKNOWN_CHECKSUMS = ['crc32c', 'crc64nvme', 'sha1']

/** S3 wants to know the length of an object before it takes it. */
export function checkLength(request: StoreRequest): void {
  const length = header(request, 'content-length')
  if (!/^\d+$/.test(length)) throw s3Refusal('MissingContentLength')
  if (Number(length) > LARGEST_PUT) throw s3Refusal('EntityTooLarge')
  const unknown = UNKNOWN_CHECKSUMS.find(name => header(request, `x-amz-checksum-${name}`))
  if (unknown || header(request, 'x-amz-trailer')) throw s3Refusal('NotImplemented')
}

/** Throws if the body is not the one that the headers are about. */
export function checkBody(request: StoreRequest, body: Received): void {
  const length = header(request, 'content-length')
  if (length && Number(length) !== body.size) throw s3Refusal('IncompleteBody')
  checkMd5(header(request, 'content-md5'), body)
  if (body.file !== undefined) checkChecksums(request, body)
  const signed = header(request, 'x-amz-content-sha256')
  if (/^[0-9a-f]{64}$/.test(signed) && signed !== body.sha256.toString('hex')) {
    const fields = {
      ClientComputedContentSHA256: signed,
      S3ComputedContentSHA256: body.sha256.toString('hex'),
    }
    throw s3Refusal('XAmzContentSHA256Mismatch', { fields })
  }
}

/** The newer headers, of objects and parts only. */
function checkChecksums(request: StoreRequest, body: Received): void {
  const crc = header(request, 'x-amz-checksum-crc32')
  if (crc && crc !== base64OfCrc(body.crc32)) {
    throw s3Refusal('BadDigest', {
      message: 'The CRC32 you specified did not match the calculated checksum.',
    })
  }
  const sum = header(request, 'x-amz-checksum-sha256')
  if (sum && sum !== body.sha256.toString('base64')) {
    throw s3Refusal('BadDigest', {
      message: 'The SHA256 you specified did not match the calculated checksum.',
    })
  }
}

function checkMd5(given: string, body: Received): void {
  if (given === '') return
  if (Buffer.from(given, 'base64').length !== 16) throw s3Refusal('InvalidDigest')
  if (given === body.md5.toString('base64')) return
  const fields = { ExpectedDigest: given, CalculatedDigest: body.md5.toString('base64') }
  throw s3Refusal('BadDigest', {
    message: 'The Content-MD5 you specified did not match what we received.',
    fields,
  })
}

function base64OfCrc(crc: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc)
  return bytes.toString('base64')
}

/** Text of a request in memory, with the same sums as a file has. */
export function receivedText(bytes: Buffer): Received {
  return {
    text: bytes.toString('utf8'),
    file: undefined,
    size: bytes.length,
    md5: createHash('md5').update(bytes).digest(),
    sha256: createHash('sha256').update(bytes).digest(),
    crc32: 0,
  }
}

/** `bytes=a-b`, `bytes=a-`, `bytes=-n` on an object of `size` bytes. `undefined`: the whole; `'none'`: outside of it. */
export function rangeOf(text: string, size: number): readonly [number, number] | 'none' | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(text) ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined
  if (from === '') return Number(to) === 0 || size === 0 ? 'none' : [Math.max(0, size - Number(to)), size - 1]
  const start = Number(from)
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (start >= size) return 'none'
  return end < start ? undefined : [start, end]
}
