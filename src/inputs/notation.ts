import type { Problem } from './problem.ts'

/** As GitHub evaluates it, for messages. */
const EXPRESSION = '`$' + '{{ env.NAME }}`'

/**
 * Finds a value that was written in another notation; `undefined` if nothing is wrong. The message does not show the
 * value: it may be a secret.
 */
export function problemOfValue(value: string): string | undefined {
  if (/^(["'`]).*\1$/s.test(value) || /^[“‘„].*[”’“]$/s.test(value))
    return 'is in quotes, which would be sent along: leave them out'
  if (/^\*{3}$/.test(value)) return 'is `***`: that is what a log shows instead of a secret'
  if (/^(\$[A-Z_][A-Z0-9_]*|\$\{[A-Za-z_]\w*\}|%[A-Z_][A-Z0-9_]*%)$/.test(value))
    return `is the name of a variable: inputs are not read by a shell, write ${EXPRESSION}`
  if (/^\$?\{\{.*\}\}$/s.test(value))
    return `is an expression that was not evaluated: write it as ${EXPRESSION}`
  return undefined
}

/** What is wrong with a credential that was copied with something around it. */
export function problemOfCredential(value: string): string | undefined {
  const [scheme] = /^(Bearer|Basic|Token)(?=\s)/i.exec(value) ?? []
  if (scheme) return `begins with a word such as \`Bearer \`: give only what follows it`
  if (/^authorization:/i.test(value)) return 'is a whole header: give only the credential'
  return problemOfValue(value)
}

/** A SAS as Azure's portal shows it: a query, or a whole URL. */
export function problemOfToken(value: string): string | undefined {
  if (/^\?/.test(value)) return 'begins with `?`: give the SAS without it'
  if (/^https?:\/\//i.test(value)) return 'is a URL: give only the SAS, the part after the `?`'
  return problemOfCredential(value)
}

/** What is wrong with an id. */
export function problemOfId(value: string): string | undefined {
  if (/^\d+(\.\d+)?E\+?\d+$/i.test(value))
    return "is a number that YAML has rounded: put the id in quotes, such as `'448707763884413158'`"
  if (/^https?:\/\//i.test(value) || /^in\d\d-[^.]+\..+\./.test(value))
    return 'is an address: give only the id in it, or give the address as `endpoint`'
  if (/[<>{}]|^your-/i.test(value)) return 'is a placeholder: write the id itself'
  const notation = problemOfValue(value)
  if (notation) return notation
  return /^[A-Za-z0-9_-]*$/.test(value) ? undefined : 'holds characters that an id does not have'
}

const DASH = /^-\s+|^-(?=["'[]|[a-z][a-z0-9+.-]*:\/\/)/
const QUOTES = /^["'`“‘„](.*?)["'`”’“][,;]?$/s
const OPENED = /^\[+\s*(?=["'[])|^\[$/
const LISTED = /^\[.*\],?$/s
const COMMENT = /\s+(#|\/\/)(\s.*)?$|\s+#.*$/s

/**
 * What is wrong with a line of paths or URLs that was written in the notation of YAML, JSON or a shell. Keys are
 * literal: whatever `isWhole` takes as it stands is not a comment, however much it looks like one.
 */
export function notationOf(line: string, isWhole: (line: string) => boolean): Problem | undefined {
  const form = cleaned(line, isWhole)
  const shown = { form: form !== line && form !== '' ? form : undefined, instead: 'leave that out' }
  const parts = line.split(/(?:\\r)?\\n/).filter(part => part !== '')
  if (parts.length > 1 && parts.every(isWhole))
    return {
      text: '`\\n` does not end a line here',
      instead: 'use a block of YAML (`|`), one entry per line',
    }
  if (DASH.test(line))
    return { text: '`- ` at the start is left from a YAML list, but each line is one entry', ...shown }
  if (OPENED.test(line) || (LISTED.test(line) && !isWhole(line)) || /^\]+,?$/.test(line))
    return { text: 'this is a JSON list, but each line is one entry', ...shown }
  if (/^(["'`]).*\1[,;]?$/s.test(line) || (/["'`”’“][,;]?$/.test(line) && !isWhole(line)))
    return { text: 'the quotes would be part of the name', ...shown }
  if (/[,;]$/.test(line))
    return { text: 'a comma at the end has no meaning; each line is one entry', ...shown }
  if (/^#/.test(line) && !isWhole(line))
    return { text: 'this is a comment, and inputs have none', instead: 'leave the line out' }
  if (COMMENT.test(line) && !isWhole(line))
    return { text: 'a comment at the end of a line would be part of the name', ...shown }
  return undefined
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

/**
 * A wildcard that nothing expands: `*`, `{a,b}`, `{0..9}`, `[0-9]`. Other brackets and braces, and `?`, are characters
 * of keys like any others.
 */
export function hasWildcard(key: string): boolean {
  return /\*|\{[^{}]*(,|\.\.)[^{}]*\}|\[[^\]/]-[^\]/]\]/.test(key)
}

/** The folder in which the first wildcard of a key stands: `daily/` for `daily/*.parquet`. */
export function folderBefore(key: string): string {
  const segments = key.split('/')
  const at = segments.findIndex(hasWildcard)
  return segments
    .slice(0, at)
    .map(segment => `${segment}/`)
    .join('')
}
