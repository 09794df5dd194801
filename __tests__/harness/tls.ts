import { rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { generate } from 'selfsigned'
import { type Listening, listening } from './listening.ts'

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

/** Speaks TLS in front of a server on loopback, as a load balancer does. Handshakes count as connections. */
export function startTlsFront(
  { key, cert }: { readonly key: string; readonly cert: string },
  behind: string,
): Promise<Listening> {
  const server = createServer({ key, cert }, socket => {
    const inner = connect(Number(new URL(behind).port), '127.0.0.1')
    for (const [from, to] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
      from.pipe(to)
    }
  })
  // A client that does not trust us hangs up in the middle of the handshake.
  server.on('tlsClientError', () => {})
  return listening(server)
}
