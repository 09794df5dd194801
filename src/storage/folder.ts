import { asStoreFailure } from './failure.ts'
import type { UploadPlan } from './plan.ts'
import type { Store } from './store.ts'
import { atOnce, type Patience, persistently } from './tries.ts'

/** Where the files of a plan go. */
export interface StoreFolder {
  readonly store: Store
  /** In front of the plan's keys: all of the folder, ending in `/`. */
  readonly prefix: string
}

/** Files at once. */
export const FILES_AT_ONCE = 5
/** After this many refusals, nothing more is asked. */
const MOST_REFUSALS = 3

/**
 * Which files of the plan are there already: the keys of the plan whose object has the planned size. The folder's name
 * follows from the content and objects appear as a whole, so they are these files. Keys without the right to
 * look find nothing, which is not an error.
 */
export async function lookFor(
  plan: UploadPlan,
  { store, prefix }: StoreFolder,
  patience: Patience,
): Promise<ReadonlySet<string>> {
  const { signal } = patience
  const found = new Set<string>()
  const sizes = await allowed(() => persistently(() => store.sizes(prefix, signal), patience))
  if (sizes) {
    for (const { key, size } of plan.files) if (sizes.get(prefix + key) === size) found.add(key)
    return found
  }
  let [answers, refusals] = [0, 0]
  await atOnce(FILES_AT_ONCE, plan.files, async ({ key, size }) => {
    if (answers === 0 && refusals >= MOST_REFUSALS) return
    const there = await allowed(async () => ({
      size: await persistently(() => store.head(prefix + key, signal), patience),
    }))
    if (there) answers += 1
    else refusals += 1
    if (there?.size === size) found.add(key)
  })
  return found
}

/** `undefined` if the keys have no right to it. */
async function allowed<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request()
  } catch (error) {
    const failure = asStoreFailure(error)
    if (failure.failure.httpStatus === 403) return undefined
    throw failure
  }
}

/** What differs between the folder and the plan. A server that gets the folder would read that, too. */
export async function compareFolder(
  plan: UploadPlan,
  { store, prefix }: StoreFolder,
  patience: Patience,
): Promise<{ missing: readonly string[]; foreign: readonly string[] }> {
  const sizes = await persistently(() => store.sizes(prefix, patience.signal), patience)
  const planned = new Set(plan.files.map(({ key }) => prefix + key))
  return {
    missing: plan.files.filter(({ key, size }) => sizes.get(prefix + key) !== size).map(({ key }) => key),
    foreign: [...sizes.keys()].filter(key => !planned.has(key)),
  }
}

/**
 * Deletes the files of the plan, one by one, and nothing else. Stops at the first that can't be deleted, with a
 * `StoreFailure` whose `finished` are the keys that are gone.
 */
export async function deleteUploaded(
  plan: UploadPlan,
  { store, prefix }: StoreFolder,
  patience: Patience,
): Promise<void> {
  const finished: string[] = []
  try {
    await atOnce(FILES_AT_ONCE, plan.files, async ({ key }) => {
      await persistently(() => store.remove(prefix + key, patience.signal), patience)
      finished.push(prefix + key)
    })
  } catch (error) {
    throw asStoreFailure(error).with({ finished })
  }
}
