import { SHORTEST_SECRET } from '../words/redact.ts'
import { decoded, withoutQuery } from '../words/url.ts'

/** What is wrong with a value, or with one line of it. */
export interface Problem {
  /** What is wrong, without any of the value. */
  readonly text: string
  /** How the value should be written. It holds parts of the value: shown only if they are not secret. */
  readonly form?: string | undefined
  /** What to do if there is no form to show. */
  readonly instead?: string | undefined
}

/** A mistake that a pattern finds: what is wrong, and the right form, made of the groups, or what to do instead. */
export type Mistake = readonly [
  pattern: RegExp,
  text: string,
  right?: string | ((...groups: string[]) => string | undefined),
]

/** The first of the mistakes that a text has. `write` makes a line of the right form, if the text is only a part. */
export function mistakeIn(
  text: string,
  mistakes: readonly Mistake[],
  write = (form: string) => form,
): Problem | undefined {
  for (const [pattern, problem, right] of mistakes) {
    const found = pattern.exec(text)
    if (!found) continue
    if (typeof right !== 'function') return { text: problem, instead: right }
    const form = right(...found.slice(1))
    return { text: problem, form: form === undefined ? undefined : write(form) }
  }
  return undefined
}

/** Longer forms would hide the message. */
const LONGEST_FORM = 160

/** Says whether a form may be shown: it is one short line that holds none of the secrets, no login and no signature. */
export function formFilter(secrets: readonly string[]): (form: string) => boolean {
  const known = secrets
    .flatMap(secret => [secret, ...secret.split(/[\s:]+/)])
    .filter(secret => secret.length >= SHORTEST_SECRET)
  return form =>
    form.length <= LONGEST_FORM &&
    !/[\p{Cc}`]/u.test(form) &&
    [form, decoded(form)].every(
      text => !/:\/\/[^/]*@|[?&][\w.-]*=/.test(text) && !known.some(secret => text.includes(secret)),
    )
}

/**
 * The problem in words, with the right form if it may be shown, never with the query of a URL. `place` is `line 2` if
 * the form belongs to one line among others.
 */
export function worded(problem: Problem, isShown: (form: string) => boolean, place = ''): string {
  const form = shownForm(problem, isShown)
  if (form !== undefined) return `${problem.text}; write ${place && `${place} as `}\`${form}\``
  return problem.instead ? `${problem.text}; ${problem.instead}` : problem.text
}

function shownForm({ form }: Problem, isShown: (form: string) => boolean): string | undefined {
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
  line: string,
  problemOf: (line: string) => Problem | undefined,
): Problem | undefined {
  const texts = new Set<string>()
  let form: string | undefined = line
  let last: Problem | undefined
  for (let round = 0; round < MOST_ROUNDS && form !== undefined; round += 1) {
    const problem = problemOf(form)
    if (!problem) break
    last = problem
    texts.add(problem.text)
    form = problem.form
  }
  return last && { text: [...texts].join('; '), form, instead: last.instead }
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
  const found = lines.flatMap((line, index) => {
    const problem = throughout(line, problemOf)
    return problem ? [{ problem, at: index + 1 }] : []
  })
  return [...Map.groupBy(found, ({ problem }) => problem.text).values()].flatMap(kind => {
    const shown = kind.find(({ problem }) => shownForm(problem, isShown) !== undefined) ?? kind[0]
    if (!shown) return []
    const place = lines.length > 1 ? ` ${numbered(kind.map(({ at }) => at))}` : ''
    return [
      `\`${name}\`${place}: ${worded(shown.problem, isShown, kind.length > 1 ? `line ${shown.at}` : '')}`,
    ]
  })
}

/** `line 2`, `lines 1, 2 and 5`, `lines 1, 2, 3, 4, 5 and 95 more`. */
function numbered(lines: readonly number[]): string {
  if (lines.length > 5) return `lines ${lines.slice(0, 5).join(', ')} and ${lines.length - 5} more`
  return `${lines.length > 1 ? 'lines' : 'line'} ${listed(lines)}`
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(things: readonly (string | number)[]): string {
  return things.join(', ').replace(/, (?=[^,]*$)/, ' and ')
}
