/**
 * The idempotency keys of one import, by turns from 1 on. The key of a later turn is used only if the job of the turn
 * before has failed or is gone; `undefined` if there is none.
 */
export interface Keys {
  (turn: number): string | undefined
  /**
   * Where the keys depend on what the files hold: what they have in common whatever that is. An attempt that could not
   * look at the files may have had the same ones.
   */
  readonly whatever?: { readonly base: string }
}

/**
 * What the attempts of one run know of each other, beside the server. It never rejects, and gives up after limits of its
 * own: trouble with it is told by whoever keeps it, and the import goes on as if there were none.
 */
export interface Memory {
  /** What earlier attempts have left behind; nothing in a first attempt. */
  recall(): Promise<Remembered>
  /** A create under this key is about to be sent; `before` are the jobs that the server tells of now, if it does. */
  begin(key: string, before: ReadonlySet<string> | undefined): Promise<void>
  /** The create under this key made, or led to, this job. */
  learned(key: string, jobId: string): void
  /** No create under this key was carried out, for certain. */
  nothing(key: string): void
}

/** Turns are those of the keys: 1 for the first key, one more for each further one. */
export interface Remembered {
  /** Jobs of earlier attempts, the latest first. */
  readonly jobs: readonly { readonly turn: number; readonly jobId: string }[]
  /**
   * A create was about to be sent after all of these jobs, and nobody knows what became of it; `before` are the jobs
   * that there were already, `undefined` if that could not be learned.
   */
  readonly begun: { readonly turn: number; readonly before: ReadonlySet<string> | undefined } | undefined
  /** The turn that the last attempt had come to. */
  readonly turn: number
}

export const NOTHING: Remembered = { jobs: [], begun: undefined, turn: 1 }
