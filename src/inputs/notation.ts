import type { Mistake, Problem } from './problem.ts'

// What is wrong with the text of an input, whatever it is for. No message shows the value: it may be a secret.

/** As GitHub evaluates it, for messages. */
const EXPRESSION = '`$' + '{{ env.NAME }}`'

export const OF_VALUE: readonly Mistake[] = [
  [/^(["'`]).*\1$|^[“‘„].*[”’“]$/s, 'is in quotes, which would be sent along: leave them out'],
  [/^\*{3}$/, 'is `***`: that is what a log shows instead of a secret'],
  [
    /^(\$[A-Z_][A-Z0-9_]*|\$\{[A-Za-z_]\w*\}|%[A-Z_][A-Z0-9_]*%)$/,
    `is the name of a variable: inputs are not read by a shell, write ${EXPRESSION}`,
  ],
  [/^\$?\{\{.*\}\}$/s, `is an expression that was not evaluated: write it as ${EXPRESSION}`],
]

/** A credential that was copied with something around it. */
export const OF_CREDENTIAL: readonly Mistake[] = [
  [/^(Bearer|Basic|Token)\s/i, 'begins with a word such as `Bearer `: give only what follows it'],
  [/^authorization:/i, 'is a whole header: give only the credential'],
  ...OF_VALUE,
]

/** A SAS as Azure's portal shows it: a query, or a whole URL. */
export const OF_TOKEN: readonly Mistake[] = [
  [/^\?/, 'begins with `?`: give the SAS without it'],
  [/^https?:\/\//i, 'is a URL: give only the SAS, the part after the `?`'],
  ...OF_CREDENTIAL,
]

export const OF_ID: readonly Mistake[] = [
  [
    /^\d+(\.\d+)?E\+?\d+$/i,
    "is a number that YAML has rounded: put the id in quotes, such as `'448707763884413158'`",
  ],
  [
    /^https?:\/\/|^in\d\d-[^.]+\..+\./i,
    'is an address: give only the id in it, or give the address as `endpoint`',
  ],
  [/[<>{}]|^your-/i, 'is a placeholder: write the id itself'],
  ...OF_VALUE,
  [/[^A-Za-z0-9_-]/, 'holds characters that an id does not have'],
]

const DASH = /^-\s+|^-(?=["'[]|[a-z][a-z0-9+.-]*:\/\/)/
const QUOTES = /^["'`“‘„](.*?)["'`”’“][,;]?$/s
const OPENED = /^\[+\s*(?=["'[])|^\[$/
const LISTED = /^\[.*\],?$/s
const COMMENT = /\s+(#|\/\/)(\s.*)?$|\s+#.*$/s

const LIST = 'this is a JSON list, but each line is one entry'
const QUOTED = 'the quotes would be part of the name'
/** What YAML, JSON and shells leave around a line; `maybe` only if the line as it stands is no key. */
const LEFT_OVER: readonly (readonly [RegExp, text: string, sure: 'surely' | 'maybe', instead?: string])[] = [
  [DASH, '`- ` at the start is left from a YAML list, but each line is one entry', 'surely'],
  [OPENED, LIST, 'surely'],
  [LISTED, LIST, 'maybe'],
  [/^\]+,?$/, LIST, 'surely'],
  [/^(["'`]).*\1[,;]?$/s, QUOTED, 'surely'],
  [/["'`”’“][,;]?$/, QUOTED, 'maybe'],
  [/[,;]$/, 'a comma at the end has no meaning; each line is one entry', 'surely'],
  [/^#/, 'this is a comment, and inputs have none', 'maybe', 'leave the line out'],
  [COMMENT, 'a comment at the end of a line would be part of the name', 'maybe'],
]

/**
 * What is wrong with a line of paths or URLs that was written in the notation of YAML, JSON or a shell. Keys are
 * literal: whatever `isWhole` takes as it stands is not a comment, however much it looks like one.
 */
export function notationOf(line: string, isWhole: (line: string) => boolean): Problem | undefined {
  const parts = line.split(/(?:\\r)?\\n/).filter(part => part !== '')
  if (parts.length > 1 && parts.every(isWhole))
    return {
      text: '`\\n` does not end a line here',
      instead: 'use a block of YAML (`|`), one entry per line',
    }
  const found = LEFT_OVER.find(
    ([pattern, , sure]) => pattern.test(line) && (sure === 'surely' || !isWhole(line)),
  )
  if (!found) return undefined
  const [, text, , instead] = found
  if (instead) return { text, instead }
  const form = cleaned(line, isWhole)
  return { text, form: form !== line && form !== '' ? form : undefined, instead: 'leave that out' }
}

/** The line without what `notationOf` complains about. */
function cleaned(line: string, isWhole: (line: string) => boolean): string {
  let last = line
  for (;;) {
    const [first = ''] = LISTED.test(last) && !isWhole(last) ? last.slice(1, -1).split(/,\s*/) : [last]
    let next = first
      .replace(DASH, '')
      .replace(OPENED, '')
      .replace(/(?<=["'`])\]+$/, '')
      .replace(QUOTES, '$1')
      .replace(/[,;]$/, '')
      .trim()
    if (!isWhole(next)) next = next.replace(COMMENT, '').replace(/^([^"'`].*)["'`]$/s, '$1')
    if (next === last) return next
    last = next
  }
}
