/** What a piece of a log line means; shown by colour if there is colour. */
export type Style = 'good' | 'bad' | 'warn' | 'accent' | 'faint' | 'strong'

/** One piece of a line. Colour is added around it after it has been made inert, never before. */
export interface Segment {
  readonly text: string
  readonly style?: Style | undefined
}

/** A line of the log: plain, or in pieces of different styles. */
export type Line = string | readonly Segment[]

/** 3-bit and 4-bit SGR codes: the log of GitHub renders them in its light and in its dark theme. */
const CODES: Readonly<Record<Style, string>> = {
  good: '32',
  bad: '31',
  warn: '33',
  accent: '36',
  faint: '90',
  strong: '1',
}

/** Wraps a text in the codes of a style; what it opens it closes, so that no line colours the next. */
export function paint(text: string, style: Style | undefined): string {
  return style === undefined || text === '' ? text : `\x1b[${CODES[style]}m${text}\x1b[0m`
}

/** The pieces of a line; a plain one is a single piece. */
export function segmentsOf(line: Line): readonly Segment[] {
  return typeof line === 'string' ? [{ text: line }] : line
}

/** The text of a line without its styles. */
export function textOf(line: Line): string {
  return segmentsOf(line)
    .map(({ text }) => text)
    .join('')
}
