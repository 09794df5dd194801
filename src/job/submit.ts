import { ImportError } from '../errors/import-error.ts'
import type { Clock } from './clock.ts'
import type { ImportRequest } from './job.ts'
import { meaningOfCreate } from './retry.ts'
import { CallError, type CallFailure, type ImportService } from './service.ts'

export interface SubmitOptions {
  readonly service: ImportService
  readonly clock: Clock
  /** Aborts when the workflow is cancelled. */
  readonly signal: AbortSignal
}

/** Milliseconds for one create: it returns late on a busy server. */
const CREATE_TIMEOUT = 60_000
/** After a cancel a create in flight may still finish, so that its job id is not lost. Milliseconds. */
const LAST_WORDS = 4000

/**
 * Submits one import and resolves to its job id. Throws an `ImportError`: `Rejected` if there certainly is no job,
 * `Unknown` if there may be one, `Cancelled` if the workflow ended before the request was sent.
 */
export async function submit(request: ImportRequest, options: SubmitOptions): Promise<string> {
  const { service, signal } = options
  if (signal.aborted) throw cancelled('nothing was submitted')
  const words = lastWords(options)
  try {
    return await service.create(request, { timeout: CREATE_TIMEOUT, signal: words.signal })
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    const meaning = meaningOfCreate(error.failure)
    if (signal.aborted && meaning === 'ambiguous')
      throw cancelled('the answer to the import request did not come')
    throw failed(error.failure, meaning)
  } finally {
    words.end()
  }
}

/** A signal that aborts some time after the one of the options does, unless it is ended before. */
function lastWords({ clock, signal }: SubmitOptions): { signal: AbortSignal; end(): void } {
  const late = new AbortController()
  const over = new AbortController()
  const onAbort = async () => {
    await clock.sleep(LAST_WORDS, over.signal)
    late.abort()
  }
  signal.addEventListener('abort', onAbort, { signal: over.signal })
  return { signal: late.signal, end: () => over.abort() }
}

function failed(failure: CallFailure, meaning: ReturnType<typeof meaningOfCreate>): ImportError {
  const { code, said, requestId } = failure
  switch (meaning) {
    case 'refused':
      return new ImportError({ status: 'Rejected', code, said, requestId })
    case 'unsent':
      return new ImportError({ status: 'Rejected', code: 'Unreachable', cause: code, requestId })
    case 'ambiguous':
      return new ImportError({ status: 'Unknown', code: 'SubmitUnconfirmed', said, requestId })
  }
}

function cancelled(what: string): ImportError {
  return new ImportError({
    status: 'Cancelled',
    code: 'Cancelled',
    title: `The workflow was cancelled: ${what}`,
    advice: 'Look at the import jobs of the collection before you import again',
  })
}
