import { appendFileSync } from 'node:fs'
import { inert } from './text.ts'

/** What we use of `@actions/core`. */
export interface Core {
  setSecret(secret: string): void
  setOutput(name: string, value: string): void
  info(line: string): void
  warning(message: string): void
  startGroup(name: string): void
  endGroup(): void
}

/**
 * The one door to the runner: nothing is written but through it. Text is redacted, then made inert, so that neither
 * a secret nor a command of somebody else can pass.
 */
export interface Runner {
  line(text: string): void
  /** A folded part of the log. */
  group(title: string, lines: readonly string[]): void
  /** At most two a run: more of them would push others' annotations out. */
  warn(message: string): void
  /** Outputs are appended one by one, synchronously: what is written survives a kill. */
  output(name: string, value: string): void
  /** Appends Markdown to the job summary; its remote parts must have gone through `plain`. May throw. */
  summary(markdown: string): void
  /** Redacted and on one line, for the error annotation. */
  clean(text: string): string
}

const MOST_WARNINGS = 2

export function createRunner(
  core: Core,
  redact: (text: string) => string,
  summaryFile: string | undefined,
): Runner {
  let warnings = 0
  const clean = (text: string) => inert(redact(text))
  const print = (text: string) => {
    const [indent = ''] = /^ */.exec(text) ?? []
    core.info(indent + clean(text.slice(indent.length)))
  }
  return {
    line: print,
    group(title, lines) {
      core.startGroup(clean(title))
      lines.forEach(print)
      core.endGroup()
    },
    warn(message) {
      warnings += 1
      if (warnings <= MOST_WARNINGS) core.warning(clean(message))
      else print(message)
    },
    output: (name, value) => core.setOutput(name, redact(value)),
    summary(markdown) {
      if (summaryFile) appendFileSync(summaryFile, redact(markdown))
    },
    clean,
  }
}
