import type { Source } from '../model/job.ts'
import type { Dialect, Scope } from './dialect.ts'
import type { Fields } from './envelope.ts'
import { isSuccess, post, progressCalls, readJob, readJobId, readJobList } from './v2.ts'

/** docs.zilliz.com, error 96008: `pageSize` is between 1 and 100. */
const PAGE_SIZE = 100

/**
 * Zilliz Cloud, import API v2 (docs.zilliz.com, "Import Operations V2"; zilliztech/zdoc
 * `11-import-operations-v2.json`). Nothing empty is sent: Free and Serverless clusters refuse a `dbName`.
 */
export const zillizV2: Dialect = {
  succeeded: isSuccess,
  create: ({ target, dbName, collectionName, partitionName, source }) =>
    post('jobs/import/create', {
      ...scopeFields({ target, dbName }),
      collectionName,
      partitionName,
      ...sourceFields(source),
    }),
  readJobId,
  describe: (scope, jobId) => progressCalls({ ...scopeFields(scope), jobId }),
  readJob,
  list: (scope, collectionName, currentPage) =>
    post('jobs/import/list', { ...scopeFields(scope), collectionName, pageSize: PAGE_SIZE, currentPage }),
  readList: readJobList,
  pageSize: PAGE_SIZE,
  listsOneCollection: false,
  listTellsEnd: false,
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

/** One inner list holds one URL or path: a file, or a folder ending in `/`. */
function sourceFields(source: Source): Fields {
  switch (source.kind) {
    case 'objects': {
      const { accessKey, secretKey, sessionToken } = source.credentials
      return { objectUrls: source.urls.map(url => [url]), accessKey, secretKey, token: sessionToken }
    }
    case 'volume':
      return { volumeName: source.volumeName, dataPaths: source.paths.map(path => [path]) }
    case 'files':
      return { files: source.groups }
  }
}
