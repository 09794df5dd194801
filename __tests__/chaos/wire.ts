import { textOf } from '../../sandbox/exchange.ts'
import type { Ending } from '../../sandbox/faults.ts'
import { jobIdOf } from '../../sandbox/ledger.ts'
import type { RecordedRequest, Reply, Service } from '../../sandbox/server.ts'
import type { Transport } from '../../src/api/transport.ts'
import { CallError, type FailureKind } from '../../src/model/service.ts'
import type { VirtualTime } from '../harness/virtual-time.ts'
import type { Stop } from './story.ts'
import type { Lens } from './worlds.ts'

/** Milliseconds of one way. */
const LATENCY = 20

export interface Wire extends Transport {
  /** Jobs whose id came to the action in a whole answer to its create. */
  readonly named: readonly string[]
  /** Nothing of what is sent or under way comes back from now on. */
  cut(): void
}

export interface WireOptions {
  readonly service: Service
  readonly time: VirtualTime
  readonly lens: Lens
  readonly authorization: string
  /** Called for every request that is sent, before it arrives. */
  readonly onSent: (request: RecordedRequest) => void
}

/** The network between an action and a service in the same process: the faults are the service's, the time is virtual. */
export function createWire({ service, time, lens, authorization, onSent }: WireOptions): Wire {
  const named: string[] = []
  let isCut = false
  return {
    named,
    cut: () => {
      isCut = true
    },
    send(call, { timeout, signal }) {
      const { method, path, body, headers = {} } = call as typeof call & { headers?: Record<string, string> }
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
      const request: RecordedRequest = {
        method,
        path,
        headers: { authorization, ...Object.fromEntries(lower) },
        body: body ? JSON.stringify(body) : '',
      }
      return new Promise((resolve, reject) => {
        if (isCut) return
        const over = new AbortController()
        const settle = (act: () => void) => {
          if (over.signal.aborted || isCut) return
          over.abort()
          act()
        }
        const fail = (kind: FailureKind, code: string) =>
          settle(() => reject(new CallError({ kind, code, said: '' })))
        if (signal.aborted) return fail('aborted', 'Cancelled')
        signal.addEventListener('abort', () => fail('aborted', 'Cancelled'), { signal: over.signal })
        time.sleep(timeout, over.signal).then(() => fail('interrupted', 'Timeout'))
        onSent(request)
        travel(service, time, lens.request(request)).then(ending => {
          if (ending.kind === 'refused') return fail('unsent', 'ECONNREFUSED')
          if (ending.kind === 'reset') return fail('interrupted', 'ECONNRESET')
          settle(() => {
            const jobId = ending.spoilt ? undefined : jobIdOf(request, parsed(ending.reply))
            if (jobId) named.push(jobId)
            resolve({ ...inTransport(ending.spoilt ? ending.reply : lens.reply(request, ending.reply)) })
          })
        }, reject)
      })
    },
  }
}

async function travel(service: Service, time: VirtualTime, request: RecordedRequest): Promise<Ending> {
  await time.sleep(LATENCY)
  const ending = await service.exchange(request)
  await time.sleep(LATENCY + (ending.kind === 'answered' ? ending.drip : 0))
  return ending
}

/** An answer of the right shape is one even as text of the wrong type. */
function parsed(reply: Reply): Reply {
  if (typeof reply.body !== 'string') return reply
  try {
    return { ...reply, body: JSON.parse(reply.body) }
  } catch {
    return reply
  }
}

function inTransport({ status, body, headers = {} }: Reply) {
  const wait = headers['retry-after']
  return {
    status,
    body: textOf(body),
    requestId: undefined,
    retryAfter: wait === undefined ? undefined : Number(wait) * 1000,
  }
}

/** Calls `act` when the moment of a stop has come; tell it of every call. */
export function stopAt(stop: Stop, time: VirtualTime, act: () => void): (on: Stop['on']) => void {
  let seen = 0
  const soon = () => void time.sleep(stop.after).then(act)
  if (stop.on === 'start') soon()
  return on => {
    if (on !== stop.on) return
    seen += 1
    if (seen === stop.nth) soon()
  }
}
