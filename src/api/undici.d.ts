// Parts of undici by their paths: its index also loads fetch, WebSocket, caches and mocks, which take longer to start
// than everything else here together. The build fails when a release moves them. CommonJS has default exports only.

declare module 'undici/lib/api/index.js' {
  import type { Dispatcher } from 'undici'

  const api: Pick<Dispatcher, 'request' | 'stream' | 'pipeline' | 'upgrade' | 'connect'>
  // biome-ignore lint/style/noDefaultExport: not ours.
  export default api
}

declare module 'undici/lib/dispatcher/dispatcher.js' {
  import { Dispatcher } from 'undici'
  // biome-ignore lint/style/noDefaultExport: not ours.
  export default Dispatcher
}

declare module 'undici/lib/dispatcher/env-http-proxy-agent.js' {
  import { EnvHttpProxyAgent } from 'undici'
  // biome-ignore lint/style/noDefaultExport: not ours.
  export default EnvHttpProxyAgent
}
