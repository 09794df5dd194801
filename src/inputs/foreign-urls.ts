import type { Mistake } from './problem.ts'

const AZURE_FORM = 'write `https://ACCOUNT.blob.core.windows.net/CONTAINER/…`'
const NO_SCHEME = 'the URL has no scheme'

/** URLs in the notation of other tools, and what they are called here. */
export const FOREIGN: readonly Mistake[] = [
  [
    /^(?:abfss?|wasbs?):\/\/([^@/]+)@([^./]+)\.(?:dfs|blob)\.(core\.[^/]+)\/(.*)$/is,
    'Hadoop and Spark write Azure like this, but the server needs the `https://` URL of the blob',
    (container, account, core, key = '') =>
      `https://${account}.blob.${core}/${container}/${key.split('/').map(encodeURIComponent).join('/')}`,
  ],
  [/^(?:abfss?|wasbs?|az|azure|adl):\/\//i, 'this is not a URL that the server knows for Azure', AZURE_FORM],
  [
    /^https:\/\/([^./]+)\.dfs\.(core\.[^/]+)\/(.*)$/is,
    'this is the Data Lake address, but the server needs the address of the blob',
    (account, core, rest) => `https://${account}.blob.${core}/${rest}`,
  ],
  [
    /^s3[an]:\/\/(.*)$/is,
    'Hadoop and Spark write `s3a://` or `s3n://`, but the scheme is `s3://`',
    rest => `s3://${rest}`,
  ],
  [/^(?:gcs|gcp):\/\/(.*)$/is, 'the scheme of Google Cloud Storage is `gs://`', rest => `gs://${rest}`],
  [/^arn:aws[a-z-]*:s3:::(.*)$/is, 'this is an ARN, not a URL', rest => `s3://${rest}`],
  [
    /^https:\/\/[^/]*(?:console\.aws\.amazon\.com|console\.amazonaws\.cn)\/s3\//i,
    "this is a page of AWS's console",
    'write `s3://BUCKET/KEY`',
  ],
  [
    /^https:\/\/console\.cloud\.google\.com\/storage\/browser\/(?:_details\/)?([^?;]*).*$/is,
    "this is a page of Google's console",
    rest => `gs://${rest}`,
  ],
  [/^https:\/\/portal\.azure\.(?:com|cn)\//i, "this is a page of Azure's portal", AZURE_FORM],
  [
    /^cosn?:\/\//i,
    'this is not a URL that the server knows for Tencent Cloud',
    'write `https://BUCKET.cos.REGION.myqcloud.com/KEY`',
  ],
  [/^http:\/\/(.*)$/is, '`http://` is not encrypted, the scheme is `https://`', rest => `https://${rest}`],
  [
    /^(S3|GS|Gs|OSS|Oss|HTTPS|Https):\/\/(.*)$/s,
    'schemes are written in lower-case letters',
    (scheme = '', rest) => `${scheme.toLowerCase()}://${rest}`,
  ],
  [
    /^(s3|gs|oss|https):\/?(?!\/)(.*)$/s,
    'two slashes follow the scheme',
    (scheme, rest) => `${scheme}://${rest}`,
  ],
  [
    /^(?:file:|[A-Za-z]:[\\/]|\/|\.{1,2}[\\/]|~[\\/])/,
    'this is a local path, but `objectUrl` is the URL of a bucket',
    'to upload files of the runner use `path`',
  ],
  [
    /^([a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|windows\.net|googleapis\.com|aliyuncs\.com|myqcloud\.com)\/.*)$/is,
    NO_SCHEME,
    rest => `https://${rest}`,
  ],
  [
    /^(?![a-z][a-z0-9+.-]*:\/\/)/i,
    NO_SCHEME,
    'write `s3://BUCKET/KEY`, `gs://BUCKET/KEY`, `oss://BUCKET/KEY` or `https://…`',
  ],
]
