import type { Clock } from '../model/clock.ts'
import type { UploadedFile, UploadProgress } from '../model/upload.ts'
import { asStoreFailure, cancelled, type StoreFailure } from './failure.ts'
import { FILES_AT_ONCE, lookFor, type StoreFolder } from './folder.ts'
import { sendInParts } from './multipart.ts'
import { PART, type PlannedFile, type UploadPlan } from './plan.ts'
import { checkUnchanged, opened, pieceOf } from './read.ts'
import { atOnce, persistently } from './tries.ts'

/** A try that failed, and after how many milliseconds another one comes. */
export interface Trouble {
  readonly path: string
  /** From 1; `undefined` where it is not about one part. */
  readonly part: number | undefined
  readonly failure: StoreFailure
  readonly wait: number
}

interface UploadOptions {
  readonly clock: Clock
  random(): number
  /** The workflow was cancelled. */
  readonly signal: AbortSignal
  /** Told once before anything is sent, then whenever bytes have moved; never backwards. */
  told(progress: UploadProgress): void
  failed(trouble: Trouble): void
}

export interface Uploaded {
  /** With whole keys. */
  readonly files: readonly UploadedFile[]
  /** Bytes that were sent, without what was there. */
  readonly sent: number
  /** Keys of which an upload in parts may be open besides: the answer to its creation was lost. */
  readonly leftOpen: readonly string[]
}

/**
 * Uploads what is planned and not there yet: a few files and parts at once, every part tried again by itself. Fails with
 * a `StoreFailure` that names the file and the part; then, and when `signal` aborts, everything else is stopped and
 * open uploads are aborted first, within four seconds. What was finished stays: the next try skips it.
 */
export async function uploadAll(
  plan: UploadPlan,
  { store, prefix }: StoreFolder,
  options: UploadOptions,
): Promise<Uploaded> {
  const { clock, random } = options
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const patienceFor = (path: string, part: number | undefined, until: AbortSignal) => ({
    ...{ clock, random, signal: until },
    failed: (failure: StoreFailure, wait: number) => options.failed({ path, part, failure, wait }),
  })
  const progress = createProgress(plan, options)
  const present = await lookFor(plan, { store, prefix }, patienceFor(plan.folder, undefined, signal))
  const missing = plan.files.filter(({ key }) => !present.has(key))
  const toSend = missing.reduce((total, { size }) => total + size, 0)
  progress.begin(present.size, toSend)

  const finished: string[] = []
  const leftOpen = new Set<string>()
  const buffers: Buffer[] = []

  async function send(file: PlannedFile): Promise<void> {
    await using handle = await opened(file)
    await checkUnchanged(handle, file)
    const key = prefix + file.key
    const { moved } = progress
    const [only] = file.parts
    if (only && file.size < PART) {
      const piece = pieceOf(handle, file, only, { buffers, signal, moved })
      return await persistently(
        () => store.put(key, piece, signal),
        patienceFor(file.path, undefined, signal),
      )
    }
    await sendInParts({
      ...{ store, file, key, handle, clock, signal, buffers, moved, patience: patienceFor },
      leftOpen: () => leftOpen.add(key),
    })
  }

  try {
    await atOnce(FILES_AT_ONCE, missing, async file => {
      try {
        await send(file)
      } catch (error) {
        // The others need not go on. The first failure is the one that counts.
        stop.abort()
        throw asStoreFailure(error).with({ file: file.path })
      }
      finished.push(prefix + file.key)
    })
  } catch (error) {
    const failure = options.signal.aborted ? cancelled() : asStoreFailure(error)
    throw failure.with({ leftOpen: [...leftOpen], finished })
  }
  return {
    files: plan.files.map(({ path, key, size }) => ({
      ...{ path, key: prefix + key, size },
      skipped: present.has(key),
    })),
    sent: toSend,
    leftOpen: [...leftOpen],
  }
}

/** Counts what has moved. Bytes of a try that failed are taken back, but what was told is not. */
function createProgress({ files, bytes }: UploadPlan, { clock, told }: UploadOptions) {
  const startedAt = clock.now()
  let there = { filesThere: 0, bytesThere: 0 }
  let [moved, sent, toSend] = [0, 0, 0]
  const tell = () => {
    const elapsed = clock.now() - startedAt
    const hasSpeed = elapsed >= 1000 && moved > 0
    const speed = hasSpeed ? (sent / elapsed) * 1000 : undefined
    told({ files: files.length, bytes, ...there, sent, speed })
  }
  return {
    begin(filesThere: number, bytesToSend: number) {
      there = { filesThere, bytesThere: bytes - bytesToSend }
      toSend = bytesToSend
      tell()
    },
    moved(more: number) {
      moved += more
      if (moved <= sent) return
      sent = Math.min(moved, toSend)
      tell()
    },
  }
}
