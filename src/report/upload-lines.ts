import type { Event } from '../model/events.ts'
import type { UploadProgress } from '../model/upload.ts'
import { duration, plural, size } from '../words/format.ts'
import type { Segment } from './ansi.ts'

type Of<Kind> = Extract<Event, { kind: Kind }>

/** `Found 12 files in out/ (3.4 GB, Parquet)`. */
export function foundSegments({ files, bytes, format, folder }: Of<'found'>): Segment[] {
  const where = folder === '.' ? 'the workspace' : `${folder}/`
  return [
    {
      text: `Found ${plural(files, 'file')} in ${where} (${size(BigInt(bytes))}, ${FORMATS[format] ?? format})`,
    },
  ]
}

const FORMATS: Readonly<Record<string, string>> = {
  ...{ json: 'JSON', jsonl: 'JSON Lines', csv: 'CSV', parquet: 'Parquet', npy: 'NumPy' },
}

/** `Reading 12 files: 38 % of 3.4 GB`. */
export function readingSegments({ files, bytes, read }: Of<'reading'>): Segment[] {
  const reached = `${percentOf(read, bytes)} % of ${size(BigInt(bytes))}`
  return [{ text: 'Reading', style: 'accent' }, { text: ` ${plural(files, 'file')}: ${reached}` }]
}

/** How far an upload is: its first line tells where to, and what is there already. */
export function uploadingSegments({ to, progress }: Of<'uploading'>): Segment[] {
  if (progress.sent > 0)
    return [{ text: 'Uploading', style: 'accent' }, { text: ` ${uploadReached(progress)}` }]
  const { files, filesThere } = progress
  const there =
    filesThere === 0
      ? ''
      : filesThere === files
        ? ': all files are there already'
        : `: ${filesThere} of ${files} files are there already`
  return [{ text: 'Uploading', style: 'accent' }, { text: ` to ${to}${there}` }]
}

/** `38 % (1.3 GB of 3.4 GB, 83.0 MB/s, 25s left)`. */
export function uploadReached({ bytes, bytesThere, sent, speed }: UploadProgress): string {
  const toSend = bytes - bytesThere
  const left = speed && speed > 0 ? duration(Math.ceil((toSend - sent) / speed) * 1000) : ''
  const facts = [
    `${size(BigInt(Math.round(sent)))} of ${size(BigInt(toSend))}`,
    speed === undefined ? '' : `${size(BigInt(Math.round(speed)))}/s`,
    left === '' || left === '0s' ? '' : `${left} left`,
  ]
  return `${percentOf(sent, toSend)} % (${facts.filter(Boolean).join(', ')})`
}

/** Whole percents; of nothing all is sent. */
export function percentOf(sent: number, toSend: number): number {
  return toSend === 0 ? 100 : Math.floor((100 * sent) / toSend)
}

/** `Uploaded 8 files (2.2 GB) in 27s; submitting the import of all 12`. */
export function uploadedSegments({ files, sent, elapsed }: Of<'uploaded'>): Segment[] {
  const fresh = files.filter(({ skipped }) => !skipped).length
  if (fresh === 0)
    return [{ text: `Nothing to upload; submitting the import of ${plural(files.length, 'file')}` }]
  const all =
    fresh < files.length ? `; submitting the import of all ${files.length}` : '; submitting their import'
  return [
    { text: 'Uploaded', style: 'good' },
    { text: ` ${plural(fresh, 'file')} (${size(BigInt(sent))}) in ${duration(elapsed)}${all}` },
  ]
}
