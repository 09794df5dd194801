/**
 * A URL without its query: that may be a signature, a secret, and another one in every run. Only `https://` (and
 * `http://`) has a query; in `s3://`, `gs://`, `oss://` and in plain paths a `?` belongs to the key.
 */
export function withoutQuery(url: string): string {
  return /^https?:/i.test(url) ? url.replace(/\?.*$/s, '') : url
}

/** Does this host name or address, as `URL` writes it, mean this very machine, where plain HTTP is safe? */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** Is this the host of an account of Azure Blob Storage, in any of its clouds? */
export function isAzureHost(hostname: string): boolean {
  return /^[a-z0-9]{3,24}\.blob\.core\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/.test(hostname)
}

/** The text with its percent escapes resolved, or as it is if they can't be. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
