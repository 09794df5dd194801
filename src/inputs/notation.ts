import type { Problem } from './problem.ts'

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
