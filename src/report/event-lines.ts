import { tally } from '../model/checks.ts'
import type { Event } from '../model/events.ts'
import type { FileProgress, Progress } from '../model/job.ts'
import type { CallFailure } from '../model/service.ts'
import type { UploadProgress } from '../model/upload.ts'
import { count, duration, plural, rowCount, rows, size } from '../words/format.ts'
import { failureWords, fileLabel, isFileDone, reached } from '../words/job.ts'
import { shortName } from '../words/text.ts'
import type { Known } from './reporter.ts'
import { type Line, styled } from './runner.ts'

type Of<Kind> = Extract<Event, { kind: Kind }>

/** What an event says, in one line: for the log, its heartbeat and the check run. `undefined` if it says nothing there. */
export function lineOf(event: Event, known: Known): Line | undefined {
  switch (event.kind) {
    case 'noted':
    case 'awaiting':
      return event.text
    case 'checked': {
      const hasFailed = event.checks.some(({ result }) => result === 'failed')
      return [styled(hasFailed ? 'bad' : 'good', `Checks: ${tally(event.checks)}`)]
    }
    case 'found': {
      const where = event.folder === '.' ? 'the workspace' : `${event.folder}/`
      const format = FORMATS[event.format] ?? event.format
      return `Found ${plural(event.files, 'file')} in ${where} (${size(BigInt(event.bytes))}, ${format})`
    }
    case 'reading': {
      const read = `${percentOf(event.read, event.bytes)} % of ${size(BigInt(event.bytes))}`
      return [styled('accent', 'Reading'), ` ${plural(event.files, 'file')}: ${read}`]
    }
    case 'uploading':
      return [styled('accent', 'Uploading'), ` ${uploading(event)}`]
    case 'uploaded':
      return uploaded(event)
    case 'settled':
      return settled(event, known)
    case 'trouble':
      return [styled('warn', trouble(event))]
    case 'counted':
      return counted(event)
    case 'staged':
      return [
        styled('accent', 'Staged'),
        ` ${event.rows === undefined ? 'an unknown number of rows' : rowCount(event.rows)}, not visible yet: `,
        event.holds ? styled('good', 'the count holds') : styled('bad', 'the count does not hold'),
      ]
    case 'committing':
      return 'Committing: from here on the rows are, or will be, visible'
    case 'committed':
      return [styled('good', 'Published'), event.rows === undefined ? '' : ` ${rowCount(event.rows)}`]
    case 'aborted': {
      const [what, more] = ABORTS[event.end]
      return [styled('warn', what), more]
    }
    case 'switched':
      return switched(event)
    default:
      return undefined
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  ...{ json: 'JSON', jsonl: 'JSON Lines', csv: 'CSV', parquet: 'Parquet', npy: 'NumPy' },
}

const ABORTS: Readonly<Record<Of<'aborted'>['end'], readonly [string, string]>> = {
  aborted: ['Aborted', ': no row became visible'],
  committed: ['Too late to abort', ': the job was committed meanwhile'],
  unconfirmed: ['The abort is not confirmed', ': no row is visible yet'],
}

/** The first line about an upload tells where to, and what is there already. */
function uploading({ to, progress }: Of<'uploading'>): string {
  const { sent, files, filesThere } = progress
  if (sent > 0) return uploadReached(progress)
  if (filesThere === 0) return `to ${to}`
  const there = filesThere === files ? 'all files are' : `${filesThere} of ${files} files are`
  return `to ${to}: ${there} there already`
}

/** `38 % (1.3 GB of 3.4 GB, 83.0 MB/s, 25s left)`. */
export function uploadReached(progress: UploadProgress): string {
  const { bytes, bytesThere, sent, speed } = progress
  const toSend = bytes - bytesThere
  const left = speed && speed > 0 ? duration(Math.ceil((toSend - sent) / speed) * 1000) : '0s'
  const facts = [
    `${size(BigInt(Math.round(sent)))} of ${size(BigInt(toSend))}`,
    speed === undefined ? '' : `${size(BigInt(Math.round(speed)))}/s`,
    left === '0s' ? '' : `${left} left`,
  ]
  return `${uploadPercent(progress)} % (${facts.filter(Boolean).join(', ')})`
}

/** How much is sent of what has to be sent. */
export function uploadPercent({ bytes, bytesThere, sent }: UploadProgress): number {
  return percentOf(sent, bytes - bytesThere)
}

/** Whole percents; of nothing all is done. */
function percentOf(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((100 * part) / whole)
}

/** `Uploaded 8 files (2.2 GB) in 27s; submitting the import of all 12`. */
function uploaded({ files, sent, elapsed }: Of<'uploaded'>): Line {
  const fresh = files.filter(({ skipped }) => !skipped).length
  if (fresh === 0) return `Nothing to upload; submitting the import of ${plural(files.length, 'file')}`
  const all = fresh < files.length ? `the import of all ${files.length}` : 'their import'
  const what = `${plural(fresh, 'file')} (${size(BigInt(sent))}) in ${duration(elapsed)}`
  return [styled('good', 'Uploaded'), ` ${what}; submitting ${all}`]
}

function settled({ jobId, origin }: Of<'settled'>, { subject, filesToUpload }: Known): Line {
  const { collectionName, place = '', sources = [] } = subject ?? {}
  const target = [collectionName && `collection ${collectionName}`, place].filter(Boolean).join(', ')
  const what =
    filesToUpload === undefined ? plural(sources.length, 'source') : plural(filesToUpload, 'uploaded file')
  const [before, after] = {
    submitted: ['Submitted import job ', `: ${what} into ${target}`] as const,
    found: ['Found import job ', ` of an earlier attempt: ${what} into ${target}`] as const,
    given: ['Waiting for import job ', ` (${target})`] as const,
  }[origin]
  return [before, styled('strong', jobId), after]
}

function trouble({ failure, pause }: Of<'trouble'>): string {
  const next = pause > 0 ? `. Next poll in ${duration(pause)}` : ''
  return `${pollTrouble(failure)} (${failureWords(failure)})${next}`
}

/** An answer that is not the one hoped for is an answer. */
function pollTrouble({ kind }: CallFailure): string {
  if (kind === 'code' || kind === 'status') return 'The server refused the poll'
  return kind === 'unreadable' ? 'The answer to the poll was not usable' : 'No answer to the poll'
}

/** How far the rows are visible. */
function counted({ rows, when, wanted }: Of<'counted'>): Line {
  // Whether an import follows is not known yet: the job of an earlier attempt may be found.
  if (when === 'before') return `A query counts ${rowCount(rows)} now`
  if (wanted === undefined) return `A query counts ${rowCount(rows)}`
  if (rows >= wanted) return [styled('good', 'Searchable'), `: a query counts ${rowCount(rows)}`]
  return [styled('accent', 'Waiting for queries'), `: they count ${count(rows)} of ${rowCount(wanted)}`]
}

/** Where the alias leads now, and where it led. */
function switched({ alias, collectionName, before }: Of<'switched'>): Line {
  if (before === collectionName) return `Alias ${alias} already points to ${collectionName}`
  const was = before === undefined ? 'newly created' : `before: ${before}`
  return [styled('good', 'Switched'), `: alias ${alias} points to ${collectionName} (${was})`]
}

/** Where the job stands; its state is what the eye should find. `more` is said behind it. */
export function jobLine(progress: Progress, more: string): Line {
  const { state, standing } = progress
  const words = reached(progress)
  const style = { running: 'accent', completed: 'good', uncommitted: 'warn', failed: 'bad' } as const
  return [
    styled(style[standing], words.slice(0, state.length)),
    words.slice(state.length),
    styled('faint', more),
  ]
}

export function fileLine(file: FileProgress): Line {
  const facts = [`${file.percent} %`, rows(file.importedRows, file.totalRows)].filter(Boolean)
  const failed = file.state === 'Failed'
  return [
    `    ${shortName(fileLabel(file))}  ${facts.join(', ')}, `,
    styled(failed ? 'bad' : isFileDone(file) ? 'good' : undefined, file.state || 'no state'),
    failed && file.reason ? `: ${file.reason.slice(0, 300)}` : '',
  ]
}
