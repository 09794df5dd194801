/**
 * Makes remote text inert as one line of the log: a runner obeys `::command::` at the start of a line and
 * `##[command]` anywhere, and splits lines at CR, too (`actions/runner` ActionCommand.cs). Control characters (ANSI
 * among them), line and paragraph separators, bidirectional overrides and whatever is invisible go: the runner
 * looks for `##[` by culture rules, in which they weigh nothing. What is left reads as it was sent.
 */
export function inert(text: string): string {
  return text
    .replace(/\x1b\[[0-9;:?]*[ -/]*[@-~]/g, '')
    .replace(/[\r\n\t\v\f\x85\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/##(?=\[)/g, '## ')
    .replace(/^\s*(?=::)/, '|')
}

/**
 * Makes text inert inside Markdown: no tag, table cell, link, mention, issue reference, code span or emphasis. GitHub
 * looks for mentions and references in what is shown, behind all escapes: nothing that is seen separates them.
 */
export function plain(text: string): string {
  return escaped(text).replace(/&#(?:64|35);(?=[\p{L}\p{N}_])|\bGH-(?=\d)/giu, '$&&#8203;')
}

/** A code span whose text can't end it, and can't end the cell of a table; GitHub looks for no references in it. */
export function code(text: string): string {
  return `<code>${escaped(text)}</code>`
}

function escaped(text: string): string {
  return inert(text)
    .replace(/[&<>\\`*_{}[\]|~$!@#]|:(?=\/\/)/g, char => `&#${char.charCodeAt(0)};`)
    .replace(/\bwww\./gi, match => `${match.slice(0, 3)}&#46;`)
}

/** The lines of a text without blanks around them, empty ones left out. */
export function linesOf(text: string): string[] {
  return text
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '')
}

/** Cuts to `length` characters at most, with an ellipsis as the last of them. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** Cuts to `bytes` bytes of UTF-8 at most, between two characters, with an ellipsis as the last of them. */
export function cutBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  const whole = Buffer.from(text).subarray(0, bytes - ELLIPSIS.length)
  // A stream keeps back the bytes of a character that is not whole.
  return new TextDecoder().decode(whole, { stream: true }).concat('…')
}

const ELLIPSIS = Buffer.from('…')

/** Cuts to the last `length` characters: the end of a path says more than its beginning. */
export function tail(text: string, length: number): string {
  return text.length <= length ? text : `…${text.slice(1 - length)}`
}

/** A name of a file for the log: inert, so that it can be aligned, and short enough for a line. */
export function shortName(name: string): string {
  return tail(inert(name), LONGEST_NAME)
}

const LONGEST_NAME = 80
