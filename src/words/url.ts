/**
 * A URL without its query: that may be a signature, a secret, and another one in every run. Only `https://` (and
 * `http://`) has a query; in `s3://`, `gs://`, `oss://` and in plain paths a `?` belongs to the key.
 */
export function withoutQuery(url: string): string {
  return /^https?:/i.test(url) ? url.replace(/\?.*$/s, '') : url
}
