import type { Progress } from '../model/job.ts'
import { importedRowsOf } from '../model/job.ts'
import { cut, inert } from '../words/text.ts'
import type { Reporter } from './reporter.ts'
import type { Runner } from './runner.ts'

declare global {
  interface JSON {
    /** Node 22 and later; the libraries of TypeScript do not know it yet. */
    rawJSON(text: string): unknown
  }
}

/** All outputs of a job together may take 1 MB in UTF-16 (docs.github.com): `files` stops well before. */
const LONGEST_FILES = 400_000
const LONGEST_CODE = 100

/** Writes the step's outputs: `jobId` the moment it is known, the others at the end, `status` always. */
export function createOutputs(runner: Runner): Reporter {
  return {
    learned(jobId) {
      runner.output('jobId', inert(jobId))
      // If the runner is lost from here on, this is what is true.
      runner.output('status', 'Submitted')
    },
    finished({ status, error, last, elapsed }) {
      runner.output('status', status)
      if (last) writeProgress(runner, last)
      if (error) {
        runner.output('errorCode', cut(runner.clean(error.code), LONGEST_CODE))
        runner.output('errorMessage', runner.clean(error.message))
      }
      runner.output('elapsedSeconds', String(Math.round(elapsed / 1000)))
    },
  }
}

function writeProgress(runner: Runner, last: Progress): void {
  runner.output('state', runner.clean(last.state))
  runner.output('progress', String(last.percent))
  const imported = importedRowsOf(last)
  if (imported !== undefined) runner.output('importedRows', String(imported))
  if (last.totalRows !== undefined) runner.output('totalRows', String(last.totalRows))
  runner.output('files', filesJson(last))
}

/** A JSON array; counts are JSON numbers with all their digits. Files that do not fit are left out at the end. */
function filesJson({ files }: Progress): string {
  const items: string[] = []
  let length = 2
  for (const file of files) {
    const item = JSON.stringify({
      name: file.name,
      state: file.state,
      progress: file.percent,
      importedRows: exact(file.importedRows),
      totalRows: exact(file.totalRows),
      fileSize: exact(file.fileSize),
      reason: cut(file.reason, 1000),
    })
    length += item.length + 1
    if (length > LONGEST_FILES) break
    items.push(item)
  }
  return `[${items.join(',')}]`
}

function exact(value: bigint | undefined): unknown {
  return value === undefined ? undefined : JSON.rawJSON(String(value))
}
