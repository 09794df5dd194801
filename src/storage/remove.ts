import { asStoreFailure, type StoreFailure } from './failure.ts'
import { FILES_AT_ONCE, type StoreFolder } from './look.ts'
import type { UploadPlan } from './plan.ts'
import { atOnce, type Patience, persistently } from './tries.ts'

/** What became of a clean-up. */
export interface Removed {
  /** Whole keys. */
  readonly removed: readonly string[]
  readonly kept: readonly string[]
  /** Why some were kept. */
  readonly failure: StoreFailure | undefined
}

/**
 * Deletes the files of the plan, one by one, and nothing else. Stops at the first that cannot be deleted. That is not an
 * error: the data is in.
 */
export async function deleteUploaded(
  plan: UploadPlan,
  { store, prefix }: StoreFolder,
  patience: Patience,
): Promise<Removed> {
  const keys = plan.files.map(({ key }) => prefix + key)
  const removed: string[] = []
  let failure: StoreFailure | undefined
  await atOnce(FILES_AT_ONCE, keys, async key => {
    await persistently(() => store.remove(key, patience.signal), patience)
    removed.push(key)
  }).catch(error => {
    failure = asStoreFailure(error)
  })
  return { removed, kept: keys.filter(key => !removed.includes(key)), failure }
}
