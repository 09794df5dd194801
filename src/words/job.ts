import { type FileProgress, importedRowsOf, type Progress } from '../model/job.ts'
import type { CallFailure } from '../model/service.ts'
import { rows } from './format.ts'

/**
 * What a file is called in log and summary: `folder/{id,title,vector}.npy` for a set of NumPy files in one folder, any
 * other file by its name.
 */
export function fileLabel({ name, paths }: Pick<FileProgress, 'name' | 'paths'>): string {
  // From the name, which is redacted: paths are for comparing.
  const parts = name.split(/(?<=\.npy) /).map(path => /^(.*\/)?([^/]+)\.npy$/.exec(path))
  const [first] = parts
  const isSet = paths.length > 1 && parts.every(part => part && part[1] === first?.[1])
  return isSet ? `${first?.[1] ?? ''}{${parts.map(part => part?.[2]).join(',')}}.npy` : name || 'unnamed'
}

/**
 * The state of a file as people should read it: in a failed job, only the file that is to blame has failed; what waits
 * for a commit is not in yet, and after an abort never will be.
 */
export function fileState(file: FileProgress, { standing, files, importedRows }: Progress): string {
  if (standing === 'uncommitted' && file.state === 'Completed')
    return importedRows === 0n ? 'dropped' : 'staged'
  if (standing !== 'failed') return file.state
  if (file.isCulprit) return 'Failed'
  return files.some(other => other.isCulprit) ? 'not imported' : file.state
}

export function isFileDone(file: FileProgress): boolean {
  return file.state === 'Completed'
}

/** How many files of a job are done: there may be thousands, and this is asked at every poll. */
export function doneFiles({ files }: Progress): number {
  let done = 0
  for (const file of files) if (isFileDone(file)) done += 1
  return done
}

/** `Importing 63 %, importing rows, 4/10 files, 1,200/1,900 rows`: where a job stands, in one line. */
export function reached(progress: Progress): string {
  const { files, phase, state, percent, standing } = progress
  const isBeforeRows = phase === 'queued' || phase === 'checking files'
  return [
    `${state || 'no state'} ${percent} %`,
    phase === 'done' || phase === 'queued' ? '' : phase,
    files.length > 0 ? `${doneFiles(progress)}/${files.length} files` : '',
    isBeforeRows || standing === 'failed' ? '' : rows(importedRowsOf(progress), progress.totalRows),
  ]
    .filter(Boolean)
    .join(', ')
}

/** How a call failed, for a line of the log: `Http503: upstream connect error`, `Timeout`. */
export function failureWords({ code, said }: CallFailure): string {
  return said ? `${code}: ${said.slice(0, LONGEST_WORDS)}` : code
}

const LONGEST_WORDS = 200
