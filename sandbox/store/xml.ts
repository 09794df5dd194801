/** A tree of elements: text, or children in order. */
export type Xml = string | readonly (readonly [string, Xml])[]

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' }
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** A document; `attributes` belong to its root. */
export function writeXml(root: string, content: Xml, attributes = ''): string {
  const space = attributes === '' ? '' : ' '
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${space}${attributes}>${write(content)}</${root}>`
}

function write(content: Xml): string {
  if (typeof content === 'string') return escapeXml(content)
  return content.map(([name, inner]) => `<${name}>${write(inner)}</${name}>`).join('')
}

/** Text inside of an element. Control characters become references, as S3 writes them. */
function escapeXml(text: string): string {
  return text
    .replace(/[<>&"]/g, char => ESCAPES[char] ?? char)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\r]/g, char => `&#x${char.charCodeAt(0).toString(16)};`)
}

/**
 * The elements with these names anywhere in a document, in order, with what is in them. For the two lists that
 * clients send (parts, blocks), whose elements do not nest in themselves.
 */
export function elementsOf(text: string, ...names: readonly string[]): (readonly [string, string])[] {
  const pattern = new RegExp(`<(${names.join('|')})(?:\\s[^>]*)?>([\\s\\S]*?)</\\1\\s*>`, 'g')
  return [...text.matchAll(pattern)].map(([, name = '', inner = '']) => [name, inner] as const)
}

/** The text of an element, its references resolved. */
export function unescapeXml(text: string): string {
  return text.trim().replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, digits, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (digits) return String.fromCodePoint(Number(digits))
    return NAMED[name] ?? whole
  })
}
