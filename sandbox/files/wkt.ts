// The texts of geometries (WKT) that twpayne/go-geom v1.6 takes, as far as its grammar goes.

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`
const POINT = String.raw`${NUMBER}(?:\s+${NUMBER}){1,3}`
const ONE = String.raw`(?:EMPTY|\(\s*${POINT}\s*\))`
const POINTS = listed(POINT)
/** A line has two points, at least. */
const LINE = `(?:EMPTY|${listed(POINT, '+')})`
const LINES = `(?:EMPTY|${listed(LINE)})`

/** What follows the name of a type. */
const BODIES: Readonly<Record<string, string>> = {
  POINT: ONE,
  LINESTRING: LINE,
  POLYGON: LINES,
  MULTIPOINT: `(?:EMPTY|${POINTS}|${listed(ONE)})`,
  MULTILINESTRING: LINES,
  MULTIPOLYGON: `(?:EMPTY|${listed(LINES)})`,
}

function listed(item: string, more: '*' | '+' = '*'): string {
  return String.raw`\(\s*${item}(?:\s*,\s*${item})${more}\s*\)`
}

const SINGLE = Object.entries(BODIES)
  .map(([name, body]) => String.raw`${name}\s*(?:ZM|Z|M)?\s*${body}`)
  .join('|')
const GEOMETRY = new RegExp(String.raw`^\s*(?:${SINGLE})\s*$`, 'i')
const COLLECTION = /^\s*GEOMETRYCOLLECTION\s*(?:ZM|Z|M)?\s*(?:EMPTY|\((.*)\))\s*$/is

export function isWkt(text: string): boolean {
  const collection = COLLECTION.exec(text)
  if (!collection) return GEOMETRY.test(text)
  const [, members] = collection
  return members === undefined || splitOutside(members).every(isWkt)
}

/** At the commas that stand in no brackets. */
function splitOutside(text: string): string[] {
  const parts = ['']
  let depth = 0
  for (const char of text) {
    if (char === '(') depth += 1
    else if (char === ')') depth -= 1
    if (char === ',' && depth === 0) parts.push('')
    else parts.push((parts.pop() ?? '') + char)
  }
  return parts
}
