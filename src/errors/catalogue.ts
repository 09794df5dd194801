import { type Entry, entryOfRow, type Row, rowOf } from './entry.ts'
import { milvus } from './milvus.ts'
import { http, network } from './network.ts'
import { zilliz } from './zilliz.ts'

/** The codes of others, by who says them; those of this action are in `failures.ts`. */
export const groups = { http, network, zilliz, milvus }

/** The entry of a code of others, if the catalogue has one. */
export function entryOf(code: string): Entry | undefined {
  const row = rowOf(
    Object.values(groups).flatMap(rows => rows()),
    code,
  )
  return row && entryOfRow(row)
}

/** For codes that no table knows; the server's own message is shown with them. */
// biome-ignore format: a table, one row a line
export const fallbacks = (): readonly Row[] => [
  ['code', 'stop', 'The server refused the request', { all: "See the server's message above; its support can look up the request by time and request id.", milvus: "See the server's message above; its log has more at the time of the request." }],
  ['Http3xx', 'stop', 'The server redirects to another address, and credentials are not sent there', 'If that address is the same server, write it as `endpoint` (often `https` instead of `http`). If it is a sign-in page, `endpoint` needs an address that works without single sign-on.'],
  ['Http4xx', 'stop', 'The server refused the request', 'Check `endpoint`, and any proxy or gateway in front of it.'],
  ['Http5xx', 'unanswered', 'The server, or a gateway in front of it, has a problem', 'Run the step again later; if it happens again, look at the status page of the service.'],
  ['network', 'unanswered', 'The connection to the server failed', 'Check `endpoint`, the network of the runner, and any proxy or gateway in between.'],
]

/** The entry for a code that no table knows. */
export function fallbackOf(code: string): Entry {
  return entryOfRow(rowOf(fallbacks(), fallbackName(code)) as Row)
}

function fallbackName(code: string): string {
  const status = /^Http([345])/.exec(code)?.[1]
  if (status) return `Http${status}xx`
  return isNetworkName(code) ? 'network' : 'code'
}

/** A name of Node.js or undici for a failure on the way, as against a word that a server has for a code. */
export function isNetworkName(code: string): boolean {
  const isKnown = rowOf(network(), code) !== undefined
  return isKnown || /^(?:E(?!RROR$)[A-Z]{3,}|ERR_\w+|UND_ERR_\w+|HPE_\w+|Z_\w+)$/.test(code)
}
