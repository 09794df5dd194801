import { submitUnconfirmed } from '../errors/failures.ts'
import { ImportError } from '../errors/import-error.ts'
import { couldBeOf } from '../job/files.ts'
import type { WatchEvent } from '../model/events.ts'
import type { Api, ImportRequest } from '../model/job.ts'

export interface VerifyOptions {
  readonly jobId: string
  readonly request: ImportRequest
  readonly api: Api
  /** Called when the files of the job have shown that it is ours. */
  readonly onVerified: () => void
}

/**
 * Passes on what is told of a job from when its files show that it is the one of the request. Until then nothing of
 * it counts: whatever ends the wait before, a cancel aside, is a `SubmitUnconfirmed`.
 */
export async function* verified(
  events: AsyncIterable<WatchEvent>,
  { jobId, request, api, onVerified }: VerifyOptions,
): AsyncGenerator<WatchEvent, void> {
  let isOurs: boolean | undefined
  try {
    for await (const event of events) {
      if (!isOurs && event.kind === 'progress') {
        const { files, standing } = event.progress
        isOurs = couldBeOf(request.source, files)
        if (isOurs) onVerified()
        // What is told and does not decide will not do so later.
        else if (files.length > 0 || standing !== 'running')
          throw submitUnconfirmed({ api, jobId, list: 'told' })
      }
      if (isOurs || event.kind === 'trouble') yield event
    }
  } catch (error) {
    const isCancel = error instanceof ImportError && error.status === 'Cancelled'
    throw isOurs || isCancel ? error : submitUnconfirmed({ api, jobId, list: 'told' })
  }
}
