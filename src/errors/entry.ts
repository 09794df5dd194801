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
  readonly byWords?: boolean
}

/**
 * One meaning of one or more codes (separated by blanks). `words`: the server's words decide first. Tables are made when
 * a failure asks for them: a start does not pay for them.
 */
export type Row = readonly [codes: string, does: Does, title: string, advice: Advice, by?: 'words']

/** One meaning of a server's words. */
export type Kind = readonly [title: string, advice: Advice, does?: Does]

/** The first row of a code. */
export function rowOf(rows: readonly Row[], code: string): Row | undefined {
  return rows.find(([codes]) => codes.split(' ').includes(code))
}

export function entryOfRow([, does, title, advice, by]: Row): Entry {
  return { title, advice, does, byWords: by === 'words' }
}

/** The entries of a table, by code. */
export function entries(rows: readonly Row[]): Readonly<Record<string, Entry>> {
  return Object.fromEntries(rows.flatMap(row => row[0].split(' ').map(code => [code, entryOfRow(row)])))
}

/** Codes of requests that this action never sends: what they are about. An import should not meet them. */
export function foreign(rows: readonly (readonly [title: string, codes: string])[]): Row[] {
  const advice =
    'This action never sends such a request: check that `endpoint` is the address of the import API, then report it with code and request id.'
  return rows.map(([about, codes]) => [codes, 'stop', `The server answered about ${about}`, advice])
}
