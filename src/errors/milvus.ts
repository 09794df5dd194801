import {
  bucketRights,
  checkCollection,
  checkImportApi,
  checkKey,
  checkLogin,
  laterOrOperator,
  laterOrSupport,
  milvusBucket,
  milvusPath,
  runLater,
} from './advice.ts'
import { type Entry, foreign, shared } from './entry.ts'

const insideFault = { advice: laterOrSupport, adviceFor: { milvus: laterOrOperator } } as const
const missingWords: Entry = {
  title: 'The server misses a part of the request',
  advice: 'Check the inputs against its words.',
  byReason: true,
}
const quota = {
  advice: 'Free space in the cluster, or let it grow, then run again.',
  adviceFor: {
    milvus:
      'Free space, or let the operator raise the quota (`quotaAndLimits` in `milvus.yaml`), then run again.',
  },
} as const

/** Codes of Milvus, which is the data plane of Zilliz Cloud too (`milvus-io/milvus` `pkg/util/merr/errors.go`, 2.4 to 3.0). */
const met: Readonly<Record<string, Entry>> = {
  ...shared([1, 2], { title: 'The server is starting, or a part of it is down', ...insideFault }),
  3: { title: 'The server has no memory left', ...insideFault },
  4: { title: 'The server has too many requests at once', advice: runLater },
  5: { title: 'The server met a fault of its own', byReason: true, ...insideFault },
  6: {
    title: 'The request reached another cluster than it was meant for',
    advice: 'Check `endpoint`, and any gateway that shares it between clusters.',
  },
  7: { title: 'The disk of the server is full', ...quota },
  8: { title: 'The server is asked too often', advice: runLater },
  9: { title: 'A quota of the cluster, database or collection is used up', byReason: true, ...quota },
  10: {
    title: 'This server does not offer this',
    advice: 'Leave out the input that it names (`options` above all), or update the server.',
  },
  11: { title: 'The server lags behind and takes no data for now', ...insideFault },
  12: { title: 'The server lacks the resources for this now', ...insideFault },
  100: {
    title: 'The collection does not exist',
    advice: checkCollection,
    byReason: true,
  },
  ...shared([101, 103], {
    title: 'The collection is not loaded, or not wholly yet',
    advice: 'Load the collection, wait until it is loaded, then run again.',
  }),
  102: {
    title: 'The database holds as many collections as it may',
    advice: 'Remove collections that are not needed, or raise the limit.',
  },
  105: {
    title: 'The schema of the collection does not allow this import',
    advice:
      'Correct what the server names; most of a schema can only be changed by creating the collection again.',
    byReason: true,
  },
  106: { title: 'The collection is being recovered', advice: runLater },
  ...shared([109, 110], {
    title: 'The schema of the collection is being changed',
    advice: 'Run the step again when the change is done.',
  }),
  200: {
    title: 'The partition does not exist',
    advice: 'Create it, or leave `partitionName` out to import into the default partition.',
    byReason: true,
  },
  202: {
    title: 'The partition is not wholly loaded yet',
    advice: 'Wait until it is loaded, then run again.',
  },
  250: {
    title: 'The cluster holds as many collections and partitions as it may',
    advice: 'Remove what is not needed, or give the cluster more capacity.',
  },
  ...shared([500, 501, 502, 503, 504, 505, 506, 507], {
    title: 'The server met a fault of its own, probably in a channel of the collection',
    ...insideFault,
  }),
  ...shared([600, 601, 602, 603, 604, 605], {
    title: 'The server lost track of a segment of the collection',
    ...insideFault,
  }),
  ...shared([700, 701, 702, 703], {
    title: 'The server met a fault with an index of the collection',
    advice: 'Check that each vector field of the collection has an index of a kind that the server knows.',
  }),
  800: {
    title: 'The database does not exist',
    advice: 'Check `dbName`, or leave it out for the default database.',
    byReason: true,
  },
  801: {
    title: 'The server holds as many databases as it may',
    advice: 'Import into a database that exists: check `dbName`.',
  },
  802: {
    title: 'The name of the database is not allowed',
    advice: 'Check `dbName`: letters, digits and underscores, and no digit in front.',
  },
  ...shared([901, 902, 903, 904, 905, 906], {
    title: 'A node of the server is missing or not ready',
    ...insideFault,
  }),
  1000: {
    title: 'A file is not where the server looks for it',
    advice: 'Check bucket, key, and upper and lower case of the path.',
    adviceFor: { milvus: milvusPath },
    byReason: true,
  },
  1001: {
    title: 'The server could not read the object storage',
    advice: `${runLater} If it stays, check bucket and region.`,
    byReason: true,
  },
  1002: {
    title: 'A file ended early',
    advice:
      'Check that it was uploaded whole and does not change while it is imported, then run the step again.',
  },
  1003: { title: 'The object storage throttled the server', advice: runLater },
  1004: { title: 'The server could not read or write data of its own', ...insideFault },
  1005: {
    title: 'The bucket refused the credentials',
    advice: `Check \`accessKey\` and \`secretKey\`: ${bucketRights}.`,
    adviceFor: { milvus: `${milvusBucket} their right to list the bucket and to get objects.` },
  },
  1006: {
    title: 'The bucket does not exist',
    advice: 'Check the bucket (Azure: the container), its region and its account in `objectUrl`.',
    adviceFor: { milvus: `${milvusBucket} \`minio.bucketName\`.` },
  },
  1007: {
    title: 'The credentials of the bucket are not valid, or have expired',
    advice: 'Check `accessKey`, `secretKey` and `sessionToken`, and that they outlive the import.',
    adviceFor: { milvus: `${milvusBucket} whether these are still valid.` },
  },
  1008: { title: 'The server met a fault of its storage', ...insideFault },
  1009: {
    title: 'The server found its stored data damaged',
    advice: 'Give code, text and request id to the support of Zilliz Cloud before you import again.',
    adviceFor: {
      milvus: 'Give code, text and request id to the operator of the server before you import again.',
    },
  },
  ...shared([1010, 1011], {
    title: 'The object storage refused a read of the server',
    advice:
      'Check that the files were uploaded whole and are not changed while they are imported, then run again.',
  }),
  1012: { title: 'A file is too large for the object storage', advice: 'Split it.' },
  1100: {
    title: 'The server refused a part of the request',
    advice: 'Check the inputs against its words.',
    byReason: true,
  },
  ...shared([1101, 1802], missingWords),
  1102: {
    title: 'A part of the request is too large for the server',
    advice: 'Check the inputs against its words, or split the job.',
    byReason: true,
  },
  ...shared([1400, 1800], {
    title: 'The server does not accept the login',
    advice: checkKey,
    adviceFor: { milvus: checkLogin },
  }),
  1401: {
    title: 'The user may not import into this collection',
    advice: 'Grant the API key the right to import into this cluster and database.',
    adviceFor: {
      milvus: 'Grant the role of the user the privilege `Import` on the collection and its database.',
    },
  },
  1700: {
    title: 'A field does not exist in the collection',
    advice: 'Check the names of the fields in the files against the collection: upper and lower case count.',
    byReason: true,
  },
  1801: { title: 'The server could not read the request', advice: checkImportApi, byReason: true },
  1807: { title: 'The server is asked too often', advice: runLater },
  ...shared([2100, 2101], {
    title: 'The server refused the import',
    advice: 'Check files and inputs against its words.',
    byReason: true,
  }),
  2200: { title: 'The server contradicted itself for a moment', advice: runLater },
  2400: {
    title: 'A function of the collection failed',
    advice:
      'Check the functions of the collection (embedding, BM25), their credentials and what they take in.',
  },
  2401: { title: 'All workers of the server are busy', ...insideFault },
  2500: {
    title: 'The key that encrypts the data was revoked',
    advice: 'Restore the key in the key management of the cloud, then run again.',
  },
  3000: {
    title: 'The server does not support this',
    advice: 'Leave out the input that it names, or update the server.',
    byReason: true,
  },
  3001: { title: 'A part of the server was replaced and is not wholly up yet', advice: runLater },
  10000: { title: 'The server ended the request before it was done', byReason: true, ...insideFault },
  10001: { title: 'The server took too long for the request', byReason: true, ...insideFault },
  65535: { title: 'The server met a fault of its own', byReason: true, ...insideFault },
}

/** Codes of other requests than those of an import. */
const others: Readonly<Record<string, Entry>> = {
  ...foreign(
    'The server answered about loading, clustering or replicating a collection',
    [104, 107, 108, 201],
  ),
  ...foreign(
    'The server answered about resource groups or replicas',
    [300, 301, 302, 303, 304, 305, 400, 401],
  ),
  ...foreign('The server answered about its metrics or message queue', [1200, 1300, 1301, 1302, 1303]),
  ...foreign('The server answered about privilege groups or aliases', [1402, 1600, 1601, 1602, 1603]),
  ...foreign('The server answered about inserting or searching rows', [1701, 1803, 1804, 1805, 1806, 2201]),
  ...foreign('The server answered about replication', [1900, 1901, 1902, 1903]),
  ...foreign('The search engine of the server failed', [2000, 2001, 2002, 2037, 2038, 2039, 2040, 2099]),
  ...foreign(
    'The server answered about compaction',
    [
      2300, 2301, 2302, 2303, 2304, 2305, 2306, 2307, 2308, 2309, 2310, 2311, 2312, 2313, 2314, 2315, 2316,
      2317,
    ],
  ),
  ...foreign('The server answered about an index node', [2402]),
  ...foreign('The server answered about snapshots', [2600, 2601]),
}

export const milvus: Readonly<Record<string, Entry>> = { ...met, ...others }
