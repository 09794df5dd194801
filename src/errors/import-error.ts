import type { Status } from '../job/job.ts'
import { explain } from './explain.ts'

export interface ImportErrorDetail {
  /** The `status` output that this failure leads to. */
  readonly status: Status
  /** The `errorCode` output: a code of ours, the server's, `Http403`, or the name of a network failure. */
  readonly code: string
  /** The code to explain, where it is not `code` itself: what lies behind `Unreachable`, for instance. */
  readonly cause?: string | undefined
  /** The server's own words, if it said anything. */
  readonly said?: string | undefined
  readonly requestId?: string | undefined
  /** What this means for the step, said before what happened. */
  readonly context?: string | undefined
  /** What happened, where the catalogue's title can't know it. */
  readonly title?: string | undefined
  /** What to do, where the catalogue's advice can't know it. */
  readonly advice?: string | undefined
  /** What to do besides. */
  readonly more?: string | undefined
  /** What the title counts, one by one. */
  readonly details?: readonly string[] | undefined
}

/**
 * The one error of a run. Its message is what happened, the server's words with code and request id, and what to do.
 * Remote text in it is as the server sent it: everything that we write passes `report/runner.ts`, which redacts and
 * sanitises.
 */
export class ImportError extends Error {
  override readonly name = 'ImportError'
  readonly status: Status
  readonly code: string
  readonly title: string
  readonly advice: string
  /** What the title counts, one by one. */
  readonly details: readonly string[]
  /** The server's words with code and request id in brackets, `''` if it said nothing. */
  readonly evidence: string

  constructor(detail: ImportErrorDetail) {
    const entry = explain(detail.cause ?? detail.code, detail.said ?? '')
    const title = detail.title ?? entry.title
    const advice = [detail.advice ?? entry.advice, detail.more ?? ''].filter(Boolean).map(sentence).join(' ')
    const evidence = evidenceOf(detail)
    const details = detail.details ?? []
    const list = details.map((text, index) => `(${index + 1}) ${text}`).join('; ')
    super(
      [detail.context ?? '', list ? `${title}: ${list}` : title, evidence, advice]
        .filter(Boolean)
        .map(sentence)
        .join(' '),
    )
    this.status = detail.status
    this.code = detail.code
    this.title = sentence(detail.context ? `${sentence(detail.context)} ${title}` : title)
    this.advice = sentence(advice)
    this.details = details
    this.evidence = evidence
  }
}

/** Longer server texts (stack traces, HTML pages) are cut: the annotation of GitHub has little room. */
const LONGEST_QUOTE = 400

function evidenceOf({ code, cause, said, requestId }: ImportErrorDetail): string {
  const shown = cause ?? code
  const facts = [isRemote(shown) ? `code ${shown}` : '', requestId ? `request id ${requestId}` : ''].filter(
    Boolean,
  )
  const quote = said && said.length > LONGEST_QUOTE ? `${said.slice(0, LONGEST_QUOTE)}…` : said
  const brackets = facts.length > 0 ? ` (${facts.join(', ')})` : ''
  if (quote) return `The server said: "${quote}"${brackets}`
  return facts.length > 0 ? `The server gave no reason${brackets}` : ''
}

/** A server's code is a number, an HTTP status `Http` and a number; all others are ours or the network's. */
function isRemote(code: string): boolean {
  return /^(Http)?\d+$/.test(code)
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
