import type { FileObservation, Observation } from '../model/job.ts'

/**
 * Which files are to blame, by their seats: those that the reason names; else those that alone are `Failed` among
 * others; else none. Milvus marks every file of a failed job as failed (`internal/datacoord/import_checker.go`), so all
 * of them failing says nothing. A full path decides; where none is equal, the base name does, since the cloud copies
 * files under paths of its own (milvus-io/milvus#38336).
 */
export function blamedSeats({ blamed, files }: Pick<Observation, 'blamed' | 'files'>): ReadonlySet<number> {
  const named = seatsOf(files, blamed, path => path)
  if (named.size > 0) return named
  const alike = seatsOf(files, blamed, baseName)
  if (alike.size > 0) return alike
  if (blamed.length > 0 || !files.some(({ state }) => state === 'Failed')) return new Set()
  const failed = files.flatMap(({ state }, seat) => (state === 'Failed' ? [seat] : []))
  return new Set(failed.length < files.length ? failed : [])
}

function seatsOf(
  files: readonly FileObservation[],
  blamed: readonly string[],
  form: (path: string) => string,
): ReadonlySet<number> {
  if (blamed.length === 0) return new Set()
  const wanted = new Set(blamed.map(form))
  return new Set(
    files.flatMap(({ paths }, seat) => (paths.some(path => wanted.has(form(path))) ? [seat] : [])),
  )
}

/** The last part of a path or URL, without a query. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
