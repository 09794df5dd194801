import { limitsOf, type Tier } from '../model/cluster.ts'
import { count, plural, size } from '../words/format.ts'
import { type Found, failed, ok } from './found.ts'
import type { SeenGroup } from './seen.ts'

/**
 * Number and sizes of files against what one job of Zilliz Cloud takes, a set of NumPy files as one file. Where the kind
 * of the cluster is not known, the widest limits count. `isCut`: there are more than these.
 */
export function checkLimits(groups: readonly SeenGroup[], tier: Tier | undefined, isCut: boolean): Found[] {
  if (groups.length === 0) return []
  const { files, bytesPerFile, bytes } = limitsOf(tier ?? 'dedicated')
  const sized = groups.map(({ name, files: own }) => ({ name, bytes: sum(own.map(file => file.size)) }))
  const all = sum(sized.map(file => file.bytes))
  const found = [
    ...(groups.length > files ? [tooMany(groups.length, files, isCut)] : []),
    ...sized
      .filter(file => file.bytes > bytesPerFile)
      .map(file => tooLarge(`${file.name} has`, file.bytes, `${inUnits(bytesPerFile)} in one file`)),
  ]
  if (found.length === 0 && all > bytes) found.push(tooLarge('The files have', all, inUnits(bytes)))
  const whose = tier === undefined ? 'the widest limits of any plan' : 'the limits of the plan'
  return found.length > 0 ? found : [ok('limits', `Number and sizes of the files seen are within ${whose}`)]
}

function tooMany(seen: number, most: number, isCut: boolean): Found {
  const least = `${isCut ? 'more than ' : ''}${plural(seen, 'file')}`
  const text = `There are ${least}, a job takes ${count(BigInt(most))}`
  return failed('limits', { code: 'TooManyFiles', text })
}

function tooLarge(what: string, bytes: number, most: string): Found {
  return failed('limits', {
    code: 'FileTooLarge',
    text: `${what} ${inUnits(bytes)}, a job takes ${most}`,
  })
}

function inUnits(bytes: number): string {
  return size(BigInt(bytes))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
