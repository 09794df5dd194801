import { rm } from 'node:fs/promises'
import type { Disk } from './disk.ts'
import type { Received } from './model.ts'
import { azureRefusal } from './refusals.ts'
import type { Address } from './target.ts'
import { joinFiles, type Piece } from './uploads.ts'

/** A block as a Put Block List names it. Blocks of a blob that is there already are not kept: `Committed` finds none. */
export interface NamedBlock {
  readonly from: 'Latest' | 'Uncommitted' | 'Committed'
  readonly id: string
}

/** Blocks that no list has made a blob of yet. Azure forgets them after a week; nothing deletes them before. */
export class Blocks {
  readonly #disk: Disk
  readonly #waiting = new Map<string, Map<string, Piece>>()

  constructor(disk: Disk) {
    this.#disk = disk
  }

  /** Takes a block over. The ids of a blob all have one length. */
  async add(address: Address, id: string, { file = '', size, md5 }: Received): Promise<void> {
    const blocks = this.#of(address)
    const [other] = blocks.keys()
    const isBase64 = id !== '' && Buffer.from(id, 'base64').toString('base64') === id
    if (!isBase64 || Buffer.from(id, 'base64').length > 64)
      throw azureRefusal('InvalidQueryParameterValue', 'blockid')
    if (other !== undefined && other.length !== id.length) throw azureRefusal('InvalidBlobOrBlock')
    const earlier = blocks.get(id)
    blocks.set(id, { file, size, md5 })
    if (earlier) await rm(earlier.file, { force: true })
  }

  /** Joins blocks to one temporary file, in the order of the list. */
  async join(address: Address, named: readonly NamedBlock[]): Promise<{ file: string; etag: string }> {
    const blocks = this.#of(address)
    const chosen = named.map(({ from, id }) => {
      const block = from === 'Committed' ? undefined : blocks.get(id)
      if (!block) throw azureRefusal('InvalidBlockList', id)
      return block
    })
    const { file, md5: etag } = await joinFiles(this.#disk, chosen)
    return { file, etag }
  }

  /** Forgets the waiting blocks of a blob, as every write and delete of it does. */
  async forget(address: Address): Promise<void> {
    const blocks = this.#of(address)
    this.#waiting.delete(nameOf(address))
    await Promise.all([...blocks.values()].map(({ file }) => rm(file, { force: true })))
  }

  #of(address: Address): Map<string, Piece> {
    const name = nameOf(address)
    const blocks = this.#waiting.get(name) ?? new Map<string, Piece>()
    this.#waiting.set(name, blocks)
    return blocks
  }
}

function nameOf({ bucket, key }: Address): string {
  return `${bucket}/${key}`
}
