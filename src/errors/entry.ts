import type { Api } from '../model/job.ts'

/** Formats of files, as far as advice differs by them. */
export type Format = 'json' | 'csv' | 'parquet' | 'numpy'

/**
 * What this action does about a failure, at a create and at a poll:
 *
 * | | create | poll |
 * |---|---|---|
 * | `stop` | refused: there is no job | fails after one confirming try |
 * | `again` | refused | repeated |
 * | `later` | refused for now: repeated until `timeout` | repeated |
 * | `ambiguous` | there may be a job: searched for | fails after one confirming try |
 * | `unanswered` | there may be a job: searched for | repeated |
 * | `gone` | | the server does not know the job (any more) |
 */
export type Does = 'stop' | 'again' | 'later' | 'ambiguous' | 'unanswered' | 'gone'

/** What to do: one to three sentences. `all` where neither the format nor the API has advice of its own. */
export type Advice = string | ({ readonly all: string } & Partial<Readonly<Record<Api | Format, string>>>)

/** What a failure means to the author of a workflow, what to do, and what this action does. */
export interface Entry {
  /** What happened: one sentence without a full stop. */
  readonly title: string
  readonly advice: Advice
  readonly does: Does
  /** The server's words decide; this entry is the last resort. */
  readonly byReason: boolean
  /** Belongs to other requests than ours: an import should not meet it. */
  readonly foreign: boolean
}

/** One meaning of one or more codes (separated by blanks). `words`: the server's words decide first. */
export type Row = readonly [codes: string, does: Does, title: string, advice: Advice, by?: 'words']

/** One meaning of a server's words. */
export type Kind = readonly [title: string, advice: Advice, does?: Does]

export type Entries = Readonly<Record<string, Entry>>

/** The entries of a table, by code. */
export function entries(rows: readonly Row[], foreign = false): Entries {
  return Object.fromEntries(
    rows.flatMap(([codes, does, title, advice, by]) =>
      codes.split(' ').map(code => [code, { title, advice, does, byReason: by === 'words', foreign }]),
    ),
  )
}

/** Codes of requests that this action never sends: what they are about. */
export function foreign(rows: readonly (readonly [title: string, codes: string])[]): Entries {
  const advice =
    'This action never sends such a request: check that `endpoint` is the address of the import API, then report it with code and request id.'
  return entries(
    rows.map(([about, codes]) => [codes, 'stop', `The server answered about ${about}`, advice]),
    true,
  )
}
