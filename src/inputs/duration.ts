const DURATION =
  /^(?=.)(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/

/**
 * Reads `90s`, `30m`, `1h30m`, `1500ms`, `1.5h` or a bare number of seconds, as a whole or not at all.
 * Units go from large to small, each at most once. Returns milliseconds, or `undefined` for anything else.
 */
export function parseDuration(text: string): number | undefined {
  const parts = DURATION.exec(/^[\d.]+$/.test(text) ? `${text}s` : text)
  if (!parts) return undefined
  const [h = 0, m = 0, s = 0, ms = 0] = parts.slice(1).map(value => Number(value ?? 0))
  const whole = h * 3_600_000 + m * 60_000 + s * 1000 + ms
  return Number.isFinite(whole) ? whole : undefined
}

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
  const short = text
    .replace(/^PT/i, '')
    .toLowerCase()
    .replace(/\s+|\band\b/g, '')
    .replace(/(?<=\d)(milliseconds?|millis|msecs?)/g, 'ms')
    .replace(/(?<=\d)(hours?|hrs?)/g, 'h')
    .replace(/(?<=\d)(minutes?|mins?)/g, 'm')
    .replace(/(?<=\d)(seconds?|secs?)/g, 's')
  return short !== text && parseDuration(short) !== undefined ? short : undefined
}
