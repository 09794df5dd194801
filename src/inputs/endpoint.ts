/** Names and addresses of this very machine, where plain HTTP is safe. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** What is wrong with a base URL, or `undefined`. https only, but for loopback: the API key goes with every call. */
export function problemOfEndpoint(endpoint: string): string | undefined {
  const url = URL.parse(endpoint)
  if (!url || !/^https?:$/.test(url.protocol)) return 'is not a URL: write it with `https://`'
  if (url.username || url.password) return 'must not hold a user or password: they belong into `apiKey`'
  if (url.search || url.hash) return 'must not hold a query or a fragment'
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return 'must start with `https://`'
  return undefined
}
