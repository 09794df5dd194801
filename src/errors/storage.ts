import { entries, type Row } from './entry.ts'

const putRight =
  'The keys need the right to write below `objectUrl` (`s3:PutObject` and `s3:AbortMultipartUpload`; on Google Cloud `storage.objects.create`; on Azure a SAS with `w` and `c`).'
const pair =
  'Check that `accessKey` and `secretKey` are one pair and copied completely; temporary keys need their `sessionToken` too.'
const bucket = 'Check the bucket (Azure: account and container) in `objectUrl`, and `storageEndpoint`.'
const region = 'Set `storageRegion` to the region of the bucket.'
const expired =
  'Run the step with new keys that outlive upload and import: move the login step next to this one, or raise `role-duration-seconds` (AWS) or `access_token_lifetime` (Google Cloud). A volume needs no keys.'
const corrupted =
  'Run the step again; if it happens again, look for a proxy that changes what passes through it.'
const clock = 'Set the clock of the self-hosted runner: signatures are valid for 15 minutes.'

/** Names for "your keys have expired" of S3, STS, OSS, and of Google's XML API. */
export const EXPIRED =
  'ExpiredToken ExpiredTokenException SecurityTokenExpired InvalidToken InvalidSecurityToken TokenRefreshRequired AuthenticationRequired'

/**
 * Codes of object stores: S3 and its kin (docs.aws.amazon.com, ErrorResponses), Azure (learn.microsoft.com, Blob error
 * codes), and those of the vendor's own client (milvus-io/pymilvus `bulk_writer/volume_file_manager.py`). A request that
 * fails with one of `later` is sent again.
 */
// biome-ignore format: a table, one row a line
const STORE: readonly Row[] = [
  ['AccessDenied AuthorizationPermissionMismatch', 'stop', 'The store did not allow the upload', putRight],
  ['InvalidAccessKeyId SignatureDoesNotMatch', 'stop', 'The store does not accept the keys', pair],
  ['AuthenticationFailed AuthorizationFailure', 'stop', 'The store does not accept the SAS', 'Check that the SAS in `sessionToken` is complete, is valid now, and has the rights `w` and `c` for this container; check the firewall of the storage account.'],
  ['NoSuchBucket ContainerNotFound ResourceNotFound', 'stop', 'The bucket does not exist', bucket],
  [`${EXPIRED} RequestExpired`, 'stop', 'The keys of the store have expired', expired],
  ['PermanentRedirect AuthorizationHeaderMalformed', 'stop', 'The bucket is in another region', region],
  ['RequestTimeTooSkewed', 'stop', "The clock of the runner differs too much from the store's", clock],
  ['EntityTooLarge', 'stop', 'A file is larger than the store accepts', 'Split it into smaller files.'],
  ['QuotaExceeded XMinioStorageFull', 'stop', 'The store is full', 'Free space, or raise the quota of the bucket.'],
  ['BadDigest XAmzContentSHA256Mismatch Md5Mismatch', 'later', 'A file did not arrive as it was sent', corrupted],
  ['NoSuchUpload', 'stop', 'The store has dropped an unfinished upload', 'Check lifecycle rules of the bucket that abort multipart uploads, then run again.'],
  ['SlowDown ServerBusy Throttling ThrottlingException RequestLimitExceeded', 'later', 'The store throttled the upload', 'Run the step again later.'],
  ['RequestTimeout OperationTimedOut IncompleteBody OperationAborted ServiceUnavailable', 'later', 'The store did not finish the request in time', 'Run the step again; if it happens again, check the network between runner and store.'],
]

export const storage = entries(STORE)
