import type { FileProgress, Progress } from '../model/job.ts'
import { cut } from '../words/text.ts'

/** Characters; a state is a word. */
const LONGEST_STATE = 100
const LONGEST_NAME = 255

/**
 * Makes the progress of a job, answer by answer, what reporters may see. They cut long texts: a secret must be gone
 * before, or the half of it that is left would pass the redaction of what is written. Of thousands of files only those
 * are looked at whose texts are not those of the answer before.
 */
export function createRedaction(redact: (text: string) => string): (progress: Progress) => Progress {
  let known: readonly FileProgress[] = []
  let isClean = true
  return progress => {
    const { state, reason, collectionName, files } = progress
    const news = files
      .filter((file, seat) => !hasTextsOf(known[seat], file))
      .map(textsOf)
      .join('')
    isClean &&= redact(news) === news
    known = files
    return {
      ...progress,
      state: cut(redact(state), LONGEST_STATE),
      reason: redact(reason),
      collectionName: collectionName && cut(redact(collectionName), LONGEST_NAME),
      files: isClean ? files : files.map(file => redactedFile(file, redact)),
    }
  }
}

function hasTextsOf(known: FileProgress | undefined, { name, state, reason }: FileProgress): boolean {
  return known?.name === name && known.state === state && known.reason === reason
}

function textsOf({ name, state, reason }: FileProgress): string {
  return `${name}\n${state}\n${reason}\n`
}

function redactedFile(file: FileProgress, redact: (text: string) => string): FileProgress {
  return { ...file, name: redact(file.name), state: redact(file.state), reason: redact(file.reason) }
}
