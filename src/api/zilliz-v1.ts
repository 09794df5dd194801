import type { ImportRequest, Observation, Standing } from '../model/job.ts'
import type { Call, Dialect, Scope } from './dialect.ts'
import { type Fields, readCount, readList, readNumber, readText } from './envelope.ts'
import { pathsOf, readReason, readRecords } from './v2.ts'

const IMPORT = '/v1/vector/collections/import'
/** docs.zilliz.com, error 80003: `pageSize` is between 5 and 100. */
const PAGE_SIZE = 100

/**
 * Zilliz Cloud, import API v1 (docs.zilliz.com, "Import", "Get Import Progress", "List Import Jobs"), deprecated. One
 * object URL, no database. A job has no state of its own: a time of completion or an error message is its end, and
 * where neither comes, the list has a word for it.
 */
export const zillizV1: Dialect = {
  create: request => ({ method: 'POST', path: IMPORT, body: createFields(request) }),
  describe: (scope, jobId) => [get('get', { jobId, clusterId: clusterOf(scope) })],
  readJob,
  list: (scope, _collectionName, page) =>
    get('list', { clusterId: clusterOf(scope), pageSize: String(PAGE_SIZE), currentPage: String(page) }),
  readList: data => readRecords(data, 'tasks'),
  pageSize: PAGE_SIZE,
  listsOneCollection: false,
  listTellsEnd: true,
}

function get(route: string, query: Readonly<Record<string, string>>): Call {
  return { method: 'GET', path: `${IMPORT}/${route}?${new URLSearchParams(query)}` }
}

function clusterOf({ target }: Scope): string {
  return target.kind === 'cluster' ? target.clusterId : ''
}

function createFields({ target, collectionName, partitionName, source }: ImportRequest): Fields {
  const { urls, credentials } = source.kind === 'objects' ? source : { urls: [], credentials: undefined }
  return {
    clusterId: clusterOf({ target, dbName: undefined }),
    collectionName,
    partitionName,
    objectUrl: urls[0],
    accessKey: credentials?.accessKey,
    secretKey: credentials?.secretKey,
  }
}

function readJob(data: Fields): Observation {
  const standing = standingOf(data)
  const details = readList(data, 'details', file => file)
  // Before the details come, the job speaks of its one file by itself.
  const files = details.length > 0 ? details : [data].filter(job => readText(job, 'fileName') !== '')
  return {
    state: WORDS[standing],
    standing,
    percent: readPercent(data),
    // The percentage has no bands that would tell more.
    phase: standing === 'running' ? 'importing rows' : 'done',
    collectionName: readText(data, 'collectionName') || undefined,
    importedRows: undefined,
    totalRows: undefined,
    ...readReason(readText(data, 'errorMessage')),
    files: files.map(file => ({
      ...readName(file),
      state: WORDS[standingOf(file)],
      percent: readPercent(file),
      importedRows: undefined,
      totalRows: undefined,
      fileSize: readCount(file, 'fileSize'),
      reason: readReason(readText(file, 'errorMessage')).reason,
    })),
  }
}

function readName(file: Fields) {
  const paths = pathsOf(readText(file, 'fileName'))
  return { name: paths.join(' '), paths }
}

function standingOf(fields: Fields): Standing {
  if (readText(fields, 'errorMessage') !== '') return 'failed'
  return readText(fields, 'completeTime') === '' ? 'running' : 'completed'
}

/** `get` has no words for states: those of v2 stand for what it tells. */
export const WORDS: Readonly<Record<Standing, string>> = {
  running: 'Importing',
  completed: 'Completed',
  failed: 'Failed',
  uncommitted: 'Uncommitted',
}

/** What the word of the list means; `undefined` for any other than the two that end a job. */
export function standingOfWord(word: string): 'completed' | 'failed' | undefined {
  if (word === 'ImportCompleted') return 'completed'
  return word === 'ImportFailed' ? 'failed' : undefined
}

/** The scale of `readyPercentage` is not documented: up to 1 it is a fraction (zilliztech/spark-milvus), above per cent. */
function readPercent(fields: Fields): number | undefined {
  const ready = readNumber(fields, 'readyPercentage')
  return ready !== undefined && ready <= 1 ? ready * 100 : ready
}
