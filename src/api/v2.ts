import type { FileObservation, Observation, Source, Standing } from '../model/job.ts'
import type { ListedJob } from '../model/service.ts'
import type { Call, Dialect, Scope } from './dialect.ts'
import { asFields, type Fields, readCount, readList, readNumber, readText } from './envelope.ts'

/** docs.zilliz.com, error 96008: `pageSize` is between 1 and 100. */
const PAGE_SIZE = 100

/**
 * Zilliz Cloud, import API v2 (docs.zilliz.com, "Import Operations V2"; zilliztech/zdoc
 * `11-import-operations-v2.json`). Its routes are those of Milvus, whose answers it passes on.
 */
export const zillizV2: Dialect = {
  create: ({ target, dbName, collectionName, partitionName, source }) =>
    post('jobs/import/create', {
      ...scopeFields({ target, dbName }),
      ...{ collectionName, partitionName },
      ...sourceFields(source),
    }),
  /** `describe` is current, `get_progress` is all that Milvus before 2.4.13 knows, `getProgress` stands in guides. */
  describe(scope, jobId) {
    const call = (name: string) => post(`jobs/import/${name}`, { ...scopeFields(scope), jobId })
    return [call('describe'), call('get_progress'), call('getProgress')]
  },
  readJob,
  list: (scope, collectionName, currentPage) =>
    post('jobs/import/list', { ...scopeFields(scope), collectionName, pageSize: PAGE_SIZE, currentPage }),
  readList: data => readRecords(data, 'records'),
  pageSize: PAGE_SIZE,
  listsOneCollection: false,
  listTellsEnd: false,
}

/**
 * Self-hosted Milvus, 2.4 to 3.0 (`milvus-io/milvus` `internal/distributed/proxy/httpserver`). Files are keys in the
 * bucket of Milvus. The database goes in the body and, for the calls that look only there, as the header `DB-Name`. The
 * list has no pages.
 */
export const milvus: Dialect = {
  ...zillizV2,
  list: (scope, collectionName) => post('jobs/import/list', { ...scopeFields(scope), collectionName }),
  pageSize: undefined,
  listsOneCollection: true,
}

/** A call of the v2 API. Fields without a value are not sent: Free and Serverless clusters refuse an empty `dbName`. */
export function post(route: string, body: Fields): Call {
  return { method: 'POST', path: `/v2/vectordb/${route}`, body }
}

function scopeFields({ target, dbName }: Scope): Fields {
  switch (target.kind) {
    case 'cluster':
      return { clusterId: target.clusterId, dbName }
    case 'project':
      return { projectId: target.projectId, regionId: target.regionId, dbName }
    case 'instance':
      return { dbName }
  }
}

/** One inner list holds one URL or path: a file, or a folder ending in `/`; of Milvus also a set of NumPy files. */
function sourceFields(source: Source): Fields {
  switch (source.kind) {
    case 'objects': {
      const { accessKey, secretKey, sessionToken } = source.credentials
      return { objectUrls: source.urls.map(url => [url]), accessKey, secretKey, token: sessionToken }
    }
    case 'volume':
      return { volumeName: source.volumeName, dataPaths: source.paths.map(path => [path]) }
    case 'files': {
      // Their values must be JSON strings: Milvus refuses numbers and booleans (code 1801).
      const { groups, options } = source
      return { files: groups, options: Object.keys(options).length > 0 ? options : undefined }
    }
  }
}

/** `jobId` in every example, `jobID` in early schemas and servers. Always text: numeric ids exceed 2^53. */
export function readJobId(data: Fields): string | undefined {
  return readText(data, 'jobId') || readText(data, 'jobID') || undefined
}

/** A job as `describe` and its older names tell it, every field of it optional. */
export function readJob(data: Fields): Observation {
  const state = readText(data, 'state')
  return {
    state,
    standing: standingOf(state),
    percent: readNumber(data, 'progress'),
    collectionName: readText(data, 'collectionName') || undefined,
    createdAt: Date.parse(readText(data, 'createTime')) || undefined,
    importedRows: readCount(data, 'importedRows'),
    totalRows: readCount(data, 'totalRows'),
    ...readReason(readText(data, 'reason')),
    files: readList(data, 'details', readFile),
  }
}

function readFile(file: Fields): FileObservation {
  const paths = pathsOf(readText(file, 'fileName'))
  return {
    name: paths.length === 1 && paths[0] !== undefined ? paths[0] : paths.join(' '),
    paths,
    state: readText(file, 'state'),
    percent: readNumber(file, 'progress'),
    importedRows: readCount(file, 'importedRows'),
    totalRows: readCount(file, 'totalRows'),
    fileSize: readCount(file, 'fileSize'),
    reason: readReason(readText(file, 'reason')).reason,
  }
}

/**
 * The records of any list, each of them: one that can't be read is a job all the same, of which nothing is known. Null
 * and nothing are an empty list.
 */
export function readRecords(data: Fields, name: string): ReturnType<Dialect['readList']> {
  const value = data[name] ?? []
  const records: readonly unknown[] = Array.isArray(value) ? value : [value]
  return { jobs: records.map(readListedJob), total: readNumber(data, 'count') }
}

function readListedJob(record: unknown): ListedJob {
  const fields = asFields(record) ?? {}
  return {
    jobId: readJobId(fields),
    collectionName: readText(fields, 'collectionName') || undefined,
    state: readText(fields, 'state'),
  }
}

/** Every word but the terminal ones means that the server still works: it has added words in almost every release. */
function standingOf(state: string): Standing {
  if (state === 'Completed') return 'completed'
  if (state === 'Failed') return 'failed'
  if (state === 'Uncommitted') return 'uncommitted'
  return 'running'
}

/**
 * The paths in a name as the data plane prints it: `[a.parquet]`, the files of a NumPy set as `[x/id.npy x/v.npy]`, or
 * `id:1 paths:"a.parquet"`. Go prints a list without quotes, so a blank separates two paths only where every path
 * ends in `.npy`; otherwise it is part of the one name.
 */
export function pathsOf(printed: string): readonly string[] {
  const quoted = quotedPaths(printed)
  if (quoted.length > 0) return quoted
  const text = printed.startsWith('[') && printed.endsWith(']') ? printed.slice(1, -1) : printed
  if (text === '') return NONE
  const parts = text.includes('.npy ') ? text.split(/(?<=\.npy) /) : []
  return parts.length > 1 && parts.every(part => part.endsWith('.npy')) ? parts : [text]
}

/** One for all: most files of thousands have nothing to tell. */
const NONE: readonly string[] = []

/** `paths:"a.npy" paths:"b.npy"`; Go quotes as JSON does, but for bytes that are no text. */
function quotedPaths(text: string): readonly string[] {
  if (!text.includes('paths:"')) return NONE
  return [...text.matchAll(/paths:"((?:[^"\\]|\\.)*)"/g)].map(([, path = '']) => {
    try {
      return JSON.parse(`"${path}"`) as string
    } catch {
      return path
    }
  })
}

const BLAMED = /,? *file: id:\d+ *((?: *paths:"(?:[^"\\]|\\.)*")+) *$/
/** An object that a store refused: `key not found[key=a.json]`, `NoSuchKey(key=a.json)`; a folder is no file. */
const REFUSED =
  /(?:key not found|permission denied|invalid credentials|too many requests|IO failed|unexpected EOF)\[key=([^\]]*[^\]/])\]|NoSuchKey\(key=([^)]*[^)/])\)/
const SUFFIX = /(: (importing data failed( on server side)?|invalid parameter))+$/

const NO_REASON = { reason: '', blamed: NONE }

/**
 * A reason without the wrapping that says nothing, and the paths it blames: `error: …, file: id:1 paths:"a.parquet"`
 * (Milvus from 2.5 on; `internal/datacoord/import_checker.go`), else the object that could not be read.
 */
export function readReason(text: string): { readonly reason: string; readonly blamed: readonly string[] } {
  if (text === '') return NO_REASON
  const blamed = quotedPaths(BLAMED.exec(text)?.[1] ?? '')
  const [, key = '', named = key] = REFUSED.exec(text) ?? []
  return {
    reason: text
      .replace(BLAMED, '')
      .replace(/^error: /, '')
      .replace(SUFFIX, '')
      .trim(),
    blamed: blamed.length > 0 || named === '' ? blamed : [named],
  }
}
