/** How much of a secret in a row is too much: the half of it that a cut leaves over is a find, too. */
const TELLING = 12

/**
 * What can be read of the secrets in a text, by whoever decodes it and overlooks all but letters and digits: `[]` if
 * nothing. Written without a look at how secrets are taken out.
 */
export function hunt(text: string, secrets: Readonly<Record<string, string>>): string[] {
  const readings = [text, decoded(text), decoded(decoded(text))].map(bare)
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const plain = pieces(bare(secret)).some(piece => readings.some(reading => reading.includes(piece)))
    const base64 = [0, 1, 2].some(shift => {
      const core = Buffer.from(`${'x'.repeat(shift)}${secret}`)
        .toString('base64')
        .slice(4, -4)
      return pieces(bare(core)).some(piece => readings.some(reading => reading.includes(piece)))
    })
    return [...(plain ? [name] : []), ...(base64 ? [`${name} in Base64`] : [])]
  })
}

function pieces(text: string): string[] {
  const count = Math.max(1, text.length - TELLING + 1)
  return Array.from({ length: count }, (_, index) => text.slice(index, index + TELLING))
}

function bare(text: string): string {
  return text.replace(/\x1b\[[0-9;]*m/g, '').replace(/[^A-Za-z0-9]/g, '')
}

function decoded(text: string): string {
  return text
    .replace(/&#(\d+);?/g, (_, digits) => String.fromCodePoint(Number(digits)))
    .replace(/&#x([0-9a-f]+);?/gi, (_, digits) => String.fromCodePoint(Number.parseInt(digits, 16)))
    .replace(/&[a-z]+;/gi, '')
    .replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\[nrtbf]/g, '')
}
