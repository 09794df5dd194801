/** What a failure means to the author of a workflow, and what to do. The README's table is made of these. */
export interface Entry {
  /** What happened: one sentence without a full stop. */
  readonly title: string
  /** What to do: one or two sentences. */
  readonly advice: string
  /** The code covers many conditions: the server's words decide, this entry is the last resort. */
  readonly byReason?: true
}

export interface ReasonEntry extends Entry {
  readonly kind: string
  /** Matched against the server's words; the first match wins. */
  readonly pattern: RegExp
}

const checkCluster =
  'Check `clusterId` against the console, and that `endpoint` is the control plane of that cluster (`api.cloud.zilliz.com`, in China `api.cloud.zilliz.com.cn`).'
const checkKey =
  'Check that the secret behind `apiKey` is set in this repository or environment, is copied whole, and is still valid.'
const grantCluster =
  'Use an API key whose project holds this cluster, or let an organisation or project owner widen its scope.'
const grantProject =
  'Use an API key whose scope holds this project, or let an organisation or project owner widen it.'
const tryLater = 'Nothing was imported. Run the step again in a few minutes.'
const notAnImport =
  'An import should not meet this answer: check that `endpoint` leads to the import API, then report it with the request id.'

/** Codes of ours, of HTTP, of the network, and of the servers (Zilliz Cloud v1 and v2), by what `errorCode` says. */
export const codes: Readonly<Record<string, Entry>> = {
  // Ours.
  InvalidInput: {
    title: 'The inputs of the step are not right, nothing was sent',
    advice: 'Correct the inputs named here and run again.',
  },
  Unreachable: {
    title: 'The server could not be reached, it holds no job of this step',
    advice: 'Check `endpoint` and the network of the runner, then run again.',
  },
  SubmitUnconfirmed: {
    title:
      'It is unclear whether the import was submitted: the answer was lost, and no job of it could be found',
    advice:
      'Look at the import jobs of the collection in the console before you run again: importing twice doubles the rows. If the job is there, wait for it with `jobId`.',
  },
  ImportFailed: {
    title: 'No row of it was kept',
    advice:
      'Look at the job in the console and at the log of the server, correct what they name, and run again.',
    byReason: true,
  },
  RowCountMismatch: {
    title: 'The import completed, but `expectedRows` does not hold',
    advice:
      'The data is in the collection. Check what the job that wrote the files produced before you import again: a second import adds the same rows once more.',
  },
  Uncommitted: {
    title: 'The import waits for its commit: its rows are not visible yet',
    advice:
      'Commit or abort the job on the server (`/v2/vectordb/jobs/import/commit`, `/abort`), or leave `auto_commit` out of `options`.',
  },
  TimedOut: {
    title: 'The wait for the import timed out, the import goes on',
    advice: 'Wait again with `jobId`, and with a longer `timeout`.',
  },
  Cancelled: {
    title: 'The workflow was cancelled, the import was not touched',
    advice: 'If it was submitted it goes on at the server: wait for it with `jobId`.',
  },

  // HTTP, where the server gave no code of its own.
  Http401: { title: 'The server does not accept the API key', advice: checkKey },
  Http403: {
    title: 'The API key may not do this',
    advice: 'Grant it the right to import into this cluster and database, or use another key.',
  },
  Http404: {
    title: 'The server does not know the import API at this address',
    advice: 'Check `endpoint`: it is the address of the control plane, without a path.',
  },
  Http405: {
    title: 'The server does not know the import API at this address',
    advice: 'Check `endpoint`: it is the address of the control plane, without a path.',
  },
  Http407: {
    title: 'The proxy asks for a login',
    advice: 'Put user and password into `HTTPS_PROXY` or `HTTP_PROXY` (`http://user:password@host:port`).',
  },
  Http408: {
    title: 'The server gave up on the request',
    advice: 'Run the step again when the server is less busy.',
  },
  Http413: {
    title: 'The request is too large for the server',
    advice: 'Give fewer lines, or split the job.',
  },
  Http429: {
    title: 'The server is asked too often',
    advice: 'Let fewer jobs run at once, or wait longer in between.',
  },

  // The network.
  ENOTFOUND: {
    title: 'The name of the server could not be resolved',
    advice:
      'Check the spelling of `endpoint`, and that the runner can resolve it (private link, self-hosted DNS).',
  },
  EAI_AGAIN: {
    title: 'The name of the server could not be resolved for now',
    advice: 'Check the DNS of the runner, then run again.',
  },
  ECONNREFUSED: {
    title: 'The server refused the connection',
    advice: 'Check host and port of `endpoint`, and that the server is running and open to the runner.',
  },
  ECONNRESET: {
    title: 'The connection broke before the answer came',
    advice: 'Check the network and any gateway between runner and server.',
  },
  EHOSTUNREACH: {
    title: 'There is no way to the server',
    advice: 'Check the network of the runner, and its proxy.',
  },
  ENETUNREACH: {
    title: 'There is no way to the server',
    advice: 'Check the network of the runner, and its proxy.',
  },
  ConnectTimeout: {
    title: 'The server did not take the connection in time',
    advice: 'Check host and port of `endpoint`, IP allow lists of the cluster, and firewalls of the runner.',
  },
  Timeout: {
    title: 'The server did not answer in time',
    advice: 'Run the step again when the server is less busy.',
  },
  TlsFailed: {
    title: "The server's certificate can't be trusted",
    advice:
      'Check that `endpoint` names the host of the certificate. For a private authority give its certificate in `NODE_EXTRA_CA_CERTS` (in `env:` of the job).',
  },
  ProxyFailed: {
    title: 'The proxy did not connect to the server',
    advice: 'Check `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, and that the proxy allows this host.',
  },
  Unreadable: {
    title: 'The server sent something that is not an answer of the import API',
    advice: 'Check `endpoint`, and any proxy or gateway that answers in its place.',
  },
  ResponseTooLarge: {
    title: 'The answer of the server is larger than 64 MiB',
    advice: 'Check `endpoint`; if it is right, split the job into jobs of fewer files.',
  },

  // Zilliz Cloud, import (docs.zilliz.com, error codes of v1; v2 may answer with them too).
  10003: {
    title: 'An object URL is malformed, or of a kind that the server does not know',
    advice:
      'Write `objectUrl` as `s3://bucket/key`, `https://bucket.s3.region.amazonaws.com/key`, `gs://bucket/key` or `https://account.blob.core.windows.net/container/key`; a folder ends in `/`.',
  },
  40003: {
    title: 'The cluster is not in a state that allows an import',
    advice: 'Resume it, or wait until it is running, then run again.',
  },
  40021: { title: 'The cluster does not exist', advice: checkCluster },
  40022: { title: 'The API key has no access to this cluster', advice: grantCluster },
  47005: {
    title: 'The collection does not exist in this cluster',
    advice:
      'Check `collectionName` (upper and lower case count) and `dbName`; the import does not create collections.',
  },
  47035: {
    title: 'A file is larger than the plan of the cluster allows',
    advice:
      'Split it: Free allows 1 GB a file and a job, Serverless and Dedicated 10 GB a file and 1 TB a job.',
  },
  47036: {
    title: 'The NumPy files are not one for each field of the collection',
    advice:
      'Put exactly one `.npy` file for each field into the folder, named like the field; leave out an AutoID key.',
  },
  47039: {
    title: 'The cluster is importing already and takes one import at a time',
    advice: `${tryLater} In a matrix, set \`max-parallel: 1\`.`,
  },
  47053: {
    title: 'The server could not list or check the files',
    advice:
      'Check that the folder exists, is not empty and holds one format, and that the keys may list and read it.',
  },
  47055: {
    title: 'The cluster is importing already and asks to wait',
    advice: `${tryLater} In a matrix, set \`max-parallel: 1\`.`,
  },
  80001: { title: 'The API key is malformed', advice: checkKey },
  80002: {
    title: 'The API key is unknown or revoked, or lacks the right to import',
    advice: `${checkKey} If it is, grant it access to the cluster.`,
  },
  80020: {
    title: 'The cluster does not exist, or the API key has no access to it',
    advice: `${checkCluster} ${grantCluster}`,
  },
  80021: {
    title: 'A Serverless cluster does not support this',
    advice: 'Import into a cluster of another plan.',
  },
  80022: {
    title: 'A Dedicated cluster does not support this',
    advice: 'Import into a cluster of another plan.',
  },
  83001: {
    title: 'The server could not read the object',
    advice:
      'Check bucket, key and region in `objectUrl`, and `accessKey`, `secretKey`, `sessionToken`: they need `s3:GetObject`, `s3:ListBucket` and `s3:GetBucketLocation`, or their like.',
  },
  83004: {
    title: 'The bucket is in another cloud than the cluster, which this cluster refuses',
    advice: 'Copy the files into a bucket of the same cloud, and preferably the same region.',
  },
  90011: {
    title: 'The name of the collection is not allowed',
    advice: 'Check `collectionName`: letters, digits and underscores, and no digit in front.',
  },
  90102: {
    title: 'The cluster is not in the region of this endpoint',
    advice: 'Take the region from the public endpoint of the cluster, or leave `endpoint` out.',
  },
  90103: { title: 'The request named no cluster', advice: 'Set `clusterId`.' },
  90104: { title: 'The request named no cluster', advice: 'Set `clusterId`.' },
  90117: {
    title: 'The endpoint is not a host that the server knows as its own',
    advice: 'Check `endpoint`: leave it out, or take it from the console.',
  },
  90142: {
    title: 'The request was empty when it arrived',
    advice: 'Check any proxy between runner and server.',
  },
  90144: {
    title: 'The job does not exist in this cluster',
    advice: 'Check that `jobId` and `clusterId` belong together.',
  },
  90145: { title: 'The request named no object', advice: 'Set `objectUrl`.' },

  // Zilliz Cloud, control plane of v2 (docs.zilliz.com, error codes of v2).
  21119: { title: 'The server does not accept the API key', advice: checkKey },
  40013: { title: 'A cluster of this name exists already', advice: notAnImport },
  63032: { title: 'The cloud provider is unknown to the server', advice: notAnImport },
  63104: { title: 'The plan of a project can only be raised', advice: notAnImport },
  63240: {
    title: 'The volume does not exist',
    advice: 'Check `volumeName`, and that the volume is in the cloud and region of the cluster.',
  },
  96000: { title: 'The cloud provider is unknown to the server', advice: notAnImport },
  96001: {
    title: 'The region is unknown to the server',
    advice: 'Check `regionId`, such as `aws-us-west-2`.',
  },
  96002: { title: 'The size of a cluster is not valid', advice: notAnImport },
  96003: { title: 'The type of a cluster is not valid', advice: notAnImport },
  96004: { title: 'The plan of a cluster is not valid', advice: notAnImport },
  96005: { title: 'The project id is not valid', advice: 'Check `projectId`: it looks like `proj-…`.' },
  96006: { title: 'A duration in the request is not valid', advice: notAnImport },
  96007: { title: 'A time in the request is not valid', advice: notAnImport },
  96008: { title: 'The size of a page of the job list is not valid', advice: notAnImport },
  96009: { title: 'The number of a page of the job list is not valid', advice: notAnImport },
  96010: { title: 'The name of a cluster is not valid', advice: notAnImport },
  96011: { title: 'A period in the request is not valid', advice: notAnImport },
  96012: { title: 'The API key belongs to another organisation than the project', advice: grantProject },
  96013: { title: 'The API key has no right to this project', advice: grantProject },
  96014: { title: 'The API key belongs to another organisation than the cluster', advice: grantCluster },
  96015: { title: 'The API key has no right to this cluster', advice: grantCluster },
  96016: { title: 'The scope of the API key does not hold this cluster', advice: grantCluster },
  96017: { title: 'A cluster of this name exists already', advice: notAnImport },
  96018: { title: 'The cluster does not exist', advice: checkCluster },
  96019: { title: 'The region does not offer the Free plan', advice: notAnImport },
  96020: { title: 'The region does not offer the Serverless plan', advice: notAnImport },
  96021: { title: 'A Free cluster does not support this', advice: 'Import into a cluster of another plan.' },
  96022: {
    title: 'A Serverless cluster does not support this',
    advice: 'Import into a cluster of another plan.',
  },
  96023: { title: 'There is no cluster of this type, size and plan', advice: notAnImport },
  96024: { title: 'The metrics of the cluster could not be read', advice: notAnImport },
  96025: {
    title: 'The request named no cluster',
    advice: 'Set `clusterId`, or `projectId` with `regionId`.',
  },
  96026: {
    title: 'The server does not know the job',
    advice: 'Check `jobId`, and that it belongs to this cluster or project. Records of old jobs are removed.',
  },
  96027: { title: 'The scope of the API key does not hold this project', advice: grantProject },
  96028: { title: 'Only clusters of the Enterprise plan support this', advice: notAnImport },
  96029: { title: 'The type of a backup is not valid', advice: notAnImport },
  96030: { title: 'The way a backup was made is not valid', advice: notAnImport },
  96031: { title: 'The policy of a restore is not valid', advice: notAnImport },
  96032: { title: 'The frequency of a backup policy is not valid', advice: notAnImport },
  96033: { title: 'The start of a backup policy is not valid', advice: notAnImport },
  96034: { title: 'The retention of backups is not valid', advice: notAnImport },
  96035: { title: 'A range of time in the request is not valid', advice: notAnImport },
  96036: { title: 'The cluster id is not valid', advice: 'Check `clusterId`: it looks like `in01-…`.' },
  96037: { title: 'The status asked for a collection is not valid', advice: notAnImport },
  96038: { title: 'A backup could not be made', advice: notAnImport },
  96039: { title: 'A collection could not be restored', advice: notAnImport },
  96040: { title: 'A cluster could not be restored', advice: notAnImport },

  // The data plane, as far as the control plane passes it on.
  100: {
    title: 'The collection does not exist',
    advice:
      'Check `collectionName` (upper and lower case count) and `dbName`; the import does not create collections.',
  },
  200: {
    title: 'The partition does not exist',
    advice: 'Create it, or leave `partitionName` out to import into the default partition.',
  },
  800: {
    title: 'The database does not exist',
    advice: 'Check `dbName`, or leave it out for the default database.',
  },
  1100: {
    title: 'The server refused a part of the request',
    advice: 'Check the inputs against its words.',
    byReason: true,
  },
  1800: { title: 'The server does not accept the login', advice: checkKey },
  1801: {
    title: 'The server could not read the request',
    advice: 'Check that `endpoint` leads to the import API of the system that you use.',
  },
  1802: {
    title: 'The server misses a part of the request',
    advice: 'Check that `endpoint` leads to the import API of the system that you use.',
  },
  2100: {
    title: 'The server refused the import',
    advice: 'Check files and inputs against its words.',
    byReason: true,
  },
}

/** For codes that no table knows: the server's own words are shown with them. */
export const fallbacks = {
  code: {
    title: 'The server refused the request',
    advice: "Go by the server's words; its support can look the request up by the time and the request id.",
  },
  http4xx: {
    title: 'The server refused the request',
    advice: 'Check `endpoint`, and any proxy or gateway in front of it.',
  },
  http5xx: {
    title: 'The server, or a gateway in front of it, is in trouble',
    advice: 'Run the step again later; if it stays, look at the status page of the service.',
  },
} as const satisfies Record<string, Entry>

/** Patterns of reasons for failed jobs (`milvus-io/milvus` `internal/util/importutilv2`): the first match wins. */
export const reasons: readonly ReasonEntry[] = [
  {
    kind: 'missingObject',
    pattern:
      /NoSuchKey|specified key does not exist|key not found\[key=|no such file or directory|BlobNotFound|object doesn't exist/i,
    title: 'A file is not where the server looks for it',
    advice:
      'Check bucket, key, and upper and lower case. The path must be one that the server itself can reach.',
  },
  {
    kind: 'accessDenied',
    pattern:
      /permission denied\[key=|Access ?Denied|InvalidAccessKeyId|SignatureDoesNotMatch|AuthenticationFailed|AuthorizationFailure|AuthorizationPermissionMismatch/i,
    title: 'The bucket refused the credentials',
    advice:
      'Check `accessKey`, `secretKey` and `sessionToken`, and their rights to list the bucket and to get objects.',
  },
  {
    kind: 'fileType',
    pattern: /unexpect(?:ed)? file type, files=/,
    title: 'A file is of a kind that the server does not import',
    advice: 'Use `.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`, in lower case.',
  },
  {
    kind: 'mixedTypes',
    pattern: /inconsistency in file types/,
    title: 'A folder or group holds files of several formats',
    advice: 'Put one format into a folder; only the `.npy` files of one set belong together.',
  },
  {
    kind: 'noFiles',
    pattern: /import request is empty|no file to import/,
    title: 'There is no file to import',
    advice:
      'Check that the folder holds files, directly in it, and that the job before this one has written them.',
  },
  {
    kind: 'rowCountMismatch',
    pattern: /imported rows are not aligned/,
    title: 'The columns of a file hold different numbers of rows',
    advice: 'Write all columns (or `.npy` files of a set) with the same number of rows.',
  },
  {
    kind: 'dimension',
    pattern:
      /expected dim '\d+' for|length of vector is not aligned|vector (?:dimension|byte size) mismatch|not aligned->\w*Vector|expected shape '\d+' for/,
    title: "A vector does not have the collection's dimension",
    advice: 'Write the vectors with the dimension of the field, or import into a collection made for them.',
  },
  {
    kind: 'fieldMissing',
    pattern:
      /value of (?:struct )?field(?: is missed: '| '.+?' is missed)|not in arrow schema|no parquet field for milvus|no file for field:/,
    title: 'A file lacks a field of the collection',
    advice: 'Add the field (upper and lower case count), or make it nullable in the collection.',
  },
  {
    kind: 'fieldType',
    pattern:
      /type mis-match|expect (?:\w+ )?'.+?' type for field|expected (?:element )?type '.+?' (?:for field|in array)|schema not equal/,
    title: "A column does not have its field's type",
    advice: 'Write the column with the type that the collection gives the field.',
  },
  {
    kind: 'jsonSyntax',
    pattern: /invalid JSON format|failed to decode (?:the )?JSON|failed to (?:parse|append) row/,
    title: 'A file is not the JSON that the server reads',
    advice: 'Write an array of rows, `{"rows": […]}`, or one object per line in a `.jsonl` file.',
  },
  {
    kind: 'csvSyntax',
    pattern:
      /the number of fields in the row is not equal to the header|failed to read csv header|unsupported csv separator/,
    title: 'A CSV file is not well formed',
    advice: 'Check its header row, delimiter and quoting.',
  },
  {
    kind: 'parquetBroken',
    pattern: /new parquet (?:file )?reader failed/,
    title: 'A file is not readable Parquet',
    advice: 'Check that it was written and uploaded whole.',
  },
  {
    kind: 'numpyBroken',
    pattern: /numpy file|unexpected numpy header|not support bulk insert numpy files/,
    title: 'A file is not readable NumPy',
    advice:
      'Check that it was saved with a plain dtype and uploaded whole; fields that may be null need another format.',
  },
]
