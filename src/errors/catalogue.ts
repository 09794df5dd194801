import type { Entry } from './entry.ts'
import { http } from './http.ts'
import { milvus } from './milvus.ts'
import { network } from './network.ts'
import { own } from './own.ts'
import { zilliz } from './zilliz.ts'

export type { Entry, ReasonEntry } from './entry.ts'
export { reasons } from './reasons.ts'

/** The codes by who says them. */
export const groups = { own, http, network, zilliz, milvus } as const satisfies Record<
  string,
  Readonly<Record<string, Entry>>
>

/** All codes, by what `errorCode` says. */
export const codes: Readonly<Record<string, Entry>> = { ...own, ...http, ...network, ...zilliz, ...milvus }

/** For codes that no table knows (`Http3xx`: all others that begin so); the server's own words are shown with them. */
export const fallbacks = {
  code: {
    title: 'The server refused the request',
    advice: "Go by the server's words; its support can look the request up by the time and the request id.",
    adviceFor: { milvus: "Go by the server's words; its log tells more about the time and the request id." },
  },
  Http3xx: {
    title: 'The server redirects to another address, and credentials are not sent there',
    advice: 'Write the address that it redirects to as `endpoint`; often it is `https` in place of `http`.',
  },
  Http4xx: {
    title: 'The server refused the request',
    advice: 'Check `endpoint`, and any proxy or gateway in front of it.',
  },
  Http5xx: {
    title: 'The server, or a gateway in front of it, is in trouble',
    advice: 'Run the step again later; if it stays, look at the status page of the service.',
  },
  network: {
    title: 'The connection to the server failed',
    advice: 'Check `endpoint`, the network of the runner, and any proxy or gateway in between.',
  },
} as const satisfies Record<string, Entry>
