import type { Progress } from './job.ts'
import type { CallFailure } from './service.ts'

/** What there is to tell while waiting. */
export type WatchEvent =
  | { readonly kind: 'progress'; readonly progress: Progress }
  /** A poll failed and is repeated after `pause` milliseconds; nothing is known to be wrong with the import. */
  | { readonly kind: 'trouble'; readonly failure: CallFailure; readonly pause: number }
