import type { FileHandle } from 'node:fs/promises'
import { outliving, within } from '../job/limits.ts'
import type { Clock } from '../model/clock.ts'
import { asStoreFailure, cancelled, type StoreFailure } from './failure.ts'
import { FILES_AT_ONCE, lookFor, type StoreFolder } from './look.ts'
import { openPlanned, pieceOf } from './piece.ts'
import { PART, type PlannedFile, type UploadPlan } from './plan.ts'
import { createBuffers } from './read.ts'
import type { TakenPart } from './store.ts'
import { atOnce, type Patience, persistently } from './tries.ts'

/** What happens during an upload. Sizes in bytes, times in milliseconds. */
export type UploadEvent =
  | {
      /** Told once, before anything is sent. */
      readonly kind: 'looked'
      readonly files: number
      readonly bytes: number
      /** What is there already. */
      readonly present: number
      readonly presentBytes: number
    }
  | {
      /** Told whenever bytes have moved; never backwards. */
      readonly kind: 'progress'
      /** Without what was there already. */
      readonly sent: number
      readonly toSend: number
      readonly filesDone: number
      readonly filesToSend: number
    }
  | { readonly kind: 'file'; readonly path: string; readonly size: number }
  | {
      readonly kind: 'trouble'
      readonly path: string
      /** From 1; `undefined` where it is not about one part. */
      readonly part: number | undefined
      readonly failure: StoreFailure
      readonly wait: number
    }
  | { readonly kind: 'done'; readonly files: number; readonly bytes: number; readonly elapsed: number }

export interface UploadOptions {
  readonly clock: Clock
  random(): number
  /** The workflow was cancelled. */
  readonly signal: AbortSignal
  told(event: UploadEvent): void
}

export interface UploadedFile {
  readonly path: string
  /** The whole key in the store. */
  readonly key: string
  readonly size: number
  /** It was there already. */
  readonly skipped: boolean
}

export interface Uploaded {
  readonly files: readonly UploadedFile[]
  /** What was sent, without what was there. */
  readonly sentBytes: number
  /** Keys of which an upload in parts may be open besides: the answer to its creation was lost. */
  readonly leftOpen: readonly string[]
}

/** Parts of one file at once. */
const PARTS_AT_ONCE = 3
/** After a cancel: what a creation has to tell its id, and what giving up may take. Milliseconds. */
const LAST_ANSWER = 1500
const LAST_CALLS = 2500
/** The store does not know the upload: it is complete, or somebody has aborted it. */
const GONE = new Set(['NoSuchUpload', 'InvalidBlockList'])

/**
 * Uploads what is planned and not there yet: a few files and parts at once, every part tried again by itself. Fails with
 * a `StoreFailure` that names the file and the part; then, and when `signal` aborts, everything else is stopped and
 * open uploads are aborted first, within four seconds. What was finished stays: the next try skips it.
 */
export async function uploadAll(
  plan: UploadPlan,
  target: StoreFolder,
  options: UploadOptions,
): Promise<Uploaded> {
  const { clock, random, told } = options
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const startedAt = clock.now()
  const patienceFor = (path: string, part?: number, until = signal): Patience => ({
    ...{ clock, random, signal: until },
    failed: (failure, wait) => told({ kind: 'trouble', path, part, failure, wait }),
  })

  const present = await lookFor(plan, target, patienceFor(plan.folder))
  const missing = plan.files.filter(({ key }) => !present.has(key))
  const toSend = sum(missing)
  told({
    kind: 'looked',
    files: plan.files.length,
    bytes: plan.bytes,
    present: present.size,
    presentBytes: plan.bytes - toSend,
  })

  const finished: string[] = []
  const leftOpen = new Set<string>()
  const progress = createProgress(toSend, missing.length, told)
  const buffers = createBuffers()

  try {
    await atOnce(FILES_AT_ONCE, missing, async file => {
      try {
        await sendFile(file)
      } catch (error) {
        // The others need not go on. The first failure is the one that counts.
        stop.abort()
        throw asStoreFailure(error).with({ file: file.path })
      }
      finished.push(target.prefix + file.key)
      progress.fileDone()
      told({ kind: 'file', path: file.path, size: file.size })
    })
  } catch (error) {
    const failure = options.signal.aborted ? cancelled() : asStoreFailure(error)
    throw failure.with({ leftOpen: [...leftOpen], finished })
  }
  told({ kind: 'done', files: missing.length, bytes: toSend, elapsed: clock.now() - startedAt })
  return {
    files: plan.files.map(({ path, key, size }) => ({
      ...{ path, key: target.prefix + key, size },
      skipped: present.has(key),
    })),
    sentBytes: toSend,
    leftOpen: [...leftOpen],
  }

  async function sendFile(file: PlannedFile): Promise<void> {
    await using handle = await openPlanned(file)
    const context = { buffers, signal, moved: progress.moved }
    const [only] = file.parts
    if (file.size < PART && only) {
      const piece = pieceOf(handle, file, only, context)
      const key = target.prefix + file.key
      await persistently(() => target.store.put(key, piece, signal), patienceFor(file.path))
      return
    }
    for (let isFirst = true; ; isFirst = false) {
      try {
        await sendParts(file, handle)
        return
      } catch (error) {
        // Somebody aborted it, or it is complete and we may not look: the same bytes again do no harm.
        if (!isFirst || !GONE.has(asStoreFailure(error).detail.code)) throw error
      }
    }
  }

  async function sendParts(file: PlannedFile, handle: FileHandle): Promise<void> {
    const key = target.prefix + file.key
    const uploadId = await createMultipart(key, file.path)
    const fileStop = new AbortController()
    const until = AbortSignal.any([signal, fileStop.signal])
    const context = { buffers, signal: until, moved: progress.moved }
    try {
      const taken: TakenPart[] = []
      await atOnce(PARTS_AT_ONCE, [...file.parts.entries()], async ([index, part]) => {
        const number = index + 1
        const piece = pieceOf(handle, file, part, context)
        try {
          const tag = await persistently(
            () => target.store.putPart(key, uploadId, number, piece, until),
            patienceFor(file.path, number, until),
          )
          taken.push({ number, tag })
        } catch (error) {
          fileStop.abort()
          throw asStoreFailure(error).with({ part: number })
        }
      })
      await complete(file, key, uploadId, taken)
    } catch (error) {
      await giveUp(key, uploadId)
      throw error
    }
  }

  /** A creation on its way when the workflow is cancelled gets a moment to tell its id: nobody else could abort it. */
  async function createMultipart(key: string, path: string): Promise<string> {
    const limit = outliving(clock, signal, LAST_ANSWER)
    try {
      return await persistently(async () => {
        try {
          return await target.store.createMultipart(key, limit.signal)
        } catch (error) {
          if (mayBeOpen(asStoreFailure(error))) leftOpen.add(key)
          throw error
        }
      }, patienceFor(path))
    } finally {
      limit.end()
    }
  }

  async function complete(
    file: PlannedFile,
    key: string,
    uploadId: string,
    parts: readonly TakenPart[],
  ): Promise<void> {
    let tries = 0
    await persistently(async () => {
      tries += 1
      try {
        await target.store.complete(key, uploadId, parts, signal)
      } catch (error) {
        const isRepeated = tries > 1 && GONE.has(asStoreFailure(error).detail.code)
        if (!isRepeated || (await sizeOf(key)) !== file.size) throw error
      }
    }, patienceFor(file.path))
  }

  /** `undefined` also where nobody may look. */
  async function sizeOf(key: string): Promise<number | undefined> {
    return await target.store.head(key, signal).catch(() => undefined)
  }

  async function giveUp(key: string, uploadId: string): Promise<void> {
    const limit = within(clock, new AbortController().signal, LAST_CALLS)
    try {
      await persistently(
        () => target.store.abort(key, uploadId, limit.signal),
        patienceFor(key, undefined, limit.signal),
      )
    } catch (error) {
      if (!GONE.has(asStoreFailure(error).detail.code)) leftOpen.add(key)
    } finally {
      limit.end()
    }
  }
}

/** The request may have been carried out. */
function mayBeOpen({ detail: { kind, httpStatus = 0 } }: StoreFailure): boolean {
  return kind === 'interrupted' || kind === 'aborted' || kind === 'unreadable' || httpStatus >= 500
}

function sum(files: readonly { readonly size: number }[]): number {
  return files.reduce((total, { size }) => total + size, 0)
}

/** Counts what has moved. Bytes of a try that failed are taken back, but what was told is not. */
function createProgress(toSend: number, filesToSend: number, told: UploadOptions['told']) {
  let [moved, sent, filesDone] = [0, 0, 0]
  const tell = () => told({ kind: 'progress', sent, toSend, filesDone, filesToSend })
  return {
    moved(bytes: number) {
      moved += bytes
      if (moved <= sent) return
      sent = Math.min(moved, toSend)
      tell()
    },
    fileDone() {
      filesDone += 1
      tell()
    },
  }
}
