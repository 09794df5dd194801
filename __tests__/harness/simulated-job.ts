/** A job whose every answer follows from the time since its create: nothing is read, nothing is random. */
export interface SimulatedJob {
  readonly files: readonly SimulatedFile[]
  /** Milliseconds. */
  readonly queued: number
  readonly checking: number
  readonly sorting: number
  readonly indexing: number
  /** Rows that all files together get in a second. */
  readonly rowsPerSecond: number
  /** Fails the job so many milliseconds after its create. */
  readonly failure?: { readonly at: number; readonly reason: string }
}

export interface SimulatedFile {
  readonly name: string
  readonly rows: number
  readonly size: number
}

/** What `describe` answers: the bands of Milvus' progress, files that share the speed evenly. */
export function describeJob(job: SimulatedJob, jobId: string, elapsed: number): object {
  const { files, queued, checking, sorting, indexing, rowsPerSecond, failure } = job
  const totalRows = files.reduce((rows, file) => rows + file.rows, 0)
  const base = { jobId, collectionName: 'articles', fileSize: files.reduce((sum, { size }) => sum + size, 0) }
  if (failure && elapsed >= failure.at) {
    const details = files.map(file => ({ ...detail(file, 0), state: 'Failed', reason: failure.reason }))
    return {
      ...base,
      state: 'Failed',
      progress: 0,
      reason: failure.reason,
      importedRows: 0,
      totalRows,
      details,
    }
  }
  const checked = queued + checking
  if (elapsed < queued) return { ...base, state: 'Pending', progress: share(10, elapsed / queued) }
  if (elapsed < checked)
    return { ...base, state: 'Importing', progress: 10 + share(30, (elapsed - queued) / checking) }

  const shares = written(files, ((elapsed - checked) / 1000) * rowsPerSecond)
  const importedRows = shares.reduce((sum, rows) => sum + rows, 0)
  const details = files.map((file, index) => detail(file, shares[index] ?? 0))
  const running = { ...base, state: 'Importing', importedRows, totalRows, details }
  const sortedAt = checked + (totalRows / rowsPerSecond) * 1000
  if (elapsed < sortedAt) return { ...running, progress: 40 + share(30, importedRows / totalRows) }
  const indexedAt = sortedAt + sorting
  if (elapsed < indexedAt) return { ...running, progress: 70 + share(10, (elapsed - sortedAt) / sorting) }
  const end = indexedAt + indexing
  if (elapsed < end) return { ...running, progress: 80 + share(10, (elapsed - indexedAt) / indexing) }
  return { ...running, state: 'Completed', progress: 100 }
}

/** Each file gets the same number of rows at a time, what one does not need goes to the others. */
function written(files: readonly SimulatedFile[], budget: number): number[] {
  const rows = files.map(() => 0)
  let left = budget
  for (;;) {
    const open = files.flatMap((file, index) => (file.rows > (rows[index] ?? 0) ? [index] : []))
    if (open.length === 0 || left < 1) return rows.map(Math.floor)
    const least = Math.min(...open.map(index => (files[index]?.rows ?? 0) - (rows[index] ?? 0)))
    const step = Math.min(least, left / open.length)
    for (const index of open) rows[index] = (rows[index] ?? 0) + step
    left -= step * open.length
  }
}

function detail({ name, rows, size }: SimulatedFile, importedRows: number): object {
  const isDone = importedRows >= rows
  return {
    fileName: name,
    fileSize: size,
    progress: Math.floor((100 * importedRows) / rows),
    state: isDone ? 'Completed' : importedRows > 0 ? 'InProgress' : 'Pending',
    importedRows,
    totalRows: rows,
  }
}

function share(whole: number, part: number): number {
  return Math.floor(whole * Math.min(1, part))
}
