import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a process had loaded, and what it still held, when it had nothing left to do. */
export interface Testimony {
  /** Kinds of handles and requests that were open. */
  readonly open: readonly string[]
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Files of the action, by their names. */
  readonly files: readonly string[]
  /** Modules of Node.js beyond those of every process, its inner ones included. */
  readonly builtins: readonly string[]
}

/** Sees what a process loads; its `env` has to be that of the process. */
export function witness(): Disposable & {
  readonly env: Readonly<Record<string, string>>
  testimony(): Testimony
} {
  const folder = mkdtempSync(join(tmpdir(), 'witness-'))
  const file = join(folder, 'seen')
  return {
    env: { WITNESS: file, NODE_OPTIONS: `--import=${new URL('witness.mjs', import.meta.url)}` },
    testimony: () => JSON.parse(readFileSync(file, 'utf8')),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}
