import type { Keys, Remembered } from '../model/memory.ts'
import type { KnownCheckRun } from './github.ts'

// What a check run remembers: its `external_id` is the key, and behind a slash the job id, or `-` where there certainly is
// no job. The jobs that there were before the create stand in its text, where nobody sees them.

/** `-` as the job id says that there is no job. */
export const NO_JOB = '-'

/** The job id is `''` if the attempt ended before it was known. */
type Note = KnownCheckRun & { readonly turn: number; readonly jobId: string }

/**
 * What the check runs of a commit say of the import with these keys: what is remembered, the one that this attempt goes
 * on with, and others that nobody has completed.
 */
export function recollect(
  runs: readonly KnownCheckRun[],
  keys: Keys,
  redact: (text: string) => string = text => text,
): { remembered: Remembered; mine: KnownCheckRun | undefined; leftOpen: readonly number[] } {
  const notes = runs
    .flatMap(run => readNote(run, keys, redact))
    .sort((a, b) => b.turn - a.turn || b.id - a.id)
  const turn = notes[0]?.turn ?? 1
  const latest = notes.filter(note => note.turn === turn)
  const begun = latest.some(({ jobId }) => jobId !== '') ? undefined : latest[0]
  const mine = begun ?? notes[0]
  return {
    remembered: {
      jobs: notes
        .filter(({ jobId }) => jobId !== '' && jobId !== NO_JOB)
        .map(note => ({ turn: note.turn, jobId: note.jobId })),
      begun: begun && { turn, before: known(readBefore(begun.summary), runs, notes) },
      turn,
    },
    mine,
    leftOpen: notes.filter(note => note.isOpen && note !== mine).map(({ id }) => id),
  }
}

/**
 * A job that another import of this commit has noted is none of ours, also where its files are the same. As long as one
 * of them does not know its job, a new job may be that one's: then nothing is known.
 */
function known(
  before: ReadonlySet<string> | undefined,
  runs: readonly KnownCheckRun[],
  ours: readonly Note[],
): ReadonlySet<string> | undefined {
  const mine = new Set(ours.map(({ id }) => id))
  const others = runs.filter(({ id, externalId }) => !mine.has(id) && externalId !== '')
  if (!before || others.some(({ externalId }) => !externalId.includes('/'))) return undefined
  const theirs = others.map(({ externalId }) => externalId.slice(externalId.lastIndexOf('/') + 1))
  return new Set([...before, ...theirs.filter(jobId => jobId !== NO_JOB)])
}

/** No key has more turns than a run has attempts. */
const LARGEST_TURN = /^(?:-([1-9]\d{0,3}))?(?:\/([^/]*))?$/

function readNote(run: KnownCheckRun, keys: Keys, redact: (text: string) => string): Note[] {
  const first = redact(keys(1) ?? '')
  const rest = restOf(run.externalId, first, keys)
  if (first === '' || rest === undefined) return []
  const [match, number = '1', jobId = ''] = LARGEST_TURN.exec(rest) ?? []
  const turn = Number(number)
  return match !== undefined && keys(turn) !== undefined ? [{ ...run, turn, jobId }] : []
}

/**
 * What follows our key; `undefined` if it is another import's. Where one of the two attempts could not tell what the files
 * hold, they may be the same: importing twice would be worse than finding a job once too often.
 */
function restOf(externalId: string, first: string, { whatever }: Keys): string | undefined {
  const base = whatever?.base ?? first
  if (!externalId.startsWith(base)) return undefined
  const [content = ''] = /^\.[0-9a-f]+/.exec(externalId.slice(base.length)) ?? []
  const ours = first.slice(base.length)
  const isSame = content === ours || (whatever !== undefined && (content === '' || ours === ''))
  return isSame ? externalId.slice(base.length + content.length) : undefined
}

/** GitHub takes 65,535 bytes for the whole text. */
const LONGEST_BEFORE = 40_000

/** Ids are a server's: what could end the comment is not written. */
export function beforeNote(before: ReadonlySet<string> | undefined): string {
  const ids = before && [...before].every(id => /^\w[\w.-]*$/.test(id)) ? [...before].join() : undefined
  return `<!-- jobs before: ${ids === undefined || ids.length > LONGEST_BEFORE ? '?' : ids} -->`
}

/** Where nothing is written every job may be the one. */
function readBefore(summary: string): ReadonlySet<string> | undefined {
  const [, ids = ''] = /<!-- jobs before: (\S*) -->/.exec(summary) ?? []
  return ids === '?' ? undefined : new Set(ids.split(',').filter(Boolean))
}
