import type { Check } from '../model/checks.ts'
import type { FileProgress, Progress } from '../model/job.ts'
import { importedRowsOf } from '../model/job.ts'
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
  const write = (name: OutputName, value: string) => runner.output(name, value)
  return {
    tell(event) {
      if (event.kind === 'checked') write('checks', checksJson(event.checks))
      if (event.kind === 'settled') write('reused', String(event.origin === 'found'))
      if (event.kind === 'uploaded') {
        write('uploadFolder', clean(event.folder))
        write(
          'uploadedFiles',
          fitting(
            event.files.map(file => JSON.stringify(file)),
            LONGEST_JSON,
          ).json,
        )
      }
      if (event.kind === 'switched') write('aliasBefore', clean(event.before ?? ''))
      if (event.kind !== 'learned') return
      write('jobId', inert(event.jobId))
      // If the runner is lost from here on, this is what is true.
      write('status', 'Submitted')
    },
    finished({ status, error, last, elapsed, rowsBefore, rowsAfter }) {
      write('status', status)
      if (rowsBefore !== undefined) write('rowsBefore', String(rowsBefore))
      if (rowsAfter !== undefined) write('rowsAfter', String(rowsAfter))
      if (last) for (const [name, value] of progressOutputs(last, runner)) write(name, value)
      if (error) {
        write('errorCode', cut(runner.clean(error.code), LONGEST_CODE))
        write('errorMessage', runner.clean(error.message))
      }
      write('elapsedSeconds', String(Math.round(elapsed / 1000)))
    },
  }
}

function progressOutputs(last: Progress, { clean }: Runner): (readonly [OutputName, string])[] {
  const imported = importedRowsOf(last)
  const files = fitting(failedFirst(last).map(fileJson), LONGEST_JSON)
  return [
    ['state', clean(last.state)],
    ['progress', String(last.percent)],
    ...(imported === undefined ? [] : [['importedRows', String(imported)] as const]),
    ...(last.totalRows === undefined ? [] : [['totalRows', String(last.totalRows)] as const]),
    ['files', files.json],
    ['filesOmitted', String(files.omitted)],
  ]
}

/** Failures first: they are not what is left out where all of it is too long. */
function checksJson(checks: readonly Check[]): string {
  const isBad = ({ result }: Check) => result === 'failed'
  const all = [...checks.filter(isBad), ...checks.filter(check => !isBad(check))]
  const items = all.map(({ name, result, text }) =>
    JSON.stringify({ name, result, text: cut(text, LONGEST_REASON) }),
  )
  return fitting(items, LONGEST_JSON).json
}

/** Counts are JSON numbers with all their digits. */
function fileJson(file: FileProgress): string {
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

/** A JSON array of as many items as fit into `bytes`, and how many were left out. */
export function fitting(items: readonly string[], bytes: number): { json: string; omitted: number } {
  const kept: string[] = []
  let size = '[]'.length
  for (const item of items) {
    size += Buffer.byteLength(item) + 1
    if (size > bytes) break
    kept.push(item)
  }
  return { json: `[${kept.join(',')}]`, omitted: items.length - kept.length }
}

function exact(value: bigint | undefined): unknown {
  return value === undefined ? undefined : JSON.rawJSON(String(value))
}
