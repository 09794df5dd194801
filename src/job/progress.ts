import type { FileObservation, FileProgress, Observation, Phase, Progress } from '../model/job.ts'
import { baseName, blamedSeats } from './blame.ts'

/**
 * Turns what a server said into what we tell, given what we told before: percents are whole, between 0 and 100 and
 * never fall; files and totals once known are not forgotten; files stay in the order in which they were submitted.
 * Servers send negative percents, 0 for a failed job, and details that come late and in any order
 * (`milvus-io/milvus` `GetJobProgress`, #31221). Rows of a failed job are what the server says: nothing is imported.
 */
export function advance(
  before: Progress | undefined,
  seen: Observation,
  submitted: readonly string[] = [],
): Progress {
  const percent = seen.standing === 'completed' ? 100 : Math.max(before?.percent ?? 0, whole(seen.percent))
  const failed = seen.standing === 'failed'
  const isStaged = seen.standing === 'uncommitted'
  return {
    ...seen,
    percent,
    phase: seen.phase ?? phaseOf(seen, percent),
    collectionName: seen.collectionName ?? before?.collectionName,
    // Staged rows are judged: by what the server says of them now, not by what it said before.
    importedRows: failed || isStaged ? seen.importedRows : larger(before?.importedRows, seen.importedRows),
    totalRows: isStaged ? seen.totalRows : larger(before?.totalRows, seen.totalRows),
    files: advanceFiles(before?.files ?? [], seen, submitted),
  }
}

function advanceFiles(
  before: Progress['files'],
  seen: Observation,
  submitted: readonly string[],
): Progress['files'] {
  if (seen.files.length === 0) return before
  const culprits = blamedSeats(seen)
  // Almost every answer tells the files of the last one in their order: thousands need not be looked up and sorted.
  const isInOrder =
    seen.files.length === before.length && seen.files.every(({ name }, seat) => name === before[seat]?.name)
  if (isInOrder) {
    return seen.files.map((file, seat) => {
      const known = before[seat]
      const isTwin = known?.isTwin ?? false
      return advanceFile(file, isTwin ? undefined : known, { seen, isTwin, isCulprit: culprits.has(seat) })
    })
  }

  const twice = namesSeenTwice(seen.files)
  const seats = new Map(before.map((file, seat) => [file.name, { file, seat }]))
  const seatOf =
    seats.size > 0 ? ({ name }: FileObservation) => seats.get(name)?.seat : submittedSeats(submitted)
  const last = Number.MAX_SAFE_INTEGER
  return seen.files
    .map((file, at) => {
      const isTwin = twice.has(file.name)
      const known = isTwin ? undefined : seats.get(file.name)?.file
      const told = advanceFile(file, known, { seen, isTwin, isCulprit: culprits.has(at) })
      return { file: told, seat: seatOf(file) ?? last }
    })
    .sort((a, b) => a.seat - b.seat)
    .map(({ file }) => file)
}

/** Of thousands of files what stays the same is not held twice: `known` comes first where both are equal. */
function advanceFile(
  file: FileObservation,
  known: FileProgress | undefined,
  { seen, isTwin, isCulprit }: { seen: Observation } & Pick<FileProgress, 'isTwin' | 'isCulprit'>,
): FileProgress {
  const rows = rowsOf(file, seen)
  return {
    name: known?.name ?? file.name,
    paths: known?.paths ?? file.paths,
    state: file.state,
    percent: seen.standing === 'completed' ? 100 : Math.max(known?.percent ?? 0, whole(file.percent)),
    importedRows: seen.standing === 'failed' ? rows : larger(known?.importedRows, rows),
    totalRows: larger(known?.totalRows, file.totalRows),
    fileSize: known?.fileSize === file.fileSize ? known?.fileSize : file.fileSize,
    reason: file.reason,
    isTwin,
    isCulprit,
  }
}

function namesSeenTwice(files: readonly FileObservation[]): ReadonlySet<string> {
  const once = new Set(files.map(({ name }) => name))
  if (once.size === files.length) return new Set()
  return new Set(files.map(({ name }) => name).filter(name => !once.delete(name)))
}

/**
 * Where a file stands in the request: by its base name, because servers copy files under paths of their own, or by
 * the folder that it came from.
 */
function submittedSeats(submitted: readonly string[]): (file: FileObservation) => number | undefined {
  const seats = new Map(submitted.map((source, seat) => [lastName(source), seat]))
  const folders = submitted.flatMap((source, seat) =>
    source.endsWith('/') ? [{ seat, tail: `${source.split('/').at(-2) ?? ''}/` }] : [],
  )
  return ({ paths: [path = ''] }) =>
    seats.get(baseName(path)) ?? folders.find(({ tail }) => path.includes(tail))?.seat
}

/** Of a set of NumPy files the last name of its first file. */
function lastName(source: string): string {
  return baseName(source.split(/(?<=\.npy),/)[0] ?? '')
}

/** Why a job failed: its own reason, or that of its first file that has one; `''` if nothing says so. */
export function reasonOf({ reason, files }: Pick<Observation, 'reason' | 'files'>): string {
  return reason || files.find(file => file.reason)?.reason || ''
}

/** A job is all or nothing: in a completed one every row of a file is imported, also where nothing says so. */
function rowsOf(file: FileObservation, seen: Observation): bigint | undefined {
  return file.importedRows ?? (seen.standing === 'completed' ? file.totalRows : undefined)
}

/** The percent at which the last phase that shows its progress ends; rows may become visible from here on. */
export const INDEX_BUILT = 90

/**
 * The phase behind a percentage, so that nobody takes a plateau for a hang: below 40 the files are read, 40–70 rows
 * are written, 70–80 sorted, 80–90 indexed (`milvus-io/milvus` `internal/datacoord/import_util.go`).
 */
export function phaseOf(seen: Pick<Observation, 'state' | 'standing'>, percent: number): Phase {
  if (seen.standing !== 'running') return 'done'
  if (seen.state === 'Pending') return 'queued'
  if (percent < 40) return 'checking files'
  if (percent < 70) return 'importing rows'
  if (percent < 80) return 'sorting'
  if (percent < INDEX_BUILT) return 'building the index'
  return 'finishing'
}

function whole(percent: number | undefined): number {
  return percent === undefined || Number.isNaN(percent) ? 0 : Math.min(100, Math.max(0, Math.floor(percent)))
}

function larger(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return b > a ? b : a
}
