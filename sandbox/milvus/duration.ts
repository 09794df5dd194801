const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** Milliseconds of a Go duration (`1h45m`, `1.5h`), or the error that Go's `time.ParseDuration` gives. */
export function parseGoDuration(text: string): { ms: number } | { error: string } {
  const quoted = JSON.stringify(text)
  const [, sign = '', rest = ''] = /^([-+]?)(.*)$/s.exec(text) ?? []
  if (rest === '0') return { ms: 0 }
  if (!/^(\d+\.?\d*|\.\d+)/.test(rest)) return { error: `time: invalid duration ${quoted}` }
  let ms = 0
  for (const [, number, unit = ''] of rest.matchAll(/(\d+\.?\d*|\.\d+)([^\d.]*)/g)) {
    if (unit === '') return { error: `time: missing unit in duration ${quoted}` }
    const factor = UNITS[unit]
    if (factor === undefined)
      return { error: `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}` }
    ms += Number(number) * factor
  }
  // A duration is an int64 of nanoseconds.
  if (ms * 1e6 >= 2 ** 63) return { error: `time: invalid duration ${quoted}` }
  return { ms: sign === '-' ? -ms : ms }
}
