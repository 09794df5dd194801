import { appendFileSync } from 'node:fs'
import type { Redactor } from '../words/redact.ts'
import { cut, inert } from '../words/text.ts'

/**
 * What a piece of a log line means, and how it is coloured: 3-bit and 4-bit SGR codes, which the log of GitHub renders in
 * its light and in its dark theme.
 */
const CODES = { good: '32', bad: '31', warn: '33', accent: '36', faint: '90', strong: '1' } as const

type Style = keyof typeof CODES

interface Styled {
  readonly text: string
  readonly style?: Style | undefined
}

/** A line of the log: plain, or in pieces. Colour is added around a piece after it has been made inert, never before. */
export type Line = string | readonly (string | Styled)[]

export function styled(style: Style | undefined, text: string): Styled {
  return { text, style }
}

function piecesOf(line: Line): Styled[] {
  const pieces = typeof line === 'string' ? [line] : line
  return pieces.map(piece => (typeof piece === 'string' ? { text: piece } : piece))
}

/** The text of a line without its styles. */
export function textOf(line: Line): string {
  return piecesOf(line)
    .map(({ text }) => text)
    .join('')
}

/** What we use of `@actions/core`. */
interface Core {
  setOutput(name: string, value: string): void
  info(line: string): void
  warning(message: string): void
  startGroup(name: string): void
  endGroup(): void
}

/**
 * The one door to the runner: nothing is written but through it. Text is redacted, then made inert, so that neither
 * a secret nor a command of somebody else can pass; colour comes last.
 */
export interface Runner {
  line(line: Line): void
  /** A folded part of the log. */
  group(title: string, lines: readonly Line[]): void
  /** At most two a run: more of them would push others' annotations out. */
  warn(message: string): void
  /** Outputs are appended one by one, synchronously: what is written survives a kill. */
  output(name: string, value: string): void
  /** Appends Markdown to the job summary; its remote parts must have gone through `plain`. May throw. */
  summary(markdown: string): void
  /** Redacted and on one line, for the error annotation. */
  clean(text: string): string
  /** Redacted, for Markdown that goes elsewhere. */
  readonly redact: Redactor
}

const MOST_WARNINGS = 2
/** The live console cuts a line at 1,024 characters (`actions/runner` JobServerQueue.cs), codes of colour included. */
const LONGEST_LINE = 900

/** Colour is on or off, never guessed: a runner has no terminal, but it does show colour. */
export function createRunner(
  core: Core,
  options: { readonly redact: Redactor; readonly summaryFile: string | undefined; readonly color: boolean },
): Runner {
  const { redact, summaryFile, color } = options
  let warnings = 0
  const clean = (text: string) => inert(redact(text))
  const print = (line: Line) => {
    const whole = indented(textOf(line), clean)
    if (whole.length > LONGEST_LINE) core.info(cut(whole, LONGEST_LINE))
    else core.info(color ? painted(piecesOf(line), whole, clean) : whole)
  }
  return {
    line: print,
    group(title, lines) {
      core.startGroup(cut(clean(title), LONGEST_LINE))
      lines.forEach(print)
      core.endGroup()
    },
    warn(message) {
      warnings += 1
      if (warnings <= MOST_WARNINGS) core.warning(cut(clean(message), LONGEST_LINE))
      else print(message)
    },
    output: (name, value) => core.setOutput(name, redact(value)),
    summary(markdown) {
      if (summaryFile) appendFileSync(summaryFile, redact(markdown))
    },
    clean,
    redact,
  }
}

/** Our own indentation stays, whatever cleaning does to the text behind it. */
function indented(text: string, clean: Runner['clean']): string {
  const [indent = ''] = /^ */.exec(text) ?? []
  return indent + clean(text.slice(indent.length))
}

/**
 * A line with its colours. Where a secret or a command lies across two pieces, the line goes without them: only the
 * whole is then inert. `##` before a code is broken: the runner looks for `##[` by culture rules, in which a control
 * character such as ESC may weigh nothing (`actions/runner` ActionCommand.cs).
 */
function painted(line: readonly Styled[], whole: string, clean: Runner['clean']): string {
  const pieces = line.map(({ text, style }, index) =>
    styled(style, index === 0 ? indented(text, clean) : clean(text)),
  )
  if (textOf(pieces) !== whole) return whole
  return pieces
    .map(({ text, style }) => (style && text ? `\x1b[${CODES[style]}m${text}\x1b[0m` : text))
    .join('')
    .replace(/##(?=\x1b\[)/g, '## ')
}
