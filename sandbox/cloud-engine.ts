import { createHash } from 'node:crypto'
import { type Engine, printPaths } from './engine.ts'

/** Jobs of Zilliz Cloud, as far as its pages show them; how long they are remembered is not published. */
export const cloudEngine: Engine = {
  sorts: true,
  commits: false,
  sharesProgress: false,
  timeoutUndoesEnd: false,
  timeoutSparesCommit: false,
  visibleAfter: 0,
  retention: Infinity,
  jobId(scope, number) {
    const hash = createHash('sha256').update(`${scope} ${number}`).digest('hex')
    return `job-${hash.slice(0, 22)}`
  },
  reason({ message, source }, _jobId, index, group) {
    const chain = source === 'storage' ? message : `${message}: importing data failed`
    return group ? `error: ${chain}, file: id:${index + 1} ${printPaths(group)}` : `error: ${chain}`
  },
}
