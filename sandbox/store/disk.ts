import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, mkdir, open, readdir, rename, rm, rmdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { rangeOf } from './body.ts'
import type { Received, StoreReply } from './model.ts'
import { pour, type RealWork } from './pour.ts'
import { s3Refusal } from './refusals.ts'
import { type Address, compareUtf8 } from './target.ts'

/** What an object is beside its bytes. */
export interface ObjectInfo {
  readonly size: number
  /** Without quotes: the MD5 of the bytes, or of the parts' MD5s with their number. */
  readonly etag: string
  /** Milliseconds of the wall, by the disk. */
  readonly modifiedAt: number
  readonly contentType: string
}

/** What a writer says about an object. */
interface Labels {
  readonly etag: string
  readonly contentType: string
}

interface Known extends Labels {
  /** Changes when someone else writes the file. */
  readonly mark: string
}

/** The folder for what is not an object yet. No bucket is called so. */
const WORK = '.incoming'
const BUCKET = /^[A-Za-z0-9][\w.-]{1,62}$/
const LONGEST_KEY = 1024
const LONGEST_SEGMENT = 255

/**
 * Objects as files: `root/bucket/key`. Files that others put there are objects too. An object appears under its name
 * as a whole: written beside, then renamed.
 */
export class Disk {
  readonly root: string
  readonly #real: RealWork
  readonly #known = new Map<string, Known>()
  #temporary = 0

  constructor(root: string, real: RealWork = work => work) {
    this.root = root
    this.#real = real
  }

  async hasBucket(bucket: string): Promise<boolean> {
    return (
      BUCKET.test(bucket) &&
      ((await stat(join(this.root, bucket)).catch(() => undefined))?.isDirectory() ?? false)
    )
  }

  async makeBucket(bucket: string): Promise<void> {
    await mkdir(join(this.root, bucket), { recursive: true })
  }

  /** Writes a body to a temporary file, in bounded memory, and hashes it on the way. The file is gone if it fails. */
  async receive(body: AsyncIterable<Uint8Array>): Promise<Received & { readonly file: string }> {
    const real = this.#real
    const file = await real(this.temporaryFile())
    const handle = await real(open(file, 'wx'))
    try {
      return { ...(await pour(body, handle, real)), text: '', file }
    } catch (error) {
      await real(rm(file, { force: true }))
      throw error
    } finally {
      await real(handle.close())
    }
  }

  async temporaryFile(): Promise<string> {
    await mkdir(join(this.root, WORK), { recursive: true })
    this.#temporary += 1
    return join(this.root, WORK, `${process.pid}-${this.#temporary}`)
  }

  /**
   * Makes a temporary file the object, in one step. `isNew` refuses to replace one: then the answer is `false` and
   * the temporary file is gone.
   */
  async place(file: string, address: Address, labels: Labels, isNew = false): Promise<boolean> {
    const path = this.fileOf(address)
    try {
      await this.#moveTo(path, file, isNew)
    } catch (error) {
      await rm(file, { force: true })
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST' && isNew) return false
      if (code === 'ENOTDIR' || code === 'EEXIST') throw s3Refusal('XMinioParentIsObject')
      if (code === 'EISDIR') throw s3Refusal('XMinioObjectExistsAsDirectory')
      throw error
    }
    const mark = await markOf(path)
    if (mark) this.#known.set(path, { ...labels, mark })
    return true
  }

  async #moveTo(path: string, file: string, isNew: boolean): Promise<void> {
    // A delete beside this may take an empty folder away again.
    for (let tries = 0; ; tries += 1) {
      await mkdir(dirname(path), { recursive: true })
      try {
        if (!isNew) return await rename(file, path)
        await link(file, path)
        return await unlink(file)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 5) throw error
      }
    }
  }

  /** `undefined` if there is no such object. */
  async info(address: Address): Promise<ObjectInfo | undefined> {
    const path = this.#safeFileOf(address)
    const found = path === undefined ? undefined : await stat(path).catch(() => undefined)
    if (path === undefined || !found?.isFile()) return undefined
    const mark = await markOf(path)
    let known = this.#known.get(path)
    if (!known || known.mark !== mark) {
      known = { etag: await md5Of(path), contentType: 'binary/octet-stream', mark: mark ?? '' }
      this.#known.set(path, known)
    }
    const { etag, contentType } = known
    return { size: found.size, etag, modifiedAt: found.mtimeMs, contentType }
  }

  /** An answer with an object, or with the part that a range asks for; `undefined` where that is outside of it. */
  read(
    address: Address,
    { size }: ObjectInfo,
    rangeHeader: string,
    labels: Readonly<Record<string, string>>,
  ): StoreReply | undefined {
    const range = rangeOf(rangeHeader, size)
    if (range === 'none') return undefined
    const [start, end] = range ?? [0, size - 1]
    const body = end < start ? nothing() : createReadStream(this.fileOf(address), { start, end })
    const headers = { ...labels, 'content-length': String(end - start + 1) }
    if (!range) return { status: 200, headers, body }
    return { status: 206, headers: { ...headers, 'content-range': `bytes ${start}-${end}/${size}` }, body }
  }

  /** Deletes an object, and the folders that hold nothing more. No error if there is none. */
  async remove(address: Address): Promise<boolean> {
    const path = this.#safeFileOf(address)
    if (path === undefined) return false
    const wasThere = await unlink(path).then(
      () => true,
      () => false,
    )
    const bucket = join(this.root, address.bucket)
    for (let folder = dirname(path); folder.length > bucket.length; folder = dirname(folder)) {
      const isGone = await rmdir(folder).then(
        () => true,
        () => false,
      )
      if (!isGone) break
    }
    return wasThere
  }

  /** The keys of a bucket that begin with `prefix`, in the order of their UTF-8 bytes. */
  async keys(bucket: string, prefix = ''): Promise<string[]> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
    if (folder !== '' && !isFileName(folder.slice(0, -1))) return []
    const keys: string[] = []
    await collect(join(this.root, bucket, folder), folder, keys)
    return keys.filter(key => key.startsWith(prefix)).sort(compareUtf8)
  }

  /** The file of an object. Throws for a key that no file can have: the way out of the bucket's folder is one. */
  fileOf({ bucket, key }: Address): string {
    if (!BUCKET.test(bucket)) throw s3Refusal('InvalidBucketName')
    if (Buffer.byteLength(key) > LONGEST_KEY) throw s3Refusal('KeyTooLongError')
    if (key.split('/').some(part => Buffer.byteLength(part) > LONGEST_SEGMENT))
      throw s3Refusal('KeyTooLongError')
    if (!isFileName(key)) throw s3Refusal('XMinioInvalidObjectName')
    return join(this.root, bucket, key)
  }

  #safeFileOf(address: Address): string | undefined {
    return BUCKET.test(address.bucket) && isFileName(address.key) ? this.fileOf(address) : undefined
  }
}

/** Segments that a path keeps as they are. S3 takes other keys too; MinIO refuses them, as this store does. */
function isFileName(key: string): boolean {
  return !key.includes('\0') && key.split('/').every(part => part !== '' && part !== '.' && part !== '..')
}

async function collect(folder: string, prefix: string, keys: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (entry.isFile()) keys.push(prefix + entry.name)
    else if (entry.isDirectory()) await collect(join(folder, entry.name), `${prefix}${entry.name}/`, keys)
  }
}

async function markOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined)
  return found && `${found.ino} ${found.size} ${found.mtimeNs}`
}

async function md5Of(path: string): Promise<string> {
  const md5 = createHash('md5')
  for await (const chunk of createReadStream(path)) md5.update(chunk)
  return md5.digest('hex')
}

async function* nothing(): AsyncIterable<Uint8Array> {}
