import type { Tools } from '../model/tools.ts'
import type { StoreNote } from '../storage/store.ts'
import type { Trouble } from '../storage/upload.ts'
import { duration, plural } from '../words/format.ts'

/** Between two lines about trouble of one kind. Milliseconds. */
const PAUSE = 5000
const MOST_TROUBLE = 50

/** Tells what a store notes, once where many requests meet the same. */
export function noting({ tell, clock }: Pick<Tools, 'tell' | 'clock'>): (note: StoreNote) => void {
  let renewedAt = Number.NEGATIVE_INFINITY
  return note => {
    if (note.kind === 'region')
      tell({ kind: 'noted', text: `The bucket is in ${note.region}: going on there` })
    if (note.kind === 'clock')
      tell({
        kind: 'noted',
        text: `The clock of this runner differs from the store's by ${Math.round(note.ahead / 1000)} s: signing with the store's time`,
      })
    if (note.kind !== 'renewed' || clock.now() - renewedAt < PAUSE) return
    renewedAt = clock.now()
    tell({ kind: 'noted', text: 'The temporary keys of the volume were renewed' })
  }
}

/** Tells of tries that failed: one line in five seconds for one code, and no more than 50, however many parts there are. */
export function troubles({ tell, clock }: Pick<Tools, 'tell' | 'clock'>) {
  const toldAt = new Map<string, number>()
  let lines = 0
  return ({ path, part, failure: { failure }, wait }: Trouble): void => {
    const { code } = failure
    const isSoon = clock.now() - (toldAt.get(code) ?? Number.NEGATIVE_INFINITY) < PAUSE
    if (isSoon || lines >= MOST_TROUBLE) return
    toldAt.set(code, clock.now())
    lines += 1
    const where = part === undefined ? path : `${path}, part ${part}`
    tell({
      kind: 'noted',
      text: `${where}: ${code}. Trying again in ${duration(Math.ceil(wait / 1000) * 1000)}`,
    })
  }
}

/** The warning for uploads in parts that could not be aborted. */
export function openParts(keys: readonly string[]): string {
  return `${plural(keys.length, 'unfinished upload')} may be left in the bucket, invisible and billed (${keys.slice(0, 3).join(', ')}): a lifecycle rule that aborts incomplete multipart uploads removes them`
}
