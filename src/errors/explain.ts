import type { Api } from '../model/job.ts'
import { codes, type Entry, fallbacks, type ReasonEntry, reasons } from './catalogue.ts'

export interface Explanation {
  readonly title: string
  readonly advice: string
  /** There is no job to wait for any more. */
  readonly jobGone: boolean
}

/**
 * What a failure means and what to do about it, with `api` as this API wants it done. Codes that stand for many
 * conditions (a failed job, Milvus' 1100, 2100, 2101 and 65535 …) are told apart by the server's words; a code that
 * the catalogue does not know passes with a general advice. Never throws.
 */
export function explain(code: string, said: string, api?: Api): Explanation {
  const known = Object.hasOwn(codes, code) ? codes[code] : undefined
  if (known && !known.byReason) return fitted(known, api)
  if (known || isNumber(code)) {
    for (const reason of reasons) {
      const match = reason.pattern.exec(said)
      if (match) return { ...fitted(reason, api), title: titleOf(reason, match) }
    }
  }
  return fitted(known ?? fallback(code), api)
}

function fitted({ title, advice, adviceFor, jobGone }: Entry, api: Api | undefined): Explanation {
  return { title, advice: (api && adviceFor?.[api]) ?? advice, jobGone: jobGone === true }
}

const LONGEST_CATCH = 60

/** `titleWith` filled in, if the pattern caught all that it wants. */
function titleOf({ title, titleWith }: ReasonEntry, caught: readonly (string | undefined)[]): string {
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

function fallback(code: string): Entry {
  if (isNumber(code)) return fallbacks.code
  switch (/^Http(\d)/.exec(code)?.[1]) {
    case undefined:
      return fallbacks.network
    case '3':
      return fallbacks.Http3xx
    case '5':
      return fallbacks.Http5xx
    default:
      return fallbacks.Http4xx
  }
}

function isNumber(code: string): boolean {
  return /^-?\d+$/.test(code)
}
