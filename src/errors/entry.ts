import type { Api } from '../model/job.ts'

/** What a failure means to the author of a workflow, and what to do. The tables of the documentation are made of these. */
export interface Entry {
  /** What happened: one sentence without a full stop. */
  readonly title: string
  /** What to do: one to three sentences. */
  readonly advice: string
  /** What to do where it differs from `advice`: the API decides what a path is, and how one logs in. */
  readonly adviceFor?: Partial<Readonly<Record<Api, string>>>
  /** The server's words decide, this entry is the last resort. */
  readonly byReason?: true
  /** What lies behind the code decides, if it is known. */
  readonly byCause?: true
  /** There is no job to wait for any more. */
  readonly jobGone?: true
  /** Belongs to other requests than those of an import: an import should not meet it. */
  readonly foreign?: true
}

/** Told by the server's words, not by a code. */
export interface ReasonEntry extends Entry {
  readonly kind: string
  /** Matched against the server's words; the first match wins. */
  readonly pattern: RegExp
  /** An example of these words, for the documentation. */
  readonly says: string
  /** `title` with what the pattern caught (`$1`, `$2` …), for when it caught all of it. */
  readonly titleWith?: string
}

/** One entry for many codes. */
export function shared(codes: readonly number[], entry: Entry): Record<string, Entry> {
  return Object.fromEntries(codes.map(code => [code, entry]))
}

/** One foreign entry for many codes. */
export function foreign(title: string, codes: readonly number[]): Record<string, Entry> {
  const advice =
    'An import should not meet this answer: check that `endpoint` leads to the import API, then report it with code and request id.'
  return shared(codes, { title, advice, foreign: true })
}
