import type { Problem } from './problem.ts'

interface Form {
  readonly pattern: RegExp
  readonly text: string
  readonly form?: (...groups: string[]) => string
  readonly instead?: string
}

const AZURE_FORM = 'https://ACCOUNT.blob.core.windows.net/CONTAINER/…'

/** Notations of other tools, and what they are called here. */
const FORMS: readonly Form[] = [
  {
    pattern: /^(?:abfss?|wasbs?):\/\/([^@/]+)@([^./]+)\.(?:dfs|blob)\.(core\.[^/]+)\/(.*)$/is,
    text: 'Hadoop and Spark write Azure like this, but the server needs the `https://` URL of the blob',
    form: (container, account, core, key = '') =>
      `https://${account}.blob.${core}/${container}/${encodedKey(key)}`,
  },
  {
    pattern: /^(?:abfss?|wasbs?|az|azure|adl):\/\//i,
    text: 'this is not a URL that the server knows for Azure',
    instead: `write \`${AZURE_FORM}\``,
  },
  {
    pattern: /^https:\/\/([^./]+)\.dfs\.(core\.[^/]+)\/(.*)$/is,
    text: 'this is the Data Lake address, but the server needs the address of the blob',
    form: (account, core, rest = '') => `https://${account}.blob.${core}/${rest}`,
  },
  {
    pattern: /^s3[an]:\/\/(.*)$/is,
    text: 'Hadoop and Spark write `s3a://` or `s3n://`, but the scheme is `s3://`',
    form: rest => `s3://${rest}`,
  },
  {
    pattern: /^(?:gcs|gcp):\/\/(.*)$/is,
    text: 'the scheme of Google Cloud Storage is `gs://`',
    form: rest => `gs://${rest}`,
  },
  {
    pattern: /^arn:aws[a-z-]*:s3:::(.*)$/is,
    text: 'this is an ARN, not a URL',
    form: rest => `s3://${rest}`,
  },
  {
    pattern: /^https:\/\/[^/]*(?:console\.aws\.amazon\.com|console\.amazonaws\.cn)\/s3\//i,
    text: "this is a page of AWS's console",
    instead: 'write `s3://BUCKET/KEY`',
  },
  {
    pattern: /^https:\/\/console\.cloud\.google\.com\/storage\/browser\/(?:_details\/)?([^?;]*).*$/is,
    text: "this is a page of Google's console",
    form: rest => `gs://${rest}`,
  },
  {
    pattern: /^https:\/\/portal\.azure\.(?:com|cn)\//i,
    text: "this is a page of Azure's portal",
    instead: `write \`${AZURE_FORM}\``,
  },
  {
    pattern: /^cosn?:\/\//i,
    text: 'this is not a URL that the server knows for Tencent Cloud',
    instead: 'write `https://BUCKET.cos.REGION.myqcloud.com/KEY`',
  },
  {
    pattern: /^http:\/\/(.*)$/is,
    text: '`http://` is not encrypted, the scheme is `https://`',
    form: rest => `https://${rest}`,
  },
  {
    pattern: /^(S3|GS|Gs|OSS|Oss|HTTPS|Https):\/\/(.*)$/s,
    text: 'schemes are written in lower-case letters',
    form: (scheme = '', rest) => `${scheme.toLowerCase()}://${rest}`,
  },
  {
    pattern: /^(s3|gs|oss|https):(?:\/(?!\/)|(?!\/))(.*)$/s,
    text: 'two slashes follow the scheme',
    form: (scheme = '', rest) => `${scheme}://${rest}`,
  },
  {
    pattern: /^(?:file:|[A-Za-z]:[\\/]|\/|\.{1,2}[\\/]|~[\\/])/,
    text: 'this is a local path, but `objectUrl` is the URL of a bucket',
    instead: 'to upload files of the runner use `path`',
  },
  {
    pattern:
      /^([a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|windows\.net|googleapis\.com|aliyuncs\.com|myqcloud\.com)\/.*)$/is,
    text: 'the URL has no scheme',
    form: rest => `https://${rest}`,
  },
  {
    pattern: /^(?![a-z][a-z0-9+.-]*:\/\/)/i,
    text: 'the URL has no scheme',
    instead: 'write `s3://BUCKET/KEY`, `gs://BUCKET/KEY`, `oss://BUCKET/KEY` or `https://…`',
  },
]

/** What is wrong with a URL in the notation of another tool, and what it is called here. */
export function otherForm(line: string): Problem | undefined {
  if (/^https:\/\/[^/]*@/.test(line)) return undefined
  for (const { pattern, text, form, instead } of FORMS) {
    const found = pattern.exec(line)
    if (!found) continue
    return { text, form: form?.(...found.slice(1)), instead }
  }
  return undefined
}

/** A key for the path of an `https://` URL. */
function encodedKey(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/')
}
