import * as advice from './advice.ts'
import type { Advice, Entry, Kind } from './entry.ts'
import { fileKinds } from './file-kinds.ts'

/** Told by the server's words, not by a code. */
export interface Reason extends Entry {
  /** `kind`, or `kind/variant` where one kind needs different advice. */
  readonly kind: string
  /** Matched against the server's words; the first match wins. */
  readonly pattern: RegExp
  /** An example of these words, for the documentation. */
  readonly says: string
  /** `title` with what the pattern caught (`$1`, `$2` …), for when it caught all of it. */
  readonly titleWith: string | undefined
}

const notL0 = 'Leave `l0_import` out of `options`: it is for tools that restore backups.'
const wholePair: Advice = {
  all: 'Check that `accessKey` and `secretKey` are one pair and copied completely; temporary keys need their `sessionToken` too.',
  milvus: `${advice.milvusBucket} whether these are one pair and still valid.`,
}
const missing: Advice = {
  all: 'Check bucket, key, and upper and lower case in `objectUrl` (or the path inside the volume), and that the job before this one has written the file.',
  milvus: advice.milvusPath,
}
const unreadStorage: Advice = {
  all: 'Run the step again in a few minutes. If it happens again, check bucket and region in `objectUrl`.',
  milvus: `${advice.milvusBucket} that Milvus can reach it, then run the step again.`,
}
const goneOfMilvus =
  'Check `jobId`, and that it belongs to this server. Milvus removes records of old jobs, after 3 hours on most versions: count the rows of the collection before you import again.'

/** What servers say of requests, and of jobs that could not begin; those of files are in `file-kinds.ts`. */
// biome-ignore format: a table, one row a line
const kinds = () => ({
  jobGone: ['The server does not know the job', { all: `Check \`jobId\`, and that it belongs to this server. ${advice.countRows}`, milvus: goneOfMilvus }, 'gone'],
  jobIdForm: ['The job id does not belong to this server', 'Check `jobId`: Milvus gives its jobs whole numbers, Zilliz Cloud `job-…`.', 'gone'],
  noPrivilege: ['The user may not import into this collection', advice.importRight],
  databaseMissing: ['The database does not exist', 'Check `dbName`, or leave it out for the default database.'],
  collectionMissing: ['The collection does not exist', advice.collection],
  partitionMissing: ['The partition does not exist', advice.partition],
  notLoaded: ['The collection is not loaded, or not completely yet', 'Load the collection, wait until it is loaded, then run again.'],
  noIndex: ['A vector field of the collection has no index', 'Create an index on each vector field: a collection without one cannot be loaded.'],
  jobLimit: ['The server has reached its limit of import jobs', 'Nothing was imported. Run the step again when other imports are done, or put more files into one job.', 'later'],
  diskQuota: ['The storage quota of the cluster, database or collection is used up', advice.quota],
  missingObject: ['The server did not find a file', missing],
  bucketMissing: ['The bucket does not exist', advice.bucketName],
  credentialsExpired: ['The credentials of the bucket are not valid, or have expired', advice.bucketKeys],
  'accessDenied/keys': ['The bucket does not know the keys', wholePair],
  accessDenied: ['The bucket refused the credentials', advice.bucketAccess],
  storageThrottled: ['The object storage throttled the server', 'Import again later, with fewer files at once.'],
  partitionKey: ['The collection has a partition key and assigns rows to partitions itself', 'Leave `partitionName` out.'],
  externalCollection: ['The collection is external: it reads its files in place and takes no import', 'Import into an ordinary collection: check `collectionName`.'],
  partitionNotGiven: ['An import with the option `backup` needs a partition', 'Set `partitionName`, or leave `backup` out of `options`: it is for tools that restore backups.'],
  noBackup: ['The folder of the backup holds no data', 'Check the path, or leave `backup` out of `options`: it is for tools that restore backups.'],
  optionTimeout: ['The server does not understand `timeout` in `options`', 'Write it as `300s`, `1.5h` or `1h45m`. It ends the import on the server; the input `timeout` only ends the waiting.'],
  optionAutoCommit: ['The server does not understand `auto_commit` in `options`', 'Write `auto_commit=true` or `auto_commit=false`, or leave it out.'],
  idempotencyKey: ['The idempotency key is too long for the server', 'Shorten `idempotencyKey`, or leave it out.'],
  serverTimeout: ['The time limit that `options` set for the import on the server is up', 'Raise or leave out `timeout` in `options`; it is not the input `timeout` of the step. Before Milvus 2.6.7 this can hit a completed import: count the rows before you import again.'],
  collectionDropped: ['The collection was dropped during the import, or after it', 'Create the collection again, keep other jobs from dropping it, then import again.'],
  aborted: ['Somebody aborted the import on the server', 'Ask who did, then import again.'],
  l0Loaded: ['An import with the option `l0_import` needs a collection that is not loaded', notL0],
  l0Disabled: ['The server takes no import with the option `l0_import`', notL0],
  replicating: ['The cluster replicates its data to another one and takes no import', 'Ask the operator how data gets into this cluster, or import into one that does not replicate.'],
  messageTooLarge: ['The job has too many files or parts for the messages inside the server', 'Split it into jobs of fewer files.'],
  serverInternal: ['The server had an internal error', advice.later],
  ioFailed: ['The server could not read the object storage', unreadStorage],
  ...fileKinds(),
}) as const satisfies Record<string, Kind>

type Pattern = readonly [
  kind: keyof ReturnType<typeof kinds>,
  pattern: RegExp,
  says: string,
  titleWith?: string,
]

const lacks = 'A file lacks the field `$1` of the collection'
const unknown = 'A file has the field `$1`, which the collection does not know'
const computed = 'A file holds the field `$1`, which the server computes itself'
const wrongDim = "A vector does not have the collection's dimension: the field "
const wrongType = 'A column does not have the type of its field: '

/**
 * What servers say of refused requests and failed jobs (`milvus-io/milvus` `internal/util/importutilv2`,
 * `internal/datacoord`, `internal/proxy`, 2.4 to 3.0). The first match wins: causes before what wraps them.
 */
// biome-ignore format: a table, one row a line
const patterns = (): readonly Pattern[] => [
  // Why a server refused a request, or could not begin.
  ['jobGone', /import job does not exist(?:, jobID=([^\s:]+))?/, 'import job does not exist, jobID=448707763884413158', 'The server does not know job $1'],
  ['jobIdForm', /parse job id failed/, 'parse job id failed: strconv.ParseInt: parsing "job-1": invalid syntax'],
  ['noPrivilege', /PrivilegeImport|permission deny to (\S+)/, 'PrivilegeImport: permission deny to writer in the `default` database'],
  ['databaseMissing', /database not found\[database=([^\]]+)\]/, 'database not found[database=press]', 'The database `$1` does not exist'],
  ['collectionMissing', /(?:collection not found|can't find collection)\[database=([^\]]+)\]\[collection=([^\]]+)\]/, 'collection not found[database=default][collection=articles]', 'The collection `$2` does not exist in the database `$1`'],
  ['partitionMissing', /(?:partition not found\[partition=|partition name )([^\]\s]+)(?:\]| not found)/, 'partition not found[partition=week47]', 'The partition `$1` does not exist'],
  ['notLoaded', /(?:collection|partition) not (?:fully )?loaded/, 'collection not loaded[collection=articles]'],
  ['noIndex', /there is no vector index on field: ?\[?([^\],]+)|index not found\[/, 'there is no vector index on field: [v], please create index firstly', 'The field `$1` has no index'],
  ['jobLimit', /The number of jobs has reached the limit/, 'The number of jobs has reached the limit, please try again later'],
  ['diskQuota', /quota exceeded\[reason=disk quota exceeded/, 'quota exceeded[reason=disk quota exceeded, please allocate more resources]'],
  ['missingObject', /(?:NoSuchKey\(key=|key not found\[key=)([^\])]+)[\])]/, 'key not found[key=missing.json]', 'The server did not find the file `$1`'],
  ['missingObject', /NoSuchKey|specified key does not exist|key not found\[key=|no such file or directory|BlobNotFound|object doesn't exist/i, 'The specified key does not exist'],
  ['bucketMissing', /bucket not found\[key=|NoSuchBucket|ContainerNotFound|specified bucket does not exist/i, 'The specified bucket does not exist'],
  ['credentialsExpired', /invalid credentials\[key=|ExpiredToken|SecurityTokenExpired|InvalidToken|token (?:has |is )?expired/i, 'ExpiredToken: The provided token has expired'],
  ['accessDenied/keys', /SignatureDoesNotMatch|InvalidAccessKeyId/i, 'SignatureDoesNotMatch'],
  ['accessDenied', /permission denied\[key=|Access ?Denied|AuthenticationFailed|AuthorizationFailure|AuthorizationPermissionMismatch/i, 'Access Denied'],
  ['storageThrottled', /too many requests\[key=|SlowDown|TooManyRequestsException|ServerBusy/, 'SlowDown: Please reduce your request rate'],
  ['partitionKey', /not allow to set partition name for collection with partition key/, 'not allow to set partition name for collection with partition key'],
  ['externalCollection', /import operation is not supported for external collection (\S+?):?(?:\s|$)/, 'import operation is not supported for external collection articles', 'The collection `$1` is external: it reads its files in place and takes no import'],
  ['partitionNotGiven', /partition not specified/, 'partition not specified'],
  ['noBackup', /no binlog to import/, 'no binlog to import, input=[backup/7]'],
  ['optionTimeout', /parse timeout failed/, 'parse timeout failed, err=time: invalid duration "x"'],
  ['optionAutoCommit', /auto_commit must be one of/, 'options.auto_commit must be one of "true" or "false"'],
  ['idempotencyKey', /idempotency key length (\d+) exceeds limit (\d+)/, 'idempotency key length 300 exceeds limit 256', 'The idempotency key has $1 characters, the server accepts $2'],
  ['serverTimeout', /^import timeout$/, 'import timeout'],
  ['collectionDropped', /^collection \d+ dropped$/, 'collection 451234567890 dropped'],
  ['aborted', /^aborted by user$/, 'aborted by user'],
  ['l0Loaded', /for l0 import, collection cannot be loaded/, 'for l0 import, collection cannot be loaded, please release it first'],
  ['l0Disabled', /l0 import is disabled/, 'l0 import is disabled (dataCoord.import.enableL0Import=false)'],
  ['replicating', /import in replicating cluster is not supported/, 'import in replicating cluster is not supported yet'],
  ['messageTooLarge', /ResourceExhausted desc = trying to send message larger than max/, 'ResourceExhausted desc = trying to send message larger than max (5055713 vs. 2097152)'],
  // What is wrong with the set of files.
  ['unexpectedEof', /unexpected EOF/, 'unexpected EOF[key=a.json]'],
  ['fileTooLarge', /The import file size has reached the maximum limit allowed for importing, fileSize=(\d+), maxSize=(\d+)/, 'The import file size has reached the maximum limit allowed for importing, fileSize=17179869185, maxSize=17179869184', 'A file has $1 bytes, the server accepts $2'],
  ['tooManyFiles', /The max number of import files should not exceed (\d+), but got (\d+)/, 'The max number of import files should not exceed 1024, but got 1025', 'The job has $2 files, the server accepts $1'],
  ['fileType', /unexpect(?:ed)? file type, files=\[?([^\]:]+)\]?/, 'unexpected file type, files=[a.txt]', 'The server does not import the type of the file `$1`'],
  ['mixedTypes', /inconsistency in file types, \((.+?)\) vs \((.+?)\)/, 'inconsistency in file types, (a.npy) vs (b.json)', 'A folder or group holds files of several formats: `$1` and `$2`'],
  ['oneFilePerGroup', /for (JSON|Parquet|CSV) import, accepts only one file/, 'for Parquet import, accepts only one file', 'A group holds several $1 files'],
  ['noFiles', /import request is empty|no file to import/, 'import request is empty'],
  ['rowCountMismatch', /imported rows are not aligned, field '(.+?)' with '(\d+)' rows/, "imported rows are not aligned, field 'a' with '10' rows, other fields with '9' rows", 'The columns of a file have different numbers of rows: `$1` has $2'],
  // What is wrong with a column or a value.
  ['dimension/empty', /expected dim '(\d+)' for (?:\w+ )?field '(.+?)'.*got dim '0'/, "expected dim '32' for field 'v' with type 'FloatVector', got dim '0'", 'A vector is empty: the field `$2` has $1 dimensions'],
  ['dimension', /expected dim '(\d+)' for (?:\w+ )?field '(.+?)'.*got dim '(\d+)'/, "expected dim '128' for field 'v' with type 'FloatVector', got dim '64'", `${wrongDim}\`$2\` has $1, a file has $3`],
  ['dimension', /vector dimension mismatch for field '(.+?)': (?:position=\d+, )?actual=(\d+), expected=(\d+)/, "vector dimension mismatch for field 'v': position=3, actual=64, expected=128", `${wrongDim}\`$1\` has $3, a file has $2`],
  ['dimension', /length of vector is not aligned: expected (\d+) but got (\d+)(?:: invalid parameter)?, data type: (?:Float|Int8)Vector/, 'length of vector is not aligned: expected 128 but got 64, data type: FloatVector', "A vector does not have the collection's dimension: $1 expected, a file has $2"],
  // The numbers of binary and 16-bit vectors are bytes: not for showing as dimensions.
  ['dimension', /length of vector is not aligned|vector (?:dimension|byte size) mismatch|not aligned->\w*Vector/, 'length of vector is not aligned: expected 16 but got 8, data type: BinaryVector'],
  ['dimension/shape', /expected shape '(\d+)' for \w+ field '(.+?)', got shape '(\d+)'/, "expected shape '2' for FloatVector field 'v', got shape '1'", 'The NumPy array of the field `$2` has $3 axes, $1 expected'],
  ['autoIdKey', /the primary key '(.+?)' is auto-generated, no need to provide/, "the primary key 'id' is auto-generated, no need to provide", 'The files hold the primary key `$1`, which the collection generates itself'],
  ['functionOutput', /not allowed to provide data for (?:BM25 )?function output field '(.+?)'/, "not allowed to provide data for BM25 function output field 'sparse'", computed],
  ['functionOutput', /the field '(.+?)' is output by function, no need to provide/, "the field 'sparse' is output by function, no need to provide", computed],
  ['functionOutput', /field (\S+) is Function output, should not be provided/, 'field sparse is Function output, should not be provided', computed],
  ['fieldMissing', /value of (?:struct )?field '(.+?)' is missed/, "value of field 'x' is missed", lacks],
  ['fieldMissing', /(?:value of (?:struct )?field is missed:|no parquet field for milvus (?:field|file)) '(.+?)'/, "no parquet field for milvus field 'x'", lacks],
  ['fieldMissing', /field '(.+?)' not in arrow schema/, "field 'x' not in arrow schema", lacks],
  ['fieldMissing', /field not found in (?:struct|arrow schema|parquet schema): (\S+)/, 'field not found in parquet schema: x', lacks],
  ['fieldMissing/numpy', /no file for field: ([^,]+), files/, 'no file for field: x, files: [a.npy]', 'A set of NumPy files lacks the field `$1` of the collection'],
  ['fieldUnknown', /the field '(.+?)' is not defined in schema/, "the field 'y' is not defined in schema", unknown],
  ['fieldUnknown', /the field: (\S+?),? is not in schema/, 'the field: y is not in schema', unknown],
  ['notNullable', /expected (?:element )?type '.+?' for field '(.+?)', got type '<nil>'/, "expected type 'VarChar' for field 'title', got type '<nil>' with value '<nil>'", 'A file holds a null in the field `$1`, where the collection allows none'],
  ['jsonValue', /expected type 'JSON' for field '(.+?)', got type/, "expected type 'JSON' for field 'extra', got type 'json.Number' with value '5'", 'A value of the JSON field `$1` is not a JSON object'],
  ['sparseVector', /expected type 'SparseFloatVector' for field '(.+?)', got type/, "expected type 'SparseFloatVector' for field 'terms', got type '[]interface {}' with value '[1 2]'", 'The sparse vector of the field `$1` is malformed'],
  ['fieldType/text', /field '(.+?)' type mis-match.*'large_utf8'/, "field 'title' type mis-match, expect arrow type 'utf8', get arrow data type 'large_utf8'", 'The text column `$1` has the type `large_utf8`, which Milvus does not read'],
  ['fieldType', /field '(.+?)' type mis-match, (?:expect arrow type|milvus data type) '(.+?)', (?:get arrow data type|arrow data type get) '(.+?)'/, "field 'x' type mis-match, expect arrow type 'int64', get arrow data type 'utf8'", `${wrongType}\`$1\` needs \`$2\`, a file has \`$3\``],
  ['fieldType', /expect (?:\w+ )?'(.+?)' type for field '(.+?)', but got '(.+?)' type/, "expect 'Float' type for field 'x', but got 'list' type", `${wrongType}\`$2\` needs \`$1\`, a file has \`$3\``],
  ['fieldType', /expected (?:element )?type '(.+?)' for field '(.+?)', got type '(.+?)'/, "expected type 'Int64' for field 'x', got type 'string' with value 'a'", `${wrongType}\`$2\` needs \`$1\`, a file has \`$3\``],
  ['fieldType', /expected (?:element )?type '(.+?)' in array field, got type '(.+?)'/, "expected element type 'Int64' in array field, got type 'string' with value 'a'", 'An array field needs elements of the type `$1`, a file has `$2`'],
  ['fieldType', /type mis-match/, "field 'x' type mis-match"],
  ['duplicateField', /there is multi field with name: ([^\s:]+)/, 'there is multi field with name: x', 'Two columns of a file have the name `$1`'],
  ['notNullable/element', /array element is not allowed to be null(?: value)?(?: for field '(.+?)')?/, "array element is not allowed to be null value for field 'vector'", 'An array or vector of the field `$1` holds a null element'],
  ['notNullable', /the (?:struct )?field '(.+?)' is not nullable but the file contains null value/, "the field 'x' is not nullable but the file contains null value", 'A file holds nulls in the field `$1`, where the collection allows none'],
  ['notNullable', /not support nullable in vector|not nullable, but has null value/, 'not support nullable in vector'],
  ['tooLong', /value length\(?\s?(\d+)\)?(?: for field (\S+))? exceeds max_length\(?\s?(\d+)\)?/, 'value length(300) for field title exceeds max_length(256)', 'A text is longer than its field allows: `$2` holds $3 bytes, a file has $1'],
  ['tooLong/array', /array capacity\(?\s?(\d+)\)?(?: for field (\S+))? exceeds max_capacity\(?\s?(\d+)\)?/, 'array capacity(20) for field tags exceeds max_capacity(16)', 'An array is longer than its field allows: `$2` holds $3 elements, a file has $1'],
  ['notUtf8', /field '(.+?)' contains invalid UTF-8 data/, "field 'title' contains invalid UTF-8 data", 'A text of the field `$1` is not UTF-8'],
  ['notFinite', /is not a number or infinity|contain nan or infinity|float(?:32|64) verification failed/, "value 'NaN' is not a number or infinity"],
  ['dynamicField', /illegal value for dynamic field, not a JSON (?:format string|object)/, 'illegal value for dynamic field, not a JSON format string'],
  ['dynamicField/twice', /duplicated key (?:is not allowed|in dynamic field), key=([^\s:]+)/, 'duplicated key is not allowed, key=title', 'The dynamic field `$meta` of a row repeats the key `$1`, which is also a column'],
  ['sparseVector', /Invalid (?:JSON string|parquet struct) for SparseFloatVector/, "Invalid parquet struct for SparseFloatVector: 'indices' or 'values' missed"],
  ['structArray', /StructArray|struct (?:field|sub-field|column)|sub-field '/, 'invalid element in StructArray, expect map[string]any but got type string'],
  ['timestamptz', /invalid timestamptz(?: string)?(?::? '([^']*)')?/i, "got invalid timestamptz string '2025-13-01'", 'A time is not readable: `$1`'],
  ['geometry', /(?:invalid|failed to|cannot|can't|unmarshal)\b[^,]{0,40}\b(?:wkt|geometry)\b/i, 'failed to parse geometry: invalid WKT'],
  ['numberRange', /strconv\.Parse\w+: parsing "([^"]*)": value out of range/, 'strconv.ParseInt: parsing "3000000000": value out of range', 'The number `$1` does not fit its field'],
  ['wholeNumber', /strconv\.Parse(?:Int|Uint): parsing "([^"]*)": invalid syntax/, 'strconv.ParseInt: parsing "1.0": invalid syntax', '`$1` is not a whole number, and its field takes only those'],
  ['booleanForm', /strconv\.ParseBool: parsing "([^"]*)": invalid syntax/, 'strconv.ParseBool: parsing "yes": invalid syntax', '`$1` is not a boolean, and its field takes only those'],
  ['numberForm', /strconv\.Parse\w+: parsing "([^"]*)": invalid syntax/, 'strconv.ParseFloat: parsing "1,5": invalid syntax', '`$1` is not a number, and its field takes only those'],
  // What is wrong with the form of a file.
  ['jsonSyntax/value', /invalid character '(.+?)' |unexpected end of JSON input|json: cannot unmarshal|after top-level value/, "invalid character 'N' looking for beginning of value"],
  ['emptyFile', /\berr(?:or)?[:=] ?EOF\b/, 'init failed, failed to decode JSON, error: EOF'],
  ['jsonSyntax', /invalid JSON format|failed to decode (?:the )?JSON/, "invalid JSON format, the content should be started with '{' or '['"],
  ['csvSyntax', /the number of fields in the row is not equal to the header|failed to read csv header|(?:bare|extraneous) .{0,3}"? ?in|wrong number of fields/, 'the number of fields in the row is not equal to the header'],
  ['csvSyntax/separator', /unsupported csv separator/, 'unsupported csv separator'],
  ['compression', /compression for (\w+) unimplemented|unsupported compression(?: codec)?:? (\w+)/, 'compression for LZ4_RAW unimplemented', 'Milvus cannot read the compression `$1` of a Parquet file'],
  ['unsupportedType', /unsupported importing numpy files for collection with data type: (\w+)/, 'unsupported importing numpy files for collection with data type: Array', 'NumPy files cannot hold fields of the type `$1`'],
  ['notNullable/numpy', /not support bulk insert numpy files in field\((.+?)\) which set nullable/, 'not support bulk insert numpy files in field(note) which set nullable == true', 'NumPy files cannot fill the field `$1`, because it is nullable'],
  ['numpyBroken', /numpy file|unexpected numpy header|utf32 bytes|not support bulk insert numpy files/, "the numpy file dtype '<c16' is not supported"],
  ['unsupportedType', /unsupport(?:ed)? data type:? ?(\w*)/, 'parse json failed, unsupport data type: Geometry', 'This file format cannot hold a field of the type `$1` on this server'],
  ['unsupportedType', /unsupported array data type/, 'unsupported array data type'],
  // What wraps the others.
  ['parquetBroken', /new parquet (?:file )?reader failed/, 'new parquet reader failed, err=parquet: file too small (size=10)'],
  ['fieldType/schema', /schema not equal/, 'schema not equal, err='],
  ['row', /failed to (?:parse|append|decode|read) row/, 'failed to parse row, error: …'],
  ['serverInternal', /no candidate segments found|alloc id failed|failed to allocate job ID|cannot find import task with id|add import job failed|get collection failed/, 'no candidate segments found for channel'],
  ['ioFailed', /IO failed/, 'IO failed[key=a.json]'],
]

/** Made when a failure asks for them. */
export function reasons(): readonly Reason[] {
  const known = kinds()
  return patterns().map(([kind, pattern, says, titleWith]) => {
    const [title, advice, does = 'stop']: Kind = known[kind]
    return { kind, pattern, says, title, titleWith, advice, does }
  })
}
