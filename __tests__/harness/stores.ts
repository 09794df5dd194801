import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { startStore } from '../../sandbox/store/serve.ts'
import type { Store, StoreOptions } from '../../sandbox/store/store.ts'
import { listening } from './listening.ts'
import { startProxy } from './proxy.ts'
import { type Authority, startTlsFront } from './tls.ts'

/** What a public server was asked, as `path range`. */
export interface FileServer extends AsyncDisposable {
  readonly url: string
  readonly asked: readonly string[]
}

/**
 * Files of a folder, for anybody, by ranges; no folders. `sizes` are files that only claim to be so large: their bytes
 * are zeros.
 */
export async function startFileServer(
  folder: string,
  sizes: Readonly<Record<string, number>> = {},
): Promise<FileServer> {
  const asked: string[] = []
  const server = createServer(async (incoming, outgoing) => {
    const path = decodeURIComponent(incoming.url ?? '/')
    const { range = '' } = incoming.headers
    asked.push(`${path} ${range}`)
    const claimed = sizes[path]
    const file =
      claimed === undefined ? await readFile(join(folder, path)).catch(() => undefined) : Buffer.alloc(65_536)
    if (!file) return void outgoing.writeHead(404).end('Not Found')
    const size = claimed ?? file.length
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? []
    const part = file.subarray(Number(from), Math.min(Number(to) + 1, size))
    const headers = {
      etag: `"${size}"`,
      'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${size}`,
    }
    outgoing.writeHead(206, headers).end(part)
  })
  const listener = await listening(server)
  return { asked, url: listener.url, [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose]() }
}

/** Servers on loopback under names of clouds, by TLS: a proxy leads each name to its server, and all others to nobody. */
export async function cloudNames(
  authority: Authority,
  servers: readonly (readonly [host: string, url: string])[],
): Promise<AsyncDisposable & { proxy: Awaited<ReturnType<typeof startProxy>>; env: Record<string, string> }> {
  const fronts = await Promise.all(
    servers.map(async ([host, url]) => startTlsFront(await authority.issue(host), url)),
  )
  const ports = servers.map(([host], index) => [`${host}:443`, fronts[index]?.port ?? 0] as const)
  const proxy = await startProxy({ hosts: Object.fromEntries(ports) })
  return {
    proxy,
    env: { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: authority.file },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      for (const front of fronts) await front[Symbol.asyncDispose]()
    },
  }
}

export interface Stores extends AsyncDisposable {
  /** The store itself: what it was asked, and its faults. */
  readonly store: Store
  readonly files: FileServer
  /** What a step needs to reach them under their names. */
  readonly env: Readonly<Record<string, string>>
  /** What the proxy was asked for. */
  readonly asked: readonly string[]
}

/** The object store under names of clouds, and a public server. The names stay in the requests, for virtual hosts. */
export async function startStores(
  authority: Authority,
  hosts: { readonly store: readonly string[]; readonly web: string },
  options: StoreOptions,
  sizes: Readonly<Record<string, number>> = {},
): Promise<Stores> {
  const store = await startStore(options)
  const files = await startFileServer(options.folder, sizes)
  const servers = [...hosts.store.map(host => [host, store.url] as const), [hosts.web, files.url] as const]
  const names = await cloudNames(authority, servers)
  return {
    ...{ store, files, env: names.env, asked: names.proxy.asked },
    async [Symbol.asyncDispose]() {
      await names[Symbol.asyncDispose]()
      await files[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}
