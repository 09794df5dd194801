import type { FileHandle } from 'node:fs/promises'
import { outliving, within } from '../job/limits.ts'
import type { Clock } from '../model/clock.ts'
import { asStoreFailure, type StoreFailure } from './failure.ts'
import type { PlannedFile } from './plan.ts'
import { pieceOf } from './read.ts'
import type { Store } from './store.ts'
import { atOnce, type Patience, persistently } from './tries.ts'

/** What the sending of one file needs. */
interface Sending {
  readonly store: Store
  readonly file: PlannedFile
  /** The whole key. */
  readonly key: string
  readonly handle: FileHandle
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly buffers: Buffer[]
  moved(bytes: number): void
  /** How requests are repeated; `path` is what trouble is told of, `part` is counted from 1. */
  patience(path: string, part: number | undefined, signal: AbortSignal): Patience
  /** An upload in parts may be left open. */
  leftOpen(): void
}

/** Parts of one file at once. */
const PARTS_AT_ONCE = 3
/** After a cancel: what a creation has to tell its id, and what giving up may take. Milliseconds. */
const LAST_ANSWER = 1500
const LAST_CALLS = 2500

/** The store does not know the upload: it is complete, or somebody has aborted it. */
function isGone(error: unknown): boolean {
  return ['NoSuchUpload', 'InvalidBlockList'].includes(asStoreFailure(error).failure.code)
}

/** Sends a file in parts, each tried again by itself. What can't be completed is aborted. */
export async function sendInParts(sending: Sending): Promise<void> {
  try {
    await sendOnce(sending)
  } catch (error) {
    // Somebody aborted it, or it is complete and we may not look: the same bytes again do no harm.
    if (!isGone(error)) throw error
    await sendOnce(sending)
  }
}

async function sendOnce(sending: Sending): Promise<void> {
  const { store, file, key, handle, buffers, moved, patience } = sending
  const uploadId = await create(sending)
  const stop = new AbortController()
  const signal = AbortSignal.any([sending.signal, stop.signal])
  try {
    const tags = await atOnce(PARTS_AT_ONCE, [...file.parts.entries()], async ([index, part]) => {
      const number = index + 1
      const piece = pieceOf(handle, file, part, { buffers, signal, moved })
      try {
        const put = () => store.putPart(key, uploadId, number, piece, signal)
        return await persistently(put, patience(file.path, number, signal))
      } catch (error) {
        stop.abort()
        throw asStoreFailure(error).with({ part: number })
      }
    })
    await complete(sending, uploadId, tags)
  } catch (error) {
    await giveUp(sending, uploadId)
    throw error
  }
}

/** A creation on its way when the workflow is cancelled gets a moment to tell its id: nobody else could abort it. */
async function create({ store, file, key, clock, signal, patience, leftOpen }: Sending): Promise<string> {
  const limit = outliving(clock, signal, LAST_ANSWER)
  try {
    return await persistently(
      () =>
        store.createMultipart(key, limit.signal).catch(error => {
          if (mayBeOpen(asStoreFailure(error))) leftOpen()
          throw error
        }),
      patience(file.path, undefined, signal),
    )
  } finally {
    limit.end()
  }
}

/** The request may have been carried out. */
function mayBeOpen({ failure: { kind, httpStatus = 0 } }: StoreFailure): boolean {
  return kind === 'interrupted' || kind === 'aborted' || kind === 'unreadable' || httpStatus >= 500
}

async function complete(
  { store, file, key, signal, patience }: Sending,
  uploadId: string,
  tags: readonly string[],
): Promise<void> {
  // `undefined` also where nobody may look.
  const sizeNow = () => store.head(key, signal).catch(() => undefined)
  let tries = 0
  await persistently(
    async () => {
      tries += 1
      try {
        await store.complete(key, uploadId, tags, signal)
      } catch (error) {
        const mayBeDone = tries > 1 && isGone(error)
        if (!mayBeDone || (await sizeNow()) !== file.size) throw error
      }
    },
    patience(file.path, undefined, signal),
  )
}

async function giveUp(sending: Sending, uploadId: string): Promise<void> {
  const { store, key, clock, leftOpen } = sending
  const limit = within(clock, new AbortController().signal, LAST_CALLS)
  try {
    const abort = () => store.abort(key, uploadId, limit.signal)
    await persistently(abort, sending.patience(key, undefined, limit.signal))
  } catch (error) {
    if (!isGone(error)) leftOpen()
  } finally {
    limit.end()
  }
}
