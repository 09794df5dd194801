/**
 * Makes remote text inert as one line of the log: a runner obeys `::command::` at the start of a line and
 * `##[command]` anywhere, and splits lines at CR, too (`actions/runner` ActionCommand.cs). Control characters (ANSI
 * among them), line and paragraph separators and bidirectional overrides go; what is left reads as it was sent.
 */
export function inert(text: string): string {
  return text
    .replace(/\x1b\[[0-9;:?]*[ -/]*[@-~]/g, '')
    .replace(/[\r\n\t\v\f\x85\u2028\u2029]+/g, ' ')
    .replace(/[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/##(?=\[)/g, '## ')
    .replace(/^\s*(?=::)/, '|')
}

/** Makes text inert inside Markdown: no tag, table cell, link, mention, issue reference, code span or emphasis. */
export function plain(text: string): string {
  return inert(text)
    .replace(/[&<>\\`*_{}[\]|~$!@#]|:(?=\/\/)/g, char => `&#${char.charCodeAt(0)};`)
    .replace(/\bwww\./gi, 'www&#46;')
}

/** A code span whose text can't end it, and can't end the cell of a table. */
export function code(text: string): string {
  return `<code>${plain(text)}</code>`
}

/** Cuts to `length` characters at most, with an ellipsis as the last of them. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** Cuts to the last `length` characters: the end of a path tells more than its beginning. */
export function tail(text: string, length: number): string {
  return text.length <= length ? text : `…${text.slice(1 - length)}`
}

/** A name of a file for the log: inert, so that it can be aligned, and short enough for a line. */
export function shortName(name: string): string {
  return tail(inert(name), LONGEST_NAME)
}

const LONGEST_NAME = 80
