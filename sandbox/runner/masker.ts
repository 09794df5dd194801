/**
 * Replaces registered secrets by `***` as `actions/runner` does (HostContext.cs, ValueEncoders.cs): the value, each
 * of its lines, its Base64 at three alignments, and its escaped forms; hits that overlap or touch become one. There is
 * no minimum length.
 */
export class Masker {
  readonly #forms = new Set<string>()

  add(value: string): void {
    for (const part of [value, ...value.split(/[\r\n]+/)]) {
      const trimmed = part.trim()
      if (trimmed === '') continue
      for (const form of [part, trimmed, ...encodings(part), ...encodings(trimmed)]) {
        if (form) this.#forms.add(form)
      }
    }
  }

  mask(text: string): string {
    const hits: [number, number][] = []
    for (const form of this.#forms) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
        hits.push([at, at + form.length])
      }
    }
    hits.sort(([a], [b]) => a - b)
    let masked = ''
    let end = 0
    for (const [from, to] of hits) {
      if (from > end || end === 0) masked += `${text.slice(end, from)}***`
      end = Math.max(end, to)
    }
    return masked + text.slice(end)
  }
}

function encodings(value: string): string[] {
  return [
    base64(value, 0),
    base64(value, 1),
    base64(value, 2),
    JSON.stringify(value).slice(1, -1),
    // Uri.EscapeDataString escapes what encodeURIComponent leaves of RFC 3986's reserved characters.
    encodeURIComponent(value).replace(
      /[!'()*]/g,
      char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
    value.replace(/[<>&"']/g, char => XML[char] ?? char),
    value.replaceAll('"', '\\"'),
    value.replaceAll("'", "''"),
    value.length > 8 ? value.replace(/^"(.*)"$/s, '$1') : '',
    ...ampersandParts(value),
  ]
}

const XML: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
}

function base64(value: string, shift: number): string {
  const bytes = Buffer.from(value)
  return bytes.subarray(bytes.length > shift ? shift : 0).toString('base64')
}

/** PowerShell prints a value with `&` in two pieces; short ones are left alone. */
function ampersandParts(value: string): string[] {
  const colored = value.indexOf('&+')
  const last = value.lastIndexOf('&')
  if (last < 0) return []
  const parts =
    colored >= 0
      ? [value.slice(0, colored + 2), value.slice(colored + 3)]
      : [value.slice(0, last + 1), value.slice(last + 1)]
  return parts.filter(part => part.length >= 6)
}
