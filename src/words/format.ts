/** `850ms`, `45s`, `12m05s`, `1h03m`: as short as it stays exact enough to read. */
export function duration(ms: number): string {
  if (ms > 0 && ms < 1000) return `${Math.round(ms)}ms`
  const seconds = Math.round(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return trim(`${Math.floor(seconds / 60)}m${two(seconds % 60)}s`)
  return trim(`${Math.floor(seconds / 3600)}h${two(Math.floor((seconds % 3600) / 60))}m`)
}

function trim(text: string): string {
  return text.replace(/(?<=[hm])00[ms]$/, '')
}

/** `1,234,567`. By hand: a locale takes longer to load than the whole action. */
export function count(value: bigint): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `1 row`, `1,200 rows`. */
export function rowCount(value: bigint): string {
  return `${count(value)} row${value === 1n ? '' : 's'}`
}

/** `450 rows`, `150/450 rows`, `''` if the server reports none. */
export function rows(imported: bigint | undefined, total: bigint | undefined): string {
  if (imported === undefined && (total === undefined || total === 0n)) return ''
  if (total === undefined || total === 0n || total === imported)
    return imported === undefined ? '? rows' : rowCount(imported)
  return `${imported === undefined ? '?' : count(imported)}/${rowCount(total)}`
}

/** `512 B`, `10.1 kB`, `1.3 GB`: decimal units, as GitHub and the clouds show them. */
export function size(bytes: bigint): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = Number(bytes)
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}

/** `1 file`, `1,200 files`. */
export function plural(number: number, noun: string): string {
  return `${count(BigInt(number))} ${noun}${number === 1 ? '' : 's'}`
}
