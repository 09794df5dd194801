import { type Engine, printPaths } from '../engine.ts'
import { type MilvusVersion, type Profile, profileOf } from './profile.ts'

/** Ids are int64: the first is the example of the documentation, which no double can hold. */
const FIRST_ID = 448707763884413158n
/** Room for the ids of the files of a job. */
const STRIDE = 4096n

/** How a version of Milvus carries its jobs out. */
export function milvusEngine(name: MilvusVersion): Engine {
  const profile = profileOf(name)
  const { sorts, commits, timeoutUndoesEnd, timeoutSparesCommit, visibleAfter, retention } = profile
  return {
    sorts,
    commits,
    sharesProgress: true,
    timeoutUndoesEnd,
    timeoutSparesCommit,
    visibleAfter,
    retention,
    jobId: (_scope, number) => String(FIRST_ID + BigInt(number) * STRIDE),
    reason({ message, source }, jobId, index, group) {
      if (!group) return message
      const chain = message + suffix(source, profile)
      if (profile.isTerse) return chain
      // The text form of a protobuf message has one or two spaces, at random.
      const space = Math.random() < 0.5 ? ' ' : '  '
      return `error: ${chain}, file: id:${BigInt(jobId) + 2n + BigInt(index)}${space}${printPaths(group)}`
    },
  }
}

function suffix(source: 'data' | 'reader' | 'storage', { hasSystemCodes }: Profile): string {
  if (source === 'storage') return ''
  const isServerSide = source === 'reader' && hasSystemCodes
  return `: importing data failed${isServerSide ? ' on server side' : ''}`
}
