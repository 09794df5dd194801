/**
 * Replaces registered secrets by `***` as `actions/runner` does (HostContext.cs, ValueEncoders.cs): the value, each
 * of its lines, its Base64 at three alignments, and its escaped forms; hits that overlap or touch become one.
 */
export class Masker {
  readonly #forms = new Set<string>()

  add(value: string): void {
    for (const part of [value, ...value.split(/\r?\n/)]) {
      const trimmed = part.trim()
      if (trimmed === '') continue
      for (const form of [part, trimmed, ...encodings(trimmed)]) if (form) this.#forms.add(form)
    }
  }

  mask(text: string): string {
    const hits: [number, number][] = []
    for (const form of this.#forms) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1))
        hits.push([at, at + form.length])
    }
    hits.sort(([a], [b]) => a - b)
    let masked = ''
    let end = 0
    for (const [from, to] of hits) {
      if (from > end || (from === 0 && end === 0)) masked += `${text.slice(end, from)}***`
      end = Math.max(end, to)
    }
    return masked + text.slice(end)
  }
}

function encodings(value: string): string[] {
  const base64 = (shift: number) => Buffer.from(value).subarray(shift).toString('base64')
  const xml = value.replace(
    /[<>&"']/g,
    char => `&${{ '<': 'lt', '>': 'gt', '&': 'amp', '"': 'quot', "'": 'apos' }[char]};`,
  )
  return [
    base64(0),
    base64(1),
    base64(2),
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    xml,
    value.replaceAll('"', '\\"'),
    value.replaceAll("'", "''"),
    value.length > 8 ? value.replace(/^"(.*)"$/s, '$1') : '',
    ...value.split('&').filter((part, _, parts) => parts.length > 1 && part.length >= 6),
  ]
}
