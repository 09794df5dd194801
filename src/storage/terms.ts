import type { StoreKeys } from '../api/volumes.ts'
import { type BucketPlace, GOOGLE, objectUrl } from './address.ts'
import { refusal, regionIn, STALL } from './answer.ts'
import { StoreFailure } from './failure.ts'
import type { KeyRing } from './keys.ts'
import { meaningOf } from './meaning.ts'
import type { StoreContext } from './store.ts'

export interface S3Options extends StoreContext {
  readonly place: BucketPlace
  /** `undefined` where it can't be told: AWS is asked first, others get what they take by default. */
  readonly region: string | undefined
  /** The region is a guess: any refusal that names another one leads there. */
  readonly isGuess: boolean
  readonly keys: KeyRing
  /** `bearer`: the session token is an OAuth token of Google. Only with `signature` anything is signed. */
  readonly auth: 'signature' | 'bearer' | 'none'
}

/** What a request was made with, and may have been wrong. */
export interface Terms {
  readonly keys: StoreKeys
  readonly region: string
  /** Milliseconds that the store's clock is ahead of ours. */
  readonly ahead: number
}

/** More renewals in one request mean that the keys are refused for another reason. */
const MOST_RENEWALS = 2

/** Keys, region and clock of a store, as far as is known by now. */
export function createTerms(options: S3Options) {
  const { keys: ring, today, told } = options
  let region = options.region === undefined ? undefined : Promise.resolve(options.region)
  let hasMoved = false
  let ahead = 0

  async function current(signal: AbortSignal): Promise<Terms> {
    region ??= findRegion(options, signal)
    const known = await region.catch(error => {
      region = undefined
      throw error
    })
    return { keys: await ring.current(), region: known, ahead }
  }

  async function goTo(named: string, from: string): Promise<boolean> {
    if ((await region) !== from) return true
    if (hasMoved || named === from) return false
    hasMoved = true
    region = Promise.resolve(named)
    told({ kind: 'region', region: named })
    return true
  }

  function setClock(date: number, before: number): boolean {
    if (ahead !== before) return true
    if (ahead !== 0) return false
    ahead = date - today()
    told({ kind: 'clock', ahead })
    return ahead !== 0
  }

  /**
   * Puts right what the store says is wrong with the terms of one request, region and clock once each; another request
   * may have done it already. Resolves to whether the same request may be sent anew.
   */
  function corrector(): (failure: StoreFailure, terms: Terms) => Promise<boolean> {
    let renewals = 0
    return async ({ failure }, terms) => {
      const meaning = meaningOf(failure)
      const { region: named, date } = failure
      if (named !== undefined && (meaning === 'elsewhere' || options.isGuess))
        return goTo(named, terms.region)
      if (meaning === 'skewed' && date !== undefined) return setClock(date, terms.ahead)
      if (meaning !== 'expired' || renewals >= MOST_RENEWALS || !(await ring.renewed(terms.keys)))
        return false
      renewals += 1
      told({ kind: 'renewed' })
      return true
    }
  }
  return { current, corrector }
}

/**
 * The region of a bucket where nobody has told it. AWS says it with every answer, also with a refusal (docs.aws.amazon.com,
 * HeadBucket); other stores take `us-east-1`, or say what they want instead; Google's takes `auto`.
 */
async function findRegion(options: S3Options, signal: AbortSignal): Promise<string> {
  const { place, wire } = options
  if (place.endpoint === GOOGLE) return 'auto'
  if (place.endpoint !== undefined) return 'us-east-1'
  const url = objectUrl(place, 'us-east-1', '')
  const answer = await wire.send({ method: 'HEAD', url, headers: {}, body: null, stall: STALL, signal })
  const region = regionIn(answer)
  if (region) return region
  const { httpStatus, requestId } = refusal(answer, options).failure
  throw answer.status === 404
    ? new StoreFailure({ kind: 'code', code: 'NoSuchBucket', said: 'There is no such bucket', httpStatus })
    : new StoreFailure({ kind: 'unreadable', code: 'Unreadable', said: '', httpStatus, requestId })
}
