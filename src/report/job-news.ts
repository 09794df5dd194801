import { type FileProgress, importedRowsOf, type Progress } from '../model/job.ts'
import { doneFiles } from '../words/job.ts'
import { MOST_OPEN_FILES } from './tables.ts'

/** A file has few states and four quarters; a server that invents more is not followed. */
const MOST_LINES_PER_FILE = 8
const MOST_FAILURES = 20
const STATES = ['Pending', 'Importing', 'InProgress', 'Completed', 'Failed', 'Uncommitted', 'Committing']

/** Tells what is new in each answer about a job, given those before it, and which of its files are worth a line. */
export function createJobNews() {
  const states = new Set(['', ...STATES])
  const filesOf = createFileNews()
  let position = ''
  let mark = ''
  return (progress: Progress) => {
    const { state, percent, standing } = progress
    const before = { position, mark }
    const isUnknownState = !states.has(state)
    states.add(state)
    position = [state, percent, importedRowsOf(progress)].join()
    mark = markOf(progress)
    const files = standing === 'failed' ? [] : filesOf(progress)
    return {
      isUnknownState,
      hasMoved: position !== before.position,
      isWorthLine: mark !== before.mark,
      files,
    }
  }
}

/** What makes a change of the job worth a line: its state, its phase, a twentieth of the way or of the files. */
function markOf(progress: Progress): string {
  const { state, phase, percent, files } = progress
  const step = Math.max(1, Math.ceil(files.length / MOST_OPEN_FILES))
  return [state, phase, Math.floor(percent / 5), Math.floor(doneFiles(progress) / step)].join(' ')
}

/** Of few files every quarter of the way and every state is worth a line; of many only those that fail, and not all. */
function createFileNews(): (progress: Progress) => FileProgress[] {
  const told = new Map<string, { mark: string; lines: number }>()
  let failures = 0
  return ({ files }) => {
    const many = files.length > MOST_OPEN_FILES
    return files.filter((file, index) => {
      if (many && (file.state !== 'Failed' || failures >= MOST_FAILURES)) return false
      const key = `${index} ${file.name}`
      const mark = many ? file.state : `${file.state} ${Math.floor(file.percent / 25)}`
      const { mark: before, lines } = told.get(key) ?? { mark: undefined, lines: 0 }
      if (before === mark || lines >= MOST_LINES_PER_FILE) return false
      told.set(key, { mark, lines: lines + 1 })
      if (many) failures += 1
      return true
    })
  }
}
