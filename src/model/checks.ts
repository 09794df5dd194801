/** One thing that was looked at before the create. */
export interface Check {
  /** What was looked at, in a word or two. */
  readonly name: string
  /** `failed` is a proof that the import can't work. `unknown` says nothing, for or against. */
  readonly result: 'ok' | 'failed' | 'unknown'
  /** One sentence without a full stop at its end. */
  readonly text: string
}

/** `7 ok, 1 failed, 2 unknown`: how many of each result there are; results that do not occur are left out. */
export function tally(checks: readonly Check[]): string {
  return (['ok', 'failed', 'unknown'] as const)
    .map(result => [checks.filter(check => check.result === result).length, result] as const)
    .filter(([count]) => count > 0)
    .map(([count, result]) => `${count} ${result}`)
    .join(', ')
}
