import { codes, type Entry, fallbacks, reasons } from './catalogue.ts'

/**
 * What a failure means and what to do about it. Codes that stand for many conditions (a failed job, Milvus' 1100,
 * 2100, 2101 and 65535) are told apart by the server's words; a code that the catalogue does not know passes with a
 * general advice. Never throws.
 */
export function explain(code: string, said: string): Entry {
  const known = codes[code]
  if (known && !known.byReason) return known
  const reason = reasons.find(({ pattern }) => pattern.test(said))
  return reason ?? known ?? httpFallback(code) ?? fallbacks.code
}

function httpFallback(code: string): Entry | undefined {
  if (!code.startsWith('Http')) return undefined
  return code.startsWith('Http5') ? fallbacks.http5xx : fallbacks.http4xx
}
