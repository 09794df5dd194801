import type { StoreKeys } from '../api/volumes.ts'
import type { Clock } from '../model/clock.ts'

/** Hands out keys that are still good. */
export interface KeyRing {
  /** The keys to sign with now, renewed if they are about to end. */
  current(): Promise<StoreKeys>
  /** The store took `refused` for expired. Resolves to whether there are others to try with. */
  renewed(refused: StoreKeys): Promise<boolean>
}

/** Keys that nobody renews. */
export function fixedKeys(keys: StoreKeys): KeyRing {
  return { current: async () => keys, renewed: async () => false }
}

/** The vendor's clients renew this long before the end (milvus-io/pymilvus `volume_file_manager.py`). Milliseconds. */
const LEEWAY = 300_000
/** No two renewals of keys that live for less than that are closer. Milliseconds. */
const CLOSEST = 60_000

/**
 * Keys that `renew` makes anew: 300 s before they end, or at half of their life if that is shorter, then at most once
 * a minute; and at once when the store refuses them as expired. All who wait share one renewal. `today` is the time of
 * day in milliseconds since 1970.
 */
export function renewedKeys(
  first: StoreKeys,
  renew: () => Promise<StoreKeys>,
  { clock, today }: { readonly clock: Clock; today(): number },
): KeyRing {
  /** How old keys may get, in milliseconds. */
  const dueOf = ({ expires }: StoreKeys): number => {
    if (expires === undefined) return Number.POSITIVE_INFINITY
    const life = Math.max(0, expires - today())
    return life > 2 * LEEWAY ? life - LEEWAY : Math.max(life / 2, Math.min(CLOSEST, life))
  }
  let held = { keys: first, since: clock.now(), due: dueOf(first) }
  let renewal: Promise<void> | undefined
  const renewOnce = () => {
    renewal ??= renew()
      .then(keys => {
        held = { keys, since: clock.now(), due: dueOf(keys) }
      })
      .finally(() => {
        renewal = undefined
      })
    return renewal
  }
  return {
    async current() {
      if (clock.now() - held.since >= held.due) await renewOnce()
      return held.keys
    },
    async renewed(refused) {
      if (refused === held.keys) await renewOnce()
      return true
    },
  }
}
