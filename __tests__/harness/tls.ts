import { rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { generate } from 'selfsigned'

/** An authority that nobody trusts but who is given its certificate. */
export interface Authority extends AsyncDisposable {
  /** The file for `NODE_EXTRA_CA_CERTS`. */
  readonly file: string
  issue(host: string): Promise<{ readonly key: string; readonly cert: string }>
}

const WEEK = 7 * 24 * 3_600_000
const algorithm = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const

export async function startAuthority(): Promise<Authority> {
  const days = { notBeforeDate: new Date(Date.now() - WEEK), notAfterDate: new Date(Date.now() + WEEK) }
  const root = await generate([{ name: 'commonName', value: 'Example Private Authority' }], {
    ...algorithm,
    ...days,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const file = join(tmpdir(), `authority-${process.pid}-${performance.now()}.pem`)
  await writeFile(file, root.cert)
  return {
    file,
    async issue(host) {
      const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
        ...algorithm,
        ...days,
        ca: { key: root.private, cert: root.cert },
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'keyUsage', digitalSignature: true },
          { name: 'extKeyUsage', serverAuth: true },
          { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
        ],
      })
      return { key, cert }
    },
    async [Symbol.asyncDispose]() {
      await rm(file)
    },
  }
}

export interface TlsFront extends AsyncDisposable {
  readonly port: number
  /** Connections that came as far as the end of the handshake. */
  readonly connections: number
}

/** Speaks TLS in front of a server on loopback, as a load balancer does. */
export async function startTlsFront(
  { key, cert }: { readonly key: string; readonly cert: string },
  behind: string,
): Promise<TlsFront> {
  const open = new Set<{ destroy(): void }>()
  let connections = 0
  const server = createServer({ key, cert }, socket => {
    connections += 1
    const inner = connect(Number(new URL(behind).port), '127.0.0.1')
    for (const [from, to] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      open.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
      from.pipe(to)
    }
  })
  // A client that does not trust us hangs up in the middle of the handshake.
  server.on('tlsClientError', () => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
