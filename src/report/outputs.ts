import type { Check } from '../model/checks.ts'
import { type FileProgress, importedRowsOf } from '../model/job.ts'
import { cut, inert } from '../words/text.ts'
import type { Reporter } from './reporter.ts'
import type { Runner } from './runner.ts'
import { failedFirst } from './tables.ts'

declare global {
  interface JSON {
    /** Node 22 and later; the libraries of TypeScript do not know it yet. */
    rawJSON(text: string): unknown
  }
}

/** A later step may get a JSON output as an environment variable: Linux takes 131,072 bytes (`MAX_ARG_STRLEN`). */
const LONGEST_JSON = 120_000
const LONGEST_CODE = 100
const LONGEST_REASON = 1000

/** Every output that a run may write, in the order of `action.yml`. */
export const outputNames = [
  ...(['jobId', 'status', 'state', 'progress', 'importedRows', 'totalRows', 'files'] as const),
  ...(['filesOmitted', 'reused', 'errorCode', 'errorMessage', 'elapsedSeconds'] as const),
  ...(['uploadedFiles', 'uploadFolder', 'checks', 'rowsBefore', 'rowsAfter', 'aliasBefore'] as const),
] as const

type OutputName = (typeof outputNames)[number]

/** Writes the step's outputs: `jobId` the moment it is known, the others at the end, `status` always. */
export function createOutputs(runner: Runner): Reporter {
  const { clean } = runner
  /** What is not known is not written. */
  const write = (name: OutputName, value: string | number | bigint | boolean | undefined) => {
    if (value !== undefined) runner.output(name, String(value))
  }
  return {
    tell(event) {
      switch (event.kind) {
        case 'checked':
          return write('checks', fitting(event.checks.toSorted(failedFirstOf).map(checkJson)).json)
        case 'uploaded':
          write('uploadFolder', clean(event.folder))
          return write('uploadedFiles', fitting(event.files.map(file => JSON.stringify(file))).json)
        case 'learned':
          write('jobId', inert(event.jobId))
          // If the runner is lost from here on, this is what is true.
          return write('status', 'Submitted')
        case 'settled':
          return write('reused', event.origin === 'found')
        case 'switched':
          return write('aliasBefore', clean(event.before ?? ''))
        default:
      }
    },
    finished({ status, error, last, elapsed, rowsBefore, rowsAfter }) {
      write('status', status)
      write('rowsBefore', rowsBefore)
      write('rowsAfter', rowsAfter)
      if (last) {
        const files = fitting(failedFirst(last).map(fileJson))
        write('state', clean(last.state))
        write('progress', last.percent)
        write('importedRows', importedRowsOf(last))
        write('totalRows', last.totalRows)
        write('files', files.json)
        write('filesOmitted', files.omitted)
      }
      write('errorCode', error && cut(clean(error.code), LONGEST_CODE))
      write('errorMessage', error && clean(error.message))
      write('elapsedSeconds', Math.round(elapsed / 1000))
    },
  }
}

/** Failures first: they are not what is left out where all of it is too long. */
function failedFirstOf(one: Check, other: Check): number {
  return Number(other.result === 'failed') - Number(one.result === 'failed')
}

function checkJson({ name, result, text }: Check): string {
  return JSON.stringify({ name, result, text: cut(text, LONGEST_REASON) })
}

/** Counts are JSON numbers with all their digits. */
function fileJson(file: FileProgress): string {
  const exact = (value: bigint | undefined) => (value === undefined ? undefined : JSON.rawJSON(String(value)))
  return JSON.stringify({
    name: file.name,
    state: file.state,
    progress: file.percent,
    importedRows: exact(file.importedRows),
    totalRows: exact(file.totalRows),
    fileSize: exact(file.fileSize),
    reason: cut(file.reason, LONGEST_REASON),
    culprit: file.isCulprit,
  })
}

/** A JSON array of as many items as fit, and how many were left out. */
function fitting(items: readonly string[]): { json: string; omitted: number } {
  let size = '[]'.length
  const end = items.findIndex(item => {
    size += Buffer.byteLength(item) + 1
    return size > LONGEST_JSON
  })
  const kept = end < 0 ? items : items.slice(0, end)
  return { json: `[${kept.join(',')}]`, omitted: items.length - kept.length }
}
