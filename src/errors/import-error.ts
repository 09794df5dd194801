import type { Status } from '../model/job.ts'
import { cutBytes } from '../words/text.ts'
import { isNetworkName } from './catalogue.ts'
import { type Circumstances, explain } from './explain.ts'

export interface ImportErrorDetail extends Circumstances {
  /** The `status` output that this failure leads to. */
  readonly status: Status
  /** The `errorCode` output: a code of ours, the server's, `Http403`, or the name of a network failure. */
  readonly code: string
  /** The code behind a code of ours, shown with `said`. */
  readonly cause?: string | undefined
  /** The server's own words, if it said anything. */
  readonly said?: string | undefined
  readonly requestId?: string | undefined
  /** Who said it and gave the code, where that is not the server of the import: `The store`. */
  readonly by?: string | undefined
  /** What this means for the step; precedes what happened. */
  readonly context?: string | undefined
  /** What happened; `code` and `said` explained by the catalogue if left out. */
  readonly title?: string | undefined
  /** What to do; from the catalogue if left out. */
  readonly advice?: string | undefined
  /** What to do besides. */
  readonly more?: string | undefined
  /** What the title counts, one by one. */
  readonly details?: readonly string[] | undefined
  /** The server does not know the job (any more): nobody can wait for it. */
  readonly isGone?: boolean | undefined
}

/**
 * The one error of a run. Its message is what happened, the server's words with code and request id, and what to do.
 * Remote text in it is as the server sent it: everything that we write passes `report/runner.ts`, which redacts and
 * sanitises. `failures.ts` makes them.
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
  /** The server does not know the job (any more): nobody can wait for it. */
  readonly isGone: boolean
  readonly #detail: ImportErrorDetail

  constructor(detail: ImportErrorDetail) {
    const { code, context = '', details = [] } = detail
    const entry = explain(code, detail.said ?? '', detail)
    const title = detail.title ?? entry.title
    const advice = sentences([detail.advice ?? entry.advice, detail.more])
    const isOne = details.length === 1
    const list = details.map((text, index) => (isOne ? text : `(${index + 1}) ${text}`)).join('; ')
    const what = sentences([context, list ? `${title}: ${list}` : title])
    const evidence = evidenceOf(detail, LONGEST_MESSAGE - Buffer.byteLength(what + advice))
    super(sentences([what, evidence, advice]))
    this.#detail = detail
    this.status = detail.status
    this.code = code
    this.title = sentences([context, title])
    this.advice = advice
    this.details = details
    this.evidence = evidence
    this.isGone = detail.isGone ?? false
  }

  /** The same error, and what to do besides. */
  with(more: string): ImportError {
    return new ImportError({ ...this.#detail, more: sentences([this.#detail.more, more]) })
  }
}

/** Bytes: GitHub's annotation has little room, so longer texts of servers (stack traces, HTML pages) are cut. */
const LONGEST_MESSAGE = 1000
const LONGEST_QUOTE = 400
const SHORTEST_QUOTE = 60

function evidenceOf({ code, cause, said = '', requestId, by }: ImportErrorDetail, room: number): string {
  const shown = cause ?? code
  const facts = [by || isRemote(shown) ? `code ${shown}` : '', requestId ? `request id ${requestId}` : '']
  const told = facts.filter(Boolean).join(', ')
  const brackets = told ? ` (${told})` : ''
  const saying = `${by ? `${by} said` : speaker(shown)}: `
  if (said) return `${saying}${quoted(said, room - Buffer.byteLength(saying + brackets))}${brackets}`
  return told ? `No reason was given${brackets}` : ''
}

/**
 * Who said it. Behind an HTTP status or an answer that can't be read may be a gateway; what failed on the way comes
 * from Node.js on the runner, the answer of a proxy too.
 */
function speaker(code: string): string {
  if (code === 'Unreadable' || (/^Http/.test(code) && code !== 'Http407')) return 'The answer was'
  return code === 'Http407' || isNetworkName(code) ? 'The error was' : 'The server said'
}

function quoted(said: string, room: number): string {
  const quote = cutBytes(said, Math.max(SHORTEST_QUOTE, Math.min(LONGEST_QUOTE, room)))
  return quote.includes('"') ? `“${quote}”` : `"${quote}"`
}

/** A server's code is a number or a word, an HTTP status `Http` and a number; all others are ours or the network's. */
function isRemote(code: string): boolean {
  return /^(Http)?-?\d+$/.test(code)
}

/** One after the other, each with a full stop unless it ends a sentence already, in a quotation or not. */
function sentences(texts: readonly (string | undefined)[]): string {
  return texts
    .filter(text => !!text)
    .map(text => (/[.!?…]["”]?$/.test(text ?? '') ? text : `${text}.`))
    .join(' ')
}
