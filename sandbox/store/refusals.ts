import { Refusal } from './model.ts'

/** Codes of errors with their words, by status. */
type Table = Readonly<Record<number, Readonly<Record<string, string>>>>
type CodeOf<T extends Table> = { [S in keyof T]: keyof T[S] }[keyof T]

/** Errors of S3 (AWS, "Error responses", API reference of Amazon S3), and of those who speak like it: MinIO's, Google's on a token that it does not take, and of gateways. */
const S3 = {
  301: {
    PermanentRedirect:
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
  },
  400: {
    AuthorizationHeaderMalformed: 'The authorization header that you provided is not valid.',
    BadDigest: 'The Content-MD5 or checksum value that you specified did not match what the server received.',
    EntityTooLarge: 'Your proposed upload exceeds the maximum allowed object size.',
    EntityTooSmall: 'Your proposed upload is smaller than the minimum allowed size',
    ExpiredToken: 'The provided token has expired.',
    IncompleteBody: 'You did not provide the number of bytes specified by the Content-Length HTTP header.',
    InvalidArgument: 'Invalid Argument',
    InvalidBucketName: 'The specified bucket is not valid.',
    InvalidDigest: 'The Content-MD5 you specified is not valid.',
    InvalidPart:
      "One or more of the specified parts could not be found. The part might not have been uploaded, or the specified entity tag might not have matched the part's entity tag.",
    InvalidPartOrder: 'The list of parts was not in ascending order. Parts must be ordered by part number.',
    InvalidRequest: 'Invalid Request',
    InvalidToken: 'The provided token is malformed or otherwise not valid.',
    InvalidURI: "Couldn't parse the specified URI.",
    KeyTooLongError: 'Your key is too long',
    MalformedXML: 'The XML you provided was not well-formed or did not validate against our published schema',
    RequestTimeout:
      'Your socket connection to the server was not read from or written to within the timeout period.',
    XAmzContentSHA256Mismatch: "The provided 'x-amz-content-sha256' header does not match what was computed.",
    XMinioInvalidObjectName: 'Object name contains unsupported characters.',
    XMinioParentIsObject: 'Object-prefix is already an object, please choose a different object-prefix name.',
  },
  401: { AuthenticationRequired: 'Authentication required.' },
  403: {
    AccessDenied: 'Access Denied',
    InvalidAccessKeyId: 'The AWS Access Key Id you provided does not exist in our records.',
    RequestTimeTooSkewed: "The difference between the request time and the server's time is too large.",
    SignatureDoesNotMatch:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  },
  404: {
    NoSuchBucket: 'The specified bucket does not exist',
    NoSuchKey: 'The specified key does not exist.',
    NoSuchUpload:
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  },
  409: { XMinioObjectExistsAsDirectory: 'Object name already exists as a directory.' },
  411: { MissingContentLength: 'You must provide the Content-Length HTTP header.' },
  412: { PreconditionFailed: 'At least one of the pre-conditions you specified did not hold' },
  416: { InvalidRange: 'The requested range is not satisfiable' },
  429: { TooManyRequests: 'Too many requests.' },
  500: { InternalError: 'We encountered an internal error. Please try again.' },
  501: { NotImplemented: 'A header or query you provided implies functionality that is not implemented.' },
  502: { BadGateway: 'Bad gateway.' },
  503: {
    ServiceUnavailable: 'Service is unable to handle request.',
    SlowDown: 'Please reduce your request rate.',
  },
} as const

export type S3Code = CodeOf<typeof S3>

/** An error of S3 by its code; `message` replaces the usual words. */
export function s3Refusal(
  code: S3Code,
  more: { message?: string; fields?: Record<string, string>; headers?: Record<string, string> } = {},
): Refusal {
  const [status, words] = find(S3, code)
  return new Refusal(status, code, more.message ?? words, more)
}

/** Errors of Azure Blob ("Blob service error codes"; which of them answers what is as Azurite 3.37 does it). */
const AZURE = {
  400: {
    InvalidBlobOrBlock: 'The specified blob or block content is invalid.',
    InvalidBlockList: 'The specified block list is invalid.',
    InvalidHeaderValue: 'The value provided for one of the HTTP headers was not in the correct format.',
    InvalidInput: 'One of the request inputs is not valid.',
    InvalidMd5:
      'The MD5 value specified in the request is invalid. MD5 value must be 128 bits and base64-encoded.',
    InvalidQueryParameterValue:
      'Value for one of the query parameters specified in the request URI is invalid.',
    InvalidUri: 'The requested URI does not represent any resource on the server.',
    InvalidXmlDocument: 'The specified XML is not syntactically valid.',
    Md5Mismatch:
      'The MD5 value specified in the request did not match the MD5 value calculated by the server.',
    MissingRequiredHeader: 'An HTTP header that is mandatory for this request is not specified.',
  },
  403: {
    AuthorizationFailure:
      'Server failed to authenticate the request. Make sure the value of the Authorization header is formed correctly including the signature.',
    AuthorizationPermissionMismatch:
      'This request is not authorized to perform this operation using this permission.',
  },
  404: {
    BlobNotFound: 'The specified blob does not exist.',
    ContainerNotFound: 'The specified container does not exist.',
  },
  405: { UnsupportedHttpVerb: "The resource doesn't support specified HTTP verb." },
  409: { BlobAlreadyExists: 'The specified blob already exists.' },
  411: { MissingContentLengthHeader: 'The Content-Length header was not specified.' },
  416: { InvalidRange: 'The range specified is invalid for the current size of the resource.' },
} as const

/** An error of Azure Blob by its code; `detail` goes after the usual words. */
export function azureRefusal(code: CodeOf<typeof AZURE>, detail = ''): Refusal {
  const [status, words] = find(AZURE, code)
  return new Refusal(status, code, detail ? `${words} ${detail}` : words)
}

function find(table: Table, code: string): readonly [number, string] {
  const [status, codes] = Object.entries(table).find(([, each]) => Object.hasOwn(each, code)) ?? []
  return [Number(status), codes?.[code] ?? '']
}
