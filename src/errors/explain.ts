import type { Api } from '../model/job.ts'
import { entryOf, fallbackOf, isNetworkName } from './catalogue.ts'
import type { Advice, Does, Entry, Format } from './entry.ts'
import { type Reason, reasons } from './reasons.ts'

interface Explanation {
  readonly title: string
  readonly advice: string
  readonly does: Does
}

/** Whom the advice is for. */
export interface Circumstances {
  readonly api?: Api | undefined
  /** Paths of the files to blame, or of all files: where they have one format, the advice fits it. */
  readonly files?: readonly string[] | undefined
}

/**
 * What a failure means and what to do about it, as this API and this format of files want it done. Codes that stand
 * for many conditions (a failed job, Milvus' 1100, 2100, 2101 and 65535 …) are told apart by the server's words; a
 * code that the catalogue does not know passes with general advice. Never throws.
 */
export function explain(code: string, said: string, circumstances: Circumstances = {}): Explanation {
  const known = entryOf(code)
  const isOpen = known ? known.byWords : !/^Http/.test(code) && !isNetworkName(code)
  return (isOpen && explainReason(said, circumstances)) || fitted(known ?? fallbackOf(code), circumstances)
}

/** What a server's words mean, if they are known. */
export function explainReason(said: string, circumstances: Circumstances = {}): Explanation | undefined {
  for (const reason of reasons()) {
    const match = reason.pattern.exec(said)
    if (match) return { ...fitted(reason, circumstances), title: titleOf(reason, match) }
  }
  return undefined
}

function fitted({ title, advice, does }: Entry, circumstances: Circumstances): Explanation {
  return { title, advice: adviceOf(advice, circumstances), does }
}

function adviceOf(advice: Advice, { api, files = [] }: Circumstances): string {
  if (typeof advice === 'string') return advice
  const format = formatOf(files)
  return (format && advice[format]) ?? (api && advice[api]) ?? advice.all
}

const FORMATS: Readonly<Record<string, Format>> = {
  ...{ json: 'json', jsonl: 'json', ndjson: 'json', csv: 'csv', parquet: 'parquet', npy: 'numpy' },
}

/** The one format of files; `undefined` if they have several, or endings that are none. */
function formatOf(paths: readonly string[]): Format | undefined {
  const formats = new Set(paths.map(path => FORMATS[/\.([a-z]+)(?:\?.*)?$/.exec(path)?.[1] ?? '']))
  return formats.size === 1 ? [...formats][0] : undefined
}

const LONGEST_CATCH = 60

/** `titleWith` filled in, if the pattern caught all that it wants. */
function titleOf({ title, titleWith }: Reason, caught: readonly (string | undefined)[]): string {
  if (!titleWith) return title
  let isWhole = true
  const filled = titleWith.replace(/\$(\d)/g, (_, group) => {
    const text = caught[Number(group)]?.trim()
    isWhole &&= !!text
    return asName(text ?? '')
  })
  return isWhole ? filled : title
}

/** Fit to stand in backticks, and not longer than a name. */
function asName(text: string): string {
  const name = text.replaceAll('`', "'")
  return name.length > LONGEST_CATCH ? `${name.slice(0, LONGEST_CATCH - 1)}…` : name
}
