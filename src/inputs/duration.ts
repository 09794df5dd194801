const UNITS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const

/**
 * Reads `90s`, `30m`, `1h30m`, `1500ms`, `1.5h` or a bare number of seconds, as a whole or not at all.
 * Units go from large to small, each at most once. Returns milliseconds, or `undefined` for anything else.
 */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return finite(Number(text) * UNITS.s)
  const parts = /^(?:([\d.]+)h)?(?:([\d.]+)m(?!s))?(?:([\d.]+)s)?(?:([\d.]+)ms)?$/.exec(text)
  const values = parts?.slice(1) ?? []
  if (values.every(value => value === undefined)) return undefined
  if (!values.every(value => value === undefined || /^\d+(\.\d+)?$/.test(value))) return undefined
  const [h = 0, m = 0, s = 0, ms = 0] = values.map(value => Number(value ?? 0))
  return finite(h * UNITS.h + m * UNITS.m + s * UNITS.s + ms)
}

function finite(ms: number): number | undefined {
  return Number.isFinite(ms) ? ms : undefined
}
