import { type Check, tally } from '../model/checks.ts'
import { cut, inert } from '../words/text.ts'
import type { Line, Style } from './ansi.ts'

const LONGEST_TEXT = 400

/** Failures first, then what is not known, each in the order in which they were looked at. */
export function failedChecksFirst(checks: readonly Check[]): Check[] {
  const order = ['failed', 'unknown', 'ok']
  return checks.toSorted((one, other) => order.indexOf(one.result) - order.indexOf(other.result))
}

/** What the log says of checks: how they ended, those that failed in the open, and all of them folded. */
export function checkLines(checks: readonly Check[]): {
  head: Exclude<Line, string>
  open: readonly Line[]
  folded: readonly Line[]
} {
  const bad = checks.filter(({ result }) => result === 'failed')
  return {
    head: [{ text: `Checks: ${tally(checks)}`, style: bad.length > 0 ? 'bad' : 'good' }],
    open: aligned(bad),
    folded: aligned(failedChecksFirst(checks)),
  }
}

function aligned(checks: readonly Check[]): Line[] {
  const widest = Math.max(0, ...checks.map(({ name }) => name.length))
  return checks.map(
    ({ name, result, text }): Line => [
      { text: `    ${name.padEnd(widest)}  ` },
      { text: result, style: STYLES[result] },
      { text: `${' '.repeat('unknown'.length - result.length)}  ${cut(inert(text), LONGEST_TEXT)}` },
    ],
  )
}

const STYLES: Readonly<Record<Check['result'], Style | undefined>> = {
  ok: 'good',
  failed: 'bad',
  unknown: 'faint',
}
