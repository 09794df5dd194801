import { withoutQuery } from '../words/url.ts'

/** What is wrong with a value, or with one line of it. */
export interface Problem {
  /** What is wrong, without any of the value. */
  readonly text: string
  /** How the value should be written. It holds parts of the value: shown only if they are not secret. */
  readonly form?: string | undefined
  /** What to do if there is no form to show. */
  readonly instead?: string | undefined
}

/** Longer forms would hide the message. */
const LONGEST_FORM = 160
/** Shorter values are found in any text. */
const SHORTEST_SECRET = 4

/** Says whether a form may be shown: it is one short line that holds none of the secrets, no login and no signature. */
export function formFilter(secrets: readonly string[]): (form: string) => boolean {
  const known = secrets
    .flatMap(secret => [secret, ...secret.split(/[\s:]+/)])
    .filter(secret => secret.length >= SHORTEST_SECRET)
  return form =>
    form.length <= LONGEST_FORM &&
    !/[\p{Cc}`]/u.test(form) &&
    ![form, decoded(form)].some(text => /:\/\/[^/]*@|[?&][\w.-]*=/.test(text)) &&
    !known.some(secret => form.includes(secret) || decoded(form).includes(secret))
}

/**
 * The problem in words, with the right form if it may be shown, never with the query of a URL. `place` is `line 2` if
 * the form belongs to one line among others.
 */
export function worded(problem: Problem, isShown: (form: string) => boolean, place = ''): string {
  const form = formOf(problem, isShown)
  if (form !== undefined) return `${problem.text}; write ${place && `${place} as `}\`${form}\``
  return problem.instead ? `${problem.text}; ${problem.instead}` : problem.text
}

function formOf({ form }: Problem, isShown: (form: string) => boolean): string | undefined {
  if (form === undefined) return undefined
  const bare = withoutQuery(form)
  return isShown(bare) ? bare + (bare === form ? '' : '?…') : undefined
}

/** Corrections of one line that can follow one another; more are not seen in practice. */
const MOST_ROUNDS = 5

/**
 * All that is wrong with a line, as one problem: what is corrected is judged again, so that no problem hides another.
 * The form is the line with everything corrected; there is none if something is still wrong.
 */
export function throughout(
  problemOf: (line: string) => Problem | undefined,
): (line: string) => Problem | undefined {
  return line => {
    const texts: string[] = []
    let form: string | undefined = line
    let last: Problem | undefined
    for (let round = 0; round < MOST_ROUNDS && form !== undefined; round += 1) {
      const problem = problemOf(form)
      if (!problem) break
      last = problem
      if (!texts.includes(problem.text)) texts.push(problem.text)
      form = problem.form
    }
    return last && { text: texts.join('; '), form, instead: last.instead }
  }
}

/** The lines of an input without blanks around them, empty ones left out. */
export function linesOf(value: string): string[] {
  return value
    .split(/\r\n|\r|\n/)
    .map(line => line.trim())
    .filter(line => line !== '')
}

/**
 * Judges each line of an input. A problem that several lines share is reported once, with the numbers of the lines
 * and the form of the first line that has one to show.
 */
export function problemsOfLines(
  name: string,
  lines: readonly string[],
  problemOf: (line: string) => Problem | undefined,
  isShown: (form: string) => boolean,
): string[] {
  const kinds = new Map<string, { readonly at: number[]; problem: Problem; shown: number }>()
  for (const [index, line] of lines.entries()) {
    const problem = throughout(problemOf)(line)
    if (!problem) continue
    const kind = kinds.get(problem.text) ?? { at: [], problem, shown: index + 1 }
    kind.at.push(index + 1)
    const hasForm = (other: Problem) => formOf(other, isShown) !== undefined
    if (!hasForm(kind.problem) && hasForm(problem)) Object.assign(kind, { problem, shown: index + 1 })
    kinds.set(problem.text, kind)
  }
  return [...kinds.values()].map(({ at, problem, shown }) => {
    const place = lines.length > 1 ? ` ${numbered(at)}` : ''
    return `\`${name}\`${place}: ${worded(problem, isShown, at.length > 1 ? `line ${shown}` : '')}`
  })
}

/** `line 2`, `lines 1, 2 and 5`, `lines 1, 2, 3, 4, 5 and 95 more`. */
function numbered(lines: readonly number[]): string {
  const shown = lines.slice(0, 5)
  if (lines.length > 5) return `lines ${shown.join(', ')} and ${lines.length - 5} more`
  const last = shown.pop()
  return shown.length > 0 ? `lines ${shown.join(', ')} and ${last}` : `line ${last}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
