import type { ImportRequest, Observation, Source, Standing, Target } from '../job/job.ts'
import type { Call, Dialect } from './dialect.ts'
import { type Envelope, type Fields, readCount, readList, readNumber, readText } from './envelope.ts'

const JOBS = '/v2/vectordb/jobs/import'

/**
 * Zilliz Cloud, import API v2 (docs.zilliz.com, "Import Operations V2"; zilliztech/zdoc
 * `11-import-operations-v2.json`). The oldest published route of describe is still in guides, hence its two
 * fallbacks.
 */
export const zillizV2: Dialect = {
  succeeded: isSuccess,
  create: request => post('create', { ...scope(request.target), ...body(request) }),
  readJobId,
  describe: (target, jobId) => {
    const fields = { ...scope(target), jobId }
    return [post('describe', fields), post('get_progress', fields), post('getProgress', fields)]
  },
  readJob,
}

function post(route: string, body: Fields): Call {
  return { method: 'POST', path: `${JOBS}/${route}`, body }
}

function scope(target: Target): Fields {
  return target.kind === 'cluster'
    ? { clusterId: target.clusterId }
    : { projectId: target.projectId, regionId: target.regionId }
}

/** Nothing empty is sent: an empty `dbName` is refused by Free and Serverless clusters. */
function body({ dbName, collectionName, partitionName, source }: ImportRequest): Fields {
  const fields = { dbName, collectionName, partitionName, ...sourceFields(source) }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** One inner list holds one URL or path: a file, or a folder ending in `/`. */
function sourceFields(source: Source): Fields {
  if (source.kind === 'volume') {
    return { volumeName: source.volumeName, dataPaths: source.paths.map(path => [path]) }
  }
  const { accessKey, secretKey, sessionToken } = source.credentials
  return { objectUrls: source.urls.map(url => [url]), accessKey, secretKey, token: sessionToken }
}

/** 0 is documented; pages of the same API show 200, and schemas type the code as a string. */
export function isSuccess({ code }: Envelope): boolean {
  return code === '0' || code === '200'
}

/** `jobId` in every example, `jobID` in an early schema. Always text: numeric ids exceed 2^53. */
export function readJobId(data: Fields): string | undefined {
  return readText(data, 'jobId') || readText(data, 'jobID') || undefined
}

/** A job as `describe`, `get_progress` and `getProgress` tell it, every field of it optional. */
export function readJob(data: Fields): Observation {
  const state = readText(data, 'state')
  return {
    state,
    standing: standingOf(state),
    percent: readNumber(data, 'progress'),
    collectionName: readText(data, 'collectionName') || undefined,
    importedRows: readCount(data, 'importedRows'),
    totalRows: readCount(data, 'totalRows'),
    reason: readText(data, 'reason'),
    files: readList(data, 'details').map(file => ({
      name: fileName(readText(file, 'fileName')),
      state: readText(file, 'state'),
      percent: readNumber(file, 'progress'),
      importedRows: readCount(file, 'importedRows'),
      totalRows: readCount(file, 'totalRows'),
      fileSize: readCount(file, 'fileSize'),
      reason: readText(file, 'reason'),
    })),
  }
}

/** Every word but the terminal ones means that the server still works: it has added words in almost every release. */
function standingOf(state: string): Standing {
  if (state === 'Completed') return 'completed'
  if (state === 'Failed') return 'failed'
  if (state === 'Uncommitted') return 'uncommitted'
  return 'running'
}

/** The data plane prints a list of paths, `[a.npy b.npy]`, or `id:1 paths:"a.parquet"`: only the paths are shown. */
function fileName(printed: string): string {
  const quoted = [...printed.matchAll(/paths:"((?:[^"\\]|\\.)*)"/g)].map(([, path]) => path)
  if (quoted.length > 0) return quoted.join(' ')
  return printed.replace(/^\[(.*)\]$/s, '$1')
}
