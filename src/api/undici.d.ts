// Parts of undici by their paths: its index also loads fetch, WebSocket, caches and mocks, which take longer to start
// than everything else here together. The build fails when a release moves them.

declare module 'undici/lib/dispatcher/env-http-proxy-agent.js' {
  import { EnvHttpProxyAgent } from 'undici'
  export = EnvHttpProxyAgent
}

declare module 'undici/lib/api/api-request.js' {
  import type { Dispatcher } from 'undici'

  /** The method `request` of every dispatcher, which the index would put there. */
  const request: (this: Dispatcher, options: Dispatcher.RequestOptions) => Promise<Dispatcher.ResponseData>
  export = request
}
