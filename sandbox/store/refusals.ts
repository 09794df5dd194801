import { Refusal } from './model.ts'

/** Errors of S3 with their status and words (AWS, "Error responses", API reference of Amazon S3; the last ones are MinIO's). */
const S3 = {
  AccessDenied: [403, 'Access Denied'],
  AuthorizationHeaderMalformed: [400, 'The authorization header that you provided is not valid.'],
  BadDigest: [
    400,
    'The Content-MD5 or checksum value that you specified did not match what the server received.',
  ],
  EntityTooLarge: [400, 'Your proposed upload exceeds the maximum allowed object size.'],
  EntityTooSmall: [400, 'Your proposed upload is smaller than the minimum allowed size'],
  ExpiredToken: [400, 'The provided token has expired.'],
  IncompleteBody: [
    400,
    'You did not provide the number of bytes specified by the Content-Length HTTP header.',
  ],
  InternalError: [500, 'We encountered an internal error. Please try again.'],
  InvalidAccessKeyId: [403, 'The AWS Access Key Id you provided does not exist in our records.'],
  InvalidArgument: [400, 'Invalid Argument'],
  InvalidBucketName: [400, 'The specified bucket is not valid.'],
  InvalidDigest: [400, 'The Content-MD5 you specified is not valid.'],
  InvalidPart: [
    400,
    "One or more of the specified parts could not be found. The part might not have been uploaded, or the specified entity tag might not have matched the part's entity tag.",
  ],
  InvalidPartOrder: [
    400,
    'The list of parts was not in ascending order. Parts must be ordered by part number.',
  ],
  InvalidRange: [416, 'The requested range is not satisfiable'],
  InvalidRequest: [400, 'Invalid Request'],
  InvalidToken: [400, 'The provided token is malformed or otherwise not valid.'],
  InvalidURI: [400, "Couldn't parse the specified URI."],
  KeyTooLongError: [400, 'Your key is too long'],
  MalformedXML: [
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  ],
  MissingContentLength: [411, 'You must provide the Content-Length HTTP header.'],
  NoSuchBucket: [404, 'The specified bucket does not exist'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NoSuchUpload: [
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  ],
  NotImplemented: [501, 'A header or query you provided implies functionality that is not implemented.'],
  PermanentRedirect: [
    301,
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
  ],
  PreconditionFailed: [412, 'At least one of the pre-conditions you specified did not hold'],
  RequestTimeTooSkewed: [403, "The difference between the request time and the server's time is too large."],
  RequestTimeout: [
    400,
    'Your socket connection to the server was not read from or written to within the timeout period.',
  ],
  ServiceUnavailable: [503, 'Service is unable to handle request.'],
  SignatureDoesNotMatch: [
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  ],
  SlowDown: [503, 'Please reduce your request rate.'],
  TooManyRequests: [429, 'Too many requests.'],
  XAmzContentSHA256Mismatch: [
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  ],
  XMinioInvalidObjectName: [400, 'Object name contains unsupported characters.'],
  XMinioParentIsObject: [
    400,
    'Object-prefix is already an object, please choose a different object-prefix name.',
  ],
  XMinioObjectExistsAsDirectory: [409, 'Object name already exists as a directory.'],
  /** Google's XML API on a token that it does not take ("HTTP status and error codes for XML"). */
  AuthenticationRequired: [401, 'Authentication required.'],
} satisfies Record<string, readonly [number, string]>

export type S3Code = keyof typeof S3

/** An error of S3 by its code; `message` replaces the usual words. */
export function s3Refusal(
  code: S3Code,
  more: { message?: string; fields?: Record<string, string>; headers?: Record<string, string> } = {},
): Refusal {
  const [status, words] = S3[code]
  return new Refusal(status, code, more.message ?? words, more)
}

/** Errors of Azure Blob ("Blob service error codes"; which of them answers what is as Azurite 3.37 does it). */
const AZURE = {
  AuthorizationFailure: [
    403,
    'Server failed to authenticate the request. Make sure the value of the Authorization header is formed correctly including the signature.',
  ],
  AuthorizationPermissionMismatch: [
    403,
    'This request is not authorized to perform this operation using this permission.',
  ],
  BlobAlreadyExists: [409, 'The specified blob already exists.'],
  BlobNotFound: [404, 'The specified blob does not exist.'],
  ConditionNotMet: [412, 'The condition specified using HTTP conditional header(s) is not met.'],
  ContainerNotFound: [404, 'The specified container does not exist.'],
  InvalidBlobOrBlock: [400, 'The specified blob or block content is invalid.'],
  InvalidBlockList: [400, 'The specified block list is invalid.'],
  InvalidHeaderValue: [400, 'The value provided for one of the HTTP headers was not in the correct format.'],
  InvalidInput: [400, 'One of the request inputs is not valid.'],
  InvalidMd5: [
    400,
    'The MD5 value specified in the request is invalid. MD5 value must be 128 bits and base64-encoded.',
  ],
  InvalidQueryParameterValue: [
    400,
    'Value for one of the query parameters specified in the request URI is invalid.',
  ],
  InvalidRange: [416, 'The range specified is invalid for the current size of the resource.'],
  InvalidUri: [400, 'The requested URI does not represent any resource on the server.'],
  InvalidXmlDocument: [400, 'The specified XML is not syntactically valid.'],
  Md5Mismatch: [
    400,
    'The MD5 value specified in the request did not match the MD5 value calculated by the server.',
  ],
  MissingContentLengthHeader: [411, 'The Content-Length header was not specified.'],
  MissingRequiredHeader: [400, 'An HTTP header that is mandatory for this request is not specified.'],
  UnsupportedHttpVerb: [405, "The resource doesn't support specified HTTP verb."],
} satisfies Record<string, readonly [number, string]>

export type AzureCode = keyof typeof AZURE

/** An error of Azure Blob by its code; `detail` goes after the usual words. */
export function azureRefusal(code: AzureCode, detail = ''): Refusal {
  const [status, words] = AZURE[code]
  return new Refusal(status, code, detail ? `${words} ${detail}` : words)
}
