import type { FileProgress, Progress } from '../model/job.ts'

/** Above this many files only those that failed are shown; the rest is folded or counted. */
export const MOST_OPEN_FILES = 20
/** More rows make a table slow to read. */
export const MOST_TABLE_ROWS = 100

/** Is this one to be shown before all others? */
export function isFailedFile(file: FileProgress, { standing }: Progress): boolean {
  return file.isCulprit || (file.state === 'Failed' && standing !== 'failed')
}

/** The files in the order in which everything shows them: those that failed first, else as they were submitted. */
export function failedFirst(progress: Progress): readonly FileProgress[] {
  const failed = progress.files.filter(file => isFailedFile(file, progress))
  if (failed.length === 0) return progress.files
  return [...failed, ...progress.files.filter(file => !isFailedFile(file, progress))]
}
