import type { Answer, Exchange, Wire } from '../../src/api/transport.ts'

/** A request as it would have left, with the text of its body. */
export interface Recorded {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface RecordedWire extends Wire {
  readonly requests: readonly Recorded[]
}

/** A wire to hosts that no test may reach: it keeps what was sent and answers by hand. */
export function recordedWire(answer: (request: Recorded, index: number) => Partial<Answer>): RecordedWire {
  const requests: Recorded[] = []
  return {
    requests,
    async send({ method, url, headers, body }: Exchange) {
      const request = { method, url: url.href, headers, body: await textOf(body) }
      const given = answer(request, requests.push(request) - 1)
      return { status: 200, headers: {}, body: '', bytes: new Uint8Array(), ...given }
    },
  }
}

async function textOf(body: Exchange['body']): Promise<string> {
  if (body === null || typeof body === 'string') return body ?? ''
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('latin1')
}
