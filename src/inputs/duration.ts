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

const WORDS: readonly (readonly [words: RegExp, unit: string])[] = [
  [/(?<=\d)(milliseconds?|millis|msecs?)/g, 'ms'],
  [/(?<=\d)(hours?|hrs?)/g, 'h'],
  [/(?<=\d)(minutes?|mins?)/g, 'm'],
  [/(?<=\d)(seconds?|secs?)/g, 's'],
]

/**
 * The duration that another notation means, as we write it: `30m` for `30 min`, `1h30m` for `PT1H30M` or `1:30:00`,
 * `1800s` for `1_800`. Digits and units only, whatever the text holds; `undefined` where it stays unclear.
 */
export function meantDuration(text: string): string | undefined {
  const clock = /^(\d+):([0-5]\d):([0-5]\d)$/.exec(text)
  if (clock)
    return `${Number(clock[1])}h${Number(clock[2])}m${Number(clock[3])}s`.replace(/(?<!\d)0[hms]/g, '')
  const days = /^(\d{1,4})\s*(?:d|days?)$/i.exec(text)
  if (days) return `${Number(days[1]) * 24}h`
  const [thousands] = /^\d{1,3}([_,' ]\d{3})+$/.exec(text) ?? []
  if (thousands) return `${thousands.replace(/\D/g, '')}s`
  let short = text
    .replace(/^PT/i, '')
    .toLowerCase()
    .replace(/\s+|\band\b/g, '')
  for (const [words, unit] of WORDS) short = short.replace(words, unit)
  return short !== text && parseDuration(short) !== undefined ? short : undefined
}

function finite(ms: number): number | undefined {
  return Number.isFinite(ms) ? ms : undefined
}
