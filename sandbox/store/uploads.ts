import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Disk } from './disk.ts'
import type { Received } from './model.ts'
import { s3Refusal } from './refusals.ts'
import type { Address } from './target.ts'

/** A multipart upload that was begun and is neither complete nor aborted. */
export interface OpenUpload extends Address {
  readonly uploadId: string
  /** Wall time in milliseconds, on the store's clock. */
  readonly initiatedAt: number
  readonly contentType: string
}

/** A part or block that waits to be joined. */
export interface Piece {
  readonly file: string
  readonly size: number
  readonly md5: Buffer
}

/** A part as the client names it when it completes an upload; `etag` without quotes. */
export interface NamedPart {
  readonly number: number
  readonly etag: string
}

interface Upload extends OpenUpload {
  readonly parts: Map<number, Piece>
}

/** Multipart uploads as S3 has them. Parts are temporary files until the upload is completed. */
export class Uploads {
  readonly #disk: Disk
  readonly #smallestPart: number
  readonly #open = new Map<string, Upload>()

  constructor(disk: Disk, smallestPart: number) {
    this.#disk = disk
    this.#smallestPart = smallestPart
  }

  all(): OpenUpload[] {
    return [...this.#open.values()].map(({ parts, ...upload }) => upload)
  }

  create(address: Address, contentType: string, now: number): string {
    // With characters that must be encoded in a query, as real ones may have.
    const uploadId = randomBytes(24).toString('base64')
    this.#open.set(uploadId, { ...address, uploadId, initiatedAt: now, contentType, parts: new Map() })
    return uploadId
  }

  /** Throws `NoSuchUpload` if there is none of this key. */
  find(address: Address, uploadId: string): Upload {
    const upload = this.#open.get(uploadId)
    if (upload?.bucket !== address.bucket || upload.key !== address.key) throw s3Refusal('NoSuchUpload')
    return upload
  }

  /** Takes a part over, in place of an earlier one with its number. */
  async addPart(address: Address, uploadId: string, number: number, body: Received): Promise<void> {
    const upload = this.find(address, uploadId)
    const { file = '', size, md5 } = body
    const earlier = upload.parts.get(number)
    upload.parts.set(number, { file, size, md5 })
    if (earlier) await rm(earlier.file, { force: true })
  }

  /** Forgets an upload and its parts. */
  async abort(address: Address, uploadId: string): Promise<void> {
    const { parts } = this.find(address, uploadId)
    this.#open.delete(uploadId)
    await removeFiles([...parts.values()])
  }

  /**
   * Joins the named parts to one temporary file. The upload stays until `abort`, which also cleans up after a
   * completion. Throws what S3 says about lists that do not fit.
   */
  async join(
    address: Address,
    uploadId: string,
    named: readonly NamedPart[],
  ): Promise<{ file: string; etag: string }> {
    const { parts } = this.find(address, uploadId)
    const chosen = this.#choose(parts, named)
    const { file, md5 } = await joinFiles(this.#disk, chosen).catch(error => {
      // Aborted, or completed, by another request in the meantime.
      this.find(address, uploadId)
      throw error
    })
    return { file, etag: `${md5}-${chosen.length}` }
  }

  #choose(parts: ReadonlyMap<number, Piece>, named: readonly NamedPart[]): Piece[] {
    const isOrdered = named.every(
      ({ number }, index) => index === 0 || number > (named[index - 1]?.number ?? 0),
    )
    if (!isOrdered) throw s3Refusal('InvalidPartOrder')
    const chosen = named.map(({ number, etag }) => {
      const part = parts.get(number)
      if (part?.md5.toString('hex') !== etag) {
        throw s3Refusal('InvalidPart', { fields: { PartNumber: String(number), ETag: etag } })
      }
      return part
    })
    const small = chosen.slice(0, -1).find(({ size }) => size < this.#smallestPart)
    if (small) {
      const fields = { ProposedSize: String(small.size), MinSizeAllowed: String(this.#smallestPart) }
      throw s3Refusal('EntityTooSmall', { fields })
    }
    return chosen
  }
}

async function removeFiles(parts: readonly Piece[]): Promise<void> {
  await Promise.all(parts.map(({ file }) => rm(file, { force: true })))
}

/** Joins files to a new temporary one, in bounded memory; `md5` is that of their sums. The file is gone if it fails. */
export async function joinFiles(
  disk: Disk,
  pieces: readonly Piece[],
): Promise<{ file: string; md5: string }> {
  const file = await disk.temporaryFile()
  const sums = createHash('md5')
  try {
    await pipeline(
      async function* () {
        for (const piece of pieces) {
          sums.update(piece.md5)
          yield* createReadStream(piece.file, { highWaterMark: 1024 * 1024 })
        }
      },
      createWriteStream(file, { flags: 'wx' }),
    )
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
  return { file, md5: sums.digest('hex') }
}
