import { LOOK_AT_OBJECTS } from '../job/patience.ts'
import { limitsOf, type Tier } from '../model/cluster.ts'
import type { Source } from '../model/job.ts'
import type { Tools } from '../model/tools.ts'
import { atOnce } from '../storage/tries.ts'
import { plural } from '../words/format.ts'
import { bytesOf, checkLimits, type FilesSeen, inUnits } from './files.ts'
import { type Found, ok, unknown } from './found.ts'
import { lookAtSource, type SourceSeen } from './sources.ts'

/** Lines of `objectUrl` that a check looks at, unless all rows are to be counted. */
const MOST_LINES = 20
/** Requests to stores at once. */
const LOOKS_AT_ONCE = 5

/**
 * Looks at the objects of an import into Zilliz Cloud: whether they exist, and what the plan's limits and the formats
 * say. `isAll`: every line counts, for their rows do.
 */
export async function checkObjects(
  { urls, credentials }: Source & { kind: 'objects' },
  tier: Tier | undefined,
  isAll: boolean,
  tools: Tools,
): Promise<FilesSeen> {
  const lines = isAll ? urls : urls.slice(0, MOST_LINES)
  const startedAt = tools.clock.now()
  const patience = () => Math.max(0, startedAt + LOOK_AT_OBJECTS - tools.clock.now())
  const sight = { tools, credentials, mostFiles: limitsOf(tier ?? 'dedicated').files, patience }
  const sources = await atOnce(LOOKS_AT_ONCE, lines, url => lookAtSource(url, sight))

  const groups = sources.flatMap(source => source.groups)
  const files = groups.flatMap(group => group.files)
  const facts = sources.flatMap(({ line, groups: own }) =>
    own.flatMap(group => group.files.map(({ name, size, etag }) => [line, name, size, etag])),
  )
  const isTrouble = sources.some(({ unseen }) => unseen?.isTrouble)
  const skipped = urls.length - lines.length
  const own = Object.groupBy(
    sources.flatMap(({ found }) => found),
    ({ name }) => (name === 'objects' ? 'there' : 'formats'),
  )
  const there = ok('objects', `${plural(files.length, 'file')} found, ${inUnits(bytesOf(files))}`)
  const cut = `Only the first ${lines.length} sources were looked at, of ${urls.length}`
  return {
    groups,
    unseen: [
      ...sources.flatMap(({ line, unseen }) => (unseen ? [`${line}: ${unseen.why}`] : [])),
      ...(skipped > 0 ? [`only the first ${lines.length} sources were looked at`] : []),
    ],
    content: isTrouble || groups.length === 0 ? undefined : JSON.stringify(facts),
    found: [
      ...(files.length > 0 ? [there] : []),
      ...(own.there ?? []),
      ...unseenIn(sources),
      ...(skipped > 0 ? [unknown('objects', cut)] : []),
      ...(own.formats ?? []),
      ...checkLimits(
        groups,
        tier,
        sources.some(({ isCut }) => isCut),
      ),
    ],
  }
}

/** One check for each reason. */
function unseenIn(sources: readonly SourceSeen[]): Found[] {
  const byReason = Map.groupBy(sources, ({ unseen }) => unseen?.why)
  byReason.delete(undefined)
  return [...byReason].map(([why, [first, ...others]]) => {
    const which = others.length === 0 ? first?.line : plural(others.length + 1, 'source')
    return unknown('objects', `Nothing is known of ${which}: ${why}`)
  })
}
