import type { ImportRequest } from '../model/job.ts'
import type { Dialect } from './dialect.ts'
import type { Fields } from './envelope.ts'
import { isSuccess, post, progressCalls, readJob, readJobId, readJobList } from './v2.ts'

/**
 * Self-hosted Milvus, 2.4 to 3.0 (`milvus-io/milvus` `internal/distributed/proxy/httpserver`). The routes are those
 * of Zilliz Cloud v2; files are keys in the bucket of Milvus. The database goes in the body and, for the calls that
 * look only there, as the header `DB-Name`. The list has no pages.
 */
export const milvus: Dialect = {
  succeeded: isSuccess,
  create: request => post('jobs/import/create', createFields(request)),
  readJobId,
  describe: ({ dbName }, jobId) => progressCalls({ dbName, jobId }),
  readJob,
  list: ({ dbName }, collectionName) => post('jobs/import/list', { dbName, collectionName }),
  readList: readJobList,
  pageSize: undefined,
  listsOneCollection: true,
  listTellsEnd: false,
}

/** Option values must be JSON strings: Milvus refuses numbers and booleans (code 1801). */
function createFields({ dbName, collectionName, partitionName, source }: ImportRequest): Fields {
  const files = source.kind === 'files' ? source.groups : []
  const hasOptions = source.kind === 'files' && Object.keys(source.options).length > 0
  return { dbName, collectionName, partitionName, files, options: hasOptions ? source.options : undefined }
}
