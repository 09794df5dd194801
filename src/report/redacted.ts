import type { Progress } from '../job/job.ts'
import { cut } from './text.ts'

/** Characters; a state is a word. */
const LONGEST_STATE = 100
const LONGEST_NAME = 255

/**
 * A progress as reporters may see it. They cut long texts: a secret must be gone before, or the half of it that is left
 * would pass the redaction of what is written.
 */
export function redacted(progress: Progress, redact: (text: string) => string): Progress {
  const { state, reason, collectionName, files } = progress
  const all = files.map(file => `${file.name}\n${file.state}\n${file.reason}\n`).join('')
  return {
    ...progress,
    state: cut(redact(state), LONGEST_STATE),
    reason: redact(reason),
    collectionName: collectionName && cut(redact(collectionName), LONGEST_NAME),
    files:
      redact(all) === all
        ? files
        : files.map(file => ({
            ...file,
            name: redact(file.name),
            state: redact(file.state),
            reason: redact(file.reason),
          })),
  }
}
