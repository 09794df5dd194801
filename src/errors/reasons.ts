import {
  bucketRights,
  checkCollection,
  countRows,
  laterOrOperator,
  laterOrSupport,
  milvusBucket,
  milvusPath,
} from './advice.ts'
import type { Entry, ReasonEntry } from './entry.ts'
import { fileReasons } from './file-reasons.ts'

const missingObject: Entry & { kind: string } = {
  kind: 'missingObject',
  title: 'A file is not where the server looks for it',
  advice:
    'Check bucket, key, and upper and lower case in `objectUrl` (or the path inside the volume), and that the job before this one has written the file.',
  adviceFor: { milvus: milvusPath },
}
const refused: Entry & { kind: string } = {
  kind: 'accessDenied',
  title: 'The bucket refused the credentials',
  advice: `Check \`accessKey\`, \`secretKey\` and \`sessionToken\`: ${bucketRights}.`,
  adviceFor: { milvus: `${milvusBucket} their right to list the bucket and to get objects.` },
}
const notL0 = 'Leave `l0_import` out of `options`: it is for tools that restore backups.'

/** Why a server refused a request, or why it could not begin, by its words. */
const requestReasons: readonly ReasonEntry[] = [
  {
    kind: 'jobGone',
    pattern: /import job does not exist, jobID=(\d+)/,
    says: 'import job does not exist, jobID=448707763884413158',
    title: 'The server does not know the job',
    titleWith: 'The server does not know job $1',
    advice: `Check \`jobId\`, and that it belongs to this server. ${countRows}`,
    adviceFor: {
      milvus:
        'Check `jobId`, and that it belongs to this server. Records of old jobs are removed, after 3 hours on most versions: count the rows of the collection before you import again.',
    },
    jobGone: true,
  },
  {
    kind: 'jobIdForm',
    pattern: /parse job id failed/,
    says: 'parse job id failed: strconv.ParseInt: parsing "job-1": invalid syntax',
    title: 'The job id is not one of this server',
    advice: 'Check `jobId`: Milvus gives its jobs whole numbers, Zilliz Cloud `job-…`.',
    jobGone: true,
  },
  {
    kind: 'noPrivilege',
    pattern: /PrivilegeImport|permission deny to (\S+)/,
    says: 'PrivilegeImport: permission deny to writer in the `default` database',
    title: 'The user may not import into this collection',
    advice: 'Grant the API key the right to import into this cluster and database.',
    adviceFor: {
      milvus:
        'Grant the role of the user the privilege `Import` on the collection and its database. Before Milvus 2.6.7 only admins may ask how an import stands.',
    },
  },
  {
    kind: 'databaseMissing',
    pattern: /database not found\[database=([^\]]+)\]/,
    says: 'database not found[database=press]',
    title: 'The database does not exist',
    titleWith: 'The database `$1` does not exist',
    advice: 'Check `dbName`, or leave it out for the default database.',
  },
  {
    kind: 'collectionMissing',
    pattern: /collection not found\[database=([^\]]+)\]\[collection=([^\]]+)\]/,
    says: 'collection not found[database=default][collection=articles]',
    title: 'The collection does not exist',
    titleWith: 'The collection `$2` does not exist in the database `$1`',
    advice: checkCollection,
  },
  {
    kind: 'partitionMissing',
    pattern: /partition not found\[partition=([^\]]+)\]/,
    says: 'partition not found[partition=week47]',
    title: 'The partition does not exist',
    titleWith: 'The partition `$1` does not exist',
    advice: 'Create it, or leave `partitionName` out to import into the default partition.',
  },
  {
    kind: 'jobLimit',
    pattern: /The number of jobs has reached the limit/,
    says: 'The number of jobs has reached the limit, please try again later',
    title: 'The server runs as many import jobs as it may',
    advice:
      'Nothing was imported. Run the step again when other imports are done, or put more files into one job.',
  },
  {
    kind: 'diskQuota',
    pattern: /quota exceeded\[reason=disk quota exceeded/,
    says: 'quota exceeded[reason=disk quota exceeded, please allocate more resources]',
    title: 'The storage quota of the cluster, database or collection is used up',
    advice: 'Free space in the cluster, or let it grow, then import again.',
    adviceFor: {
      milvus:
        'Free space, or let the operator raise the quota (`quotaAndLimits` in `milvus.yaml`), then import again.',
    },
  },
  {
    ...missingObject,
    pattern: /(?:NoSuchKey\(key=|key not found\[key=)([^\])]+)[\])]/,
    says: 'key not found[key=missing.json]',
    titleWith: 'The file `$1` is not where the server looks for it',
  },
  {
    ...missingObject,
    pattern:
      /NoSuchKey|specified key does not exist|key not found\[key=|no such file or directory|BlobNotFound|object doesn't exist/i,
    says: 'The specified key does not exist',
  },
  {
    kind: 'bucketMissing',
    pattern: /bucket not found\[key=|NoSuchBucket|ContainerNotFound|specified bucket does not exist/i,
    says: 'The specified bucket does not exist',
    title: 'The bucket does not exist',
    advice:
      'Check the bucket (Azure: the container) in `objectUrl`, and that its region and account are those of the keys.',
    adviceFor: { milvus: `${milvusBucket} \`minio.bucketName\`.` },
  },
  {
    kind: 'credentialsExpired',
    pattern:
      /invalid credentials\[key=|ExpiredToken|SecurityTokenExpired|InvalidToken|token (?:has |is )?expired/i,
    says: 'ExpiredToken: The provided token has expired',
    title: 'The credentials of the bucket have expired, or their token is not valid',
    advice: 'Give `accessKey`, `secretKey` and `sessionToken` of one fresh set that outlives the import.',
    adviceFor: { milvus: `${milvusBucket} whether these are still valid.` },
  },
  {
    ...refused,
    pattern: /SignatureDoesNotMatch|InvalidAccessKeyId/i,
    says: 'SignatureDoesNotMatch',
    title: 'The bucket does not know the access key, or the secret key is not its own',
    advice:
      'Check that `accessKey` and `secretKey` are one pair and copied whole; temporary keys need their `sessionToken` too.',
    adviceFor: { milvus: `${milvusBucket} whether these are one pair and still valid.` },
  },
  {
    ...refused,
    pattern:
      /permission denied\[key=|Access ?Denied|AuthenticationFailed|AuthorizationFailure|AuthorizationPermissionMismatch/i,
    says: 'Access Denied',
  },
  {
    kind: 'storageThrottled',
    pattern: /too many requests\[key=|SlowDown|TooManyRequestsException|ServerBusy/,
    says: 'SlowDown: Please reduce your request rate',
    title: 'The object storage throttled the server',
    advice: 'Import again later, with fewer files at once.',
  },
  {
    kind: 'partitionKey',
    pattern: /not allow to set partition name for collection with partition key/,
    says: 'not allow to set partition name for collection with partition key',
    title: 'The collection has a partition key and sorts rows into partitions itself',
    advice: 'Leave `partitionName` out.',
  },
  {
    kind: 'externalCollection',
    pattern: /import operation is not supported for external collection (\S+?):?(?:\s|$)/,
    says: 'import operation is not supported for external collection articles',
    title: 'The collection is external: it reads its files in place and takes no import',
    titleWith: 'The collection `$1` is external: it reads its files in place and takes no import',
    advice: 'Import into an ordinary collection: check `collectionName`.',
  },
  {
    kind: 'partitionNotGiven',
    pattern: /partition not specified/,
    says: 'partition not specified',
    title: 'An import with the option `backup` needs a partition',
    advice: 'Set `partitionName`, or leave `backup` out of `options`: it is for tools that restore backups.',
  },
  {
    kind: 'optionTimeout',
    pattern: /parse timeout failed/,
    says: 'parse timeout failed: time: invalid duration "x"',
    title: 'The server does not understand `timeout` in `options`',
    advice:
      'Write it as `300s`, `1.5h` or `1h45m`. It ends the import on the server; the input `timeout` only ends the waiting.',
  },
  {
    kind: 'optionAutoCommit',
    pattern: /auto_commit must be one of/,
    says: 'options.auto_commit must be one of "true" or "false"',
    title: 'The server does not understand `auto_commit` in `options`',
    advice: 'Write `auto_commit=true` or `auto_commit=false`, or leave it out.',
  },
  {
    kind: 'idempotencyKey',
    pattern: /idempotency key length (\d+) exceeds limit (\d+)/,
    says: 'idempotency key length 300 exceeds limit 256',
    title: 'The idempotency key is too long for the server',
    titleWith: 'The idempotency key has $1 characters, the server takes $2',
    advice: 'Shorten `idempotencyKey`, or leave it out.',
  },
  {
    kind: 'serverTimeout',
    pattern: /^import timeout$/,
    says: 'import timeout',
    title: 'The time that `options` gave the import on the server is up',
    advice:
      'Raise or leave out `timeout` in `options`; the input `timeout` of the step has nothing to do with it. Before Milvus 2.6.7 this can hit a completed import: count the rows before you import again.',
  },
  {
    kind: 'collectionDropped',
    pattern: /^collection \d+ dropped$/,
    says: 'collection 451234567890 dropped',
    title: 'The collection was dropped while the import ran, or after it',
    advice: 'Create the collection again, keep other jobs from dropping it, then import again.',
  },
  {
    kind: 'aborted',
    pattern: /^aborted by user$/,
    says: 'aborted by user',
    title: 'Somebody aborted the import on the server',
    advice: 'Ask who did, then import again.',
  },
  {
    kind: 'l0Loaded',
    pattern: /for l0 import, collection cannot be loaded/,
    says: 'for l0 import, collection cannot be loaded, please release it first',
    title: 'An import with the option `l0_import` needs a collection that is not loaded',
    advice: notL0,
  },
  {
    kind: 'l0Disabled',
    pattern: /l0 import is disabled/,
    says: 'l0 import is disabled (dataCoord.import.enableL0Import=false)',
    title: 'The server takes no import with the option `l0_import`',
    advice: notL0,
  },
  {
    kind: 'replicating',
    pattern: /import in replicating cluster is not supported/,
    says: 'import in replicating cluster is not supported yet',
    title: 'The cluster replicates its data to another one and takes no import',
    advice: 'Ask the operator how data comes into this cluster, or import into one that does not replicate.',
  },
  {
    kind: 'messageTooLarge',
    pattern: /ResourceExhausted desc = trying to send message larger than max/,
    says: 'ResourceExhausted desc = trying to send message larger than max (5055713 vs. 2097152)',
    title: 'The job has too many files or parts for the messages inside the server',
    advice: 'Split it into jobs of fewer files.',
  },
]

/** Faults inside a server: asked last, for they wrap the others. */
const serverReasons: readonly ReasonEntry[] = [
  {
    kind: 'serverInternal',
    pattern:
      /no candidate segments found|alloc id failed|failed to allocate job ID|cannot find import task with id|add import job failed|get collection failed/,
    says: 'no candidate segments found for channel',
    title: 'The server met a fault of its own',
    advice: laterOrSupport,
    adviceFor: { milvus: laterOrOperator },
  },
  {
    kind: 'ioFailed',
    pattern: /IO failed/,
    says: 'IO failed[key=a.json]',
    title: 'The server could not read the object storage',
    advice: 'Run the step again in a few minutes. If it stays, check bucket and region in `objectUrl`.',
    adviceFor: { milvus: `${milvusBucket} that Milvus reaches it, then run the step again.` },
  },
]

/**
 * What servers say of refused requests and failed jobs (`milvus-io/milvus` `internal/util/importutilv2`,
 * `internal/datacoord`, `internal/proxy`, 2.4 to 3.0): the first match wins.
 */
export const reasons: readonly ReasonEntry[] = [...requestReasons, ...fileReasons, ...serverReasons]
