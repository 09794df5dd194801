import type { Api, Status } from '../model/job.ts'
import { codes } from './catalogue.ts'
import { explain } from './explain.ts'
import { network } from './network.ts'
import { own } from './own.ts'

export interface ImportErrorDetail {
  /** The `status` output that this failure leads to. */
  readonly status: Status
  /** The `errorCode` output: a code of ours, the server's, `Http403`, or the name of a network failure. */
  readonly code: string
  /** The code behind `code`, shown with the server's words; explained in its place if the catalogue says `byCause`. */
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
  /** The API that was asked: some advice differs by it. */
  readonly api?: Api | undefined
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
    const { code, cause, context = '', details = [] } = detail
    const entry = explain(cause && codes[code]?.byCause ? cause : code, detail.said ?? '', detail.api)
    const title = detail.title ?? entry.title
    const advice = [detail.advice ?? entry.advice, detail.more ?? '', entry.jobGone ? '' : followUp(detail)]
      .filter(Boolean)
      .map(sentence)
      .join(' ')
    const list = details.map((text, index) => `(${index + 1}) ${text}`).join('; ')
    const what = [context, list ? `${title}: ${list}` : title].filter(Boolean).map(sentence).join(' ')
    const evidence = evidenceOf(detail, LONGEST_MESSAGE - what.length - advice.length)
    super([what, evidence && sentence(evidence), advice].filter(Boolean).join(' '))
    this.status = detail.status
    this.code = code
    this.title = sentence(context ? `${sentence(context)} ${title}` : title)
    this.advice = advice
    this.details = details
    this.evidence = evidence
  }
}

/** A job whose end is unknown may have been carried out: a step that runs again as it is would import twice. */
function followUp({ status, code, advice }: ImportErrorDetail): string {
  if (status !== 'Unknown' || Object.hasOwn(own, code) || advice !== undefined) return ''
  return 'Give the step the `jobId` of this job: without it, the next run imports everything once more'
}

/** The annotation of GitHub has little room: longer texts of servers (stack traces, HTML pages) are cut. */
const LONGEST_MESSAGE = 900
const LONGEST_QUOTE = 400
const SHORTEST_QUOTE = 100

/** The words of the server, or of the network where the server did not come to say any. */
function evidenceOf({ code, cause, said = '', requestId }: ImportErrorDetail, room: number): string {
  const shown = cause ?? code
  const facts = [isRemote(shown) ? `code ${shown}` : '', requestId ? `request id ${requestId}` : ''].filter(
    Boolean,
  )
  const brackets = facts.length > 0 ? ` (${facts.join(', ')})` : ''
  if (said) return `${speaker(shown)} said: ${quoted(said, room)}${brackets}`
  return facts.length > 0 ? `The server gave no reason${brackets}` : ''
}

/** An answer that can't be read is the server's all the same. */
function speaker(code: string): string {
  return Object.hasOwn(network, code) && code !== 'Unreadable' ? 'The network' : 'The server'
}

function quoted(said: string, room: number): string {
  const longest = Math.max(SHORTEST_QUOTE, Math.min(LONGEST_QUOTE, room))
  const quote = said.length > longest ? `${said.slice(0, longest)}…` : said
  return quote.includes('"') ? `“${quote}”` : `"${quote}"`
}

/** A server's code is a number, an HTTP status `Http` and a number; all others are ours or the network's. */
function isRemote(code: string): boolean {
  return /^(Http)?-?\d+$/.test(code)
}

/** With a full stop, unless it ends a sentence already, in a quotation or not. */
function sentence(text: string): string {
  return /[.!?…]["”]?$/.test(text) ? text : `${text}.`
}
