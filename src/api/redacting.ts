import { CallError, type ImportService } from '../job/service.ts'

/**
 * A service whose failures hold no secret that the server sent back: messages are cut before they are written, and half
 * a secret would pass the redaction there.
 */
export function redacting(service: ImportService, redact: (text: string) => string): ImportService {
  const rethrow = (error: unknown): never => {
    if (!(error instanceof CallError)) throw error
    const { said, requestId } = error.failure
    throw new CallError({
      ...error.failure,
      said: redact(said),
      requestId: requestId && redact(requestId).slice(0, LONGEST_REQUEST_ID),
    })
  }
  return {
    api: service.api,
    create: (...args) => service.create(...args).catch(rethrow),
    describe: (...args) => service.describe(...args).catch(rethrow),
    list: (...args) => service.list(...args).catch(rethrow),
  }
}

/** Characters; ids of requests are UUIDs, traces and the like. */
const LONGEST_REQUEST_ID = 128
