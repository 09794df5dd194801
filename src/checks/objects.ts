import { LOOK_AT_OBJECTS } from '../job/patience.ts'
import { limitsOf, type Tier } from '../model/cluster.ts'
import { nameOf } from '../model/formats.ts'
import type { Source } from '../model/job.ts'
import type { Tools } from '../model/tools.ts'
import { atOnce } from '../storage/tries.ts'
import { plural } from '../words/format.ts'
import { bytesOf, checkLimits, type FilesSeen, inUnits, type SeenGroup } from './files.ts'
import { type Found, failed, ok, unknown } from './found.ts'
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
  const skipped = urls.length - lines.length
  const groups = sources.flatMap(groupsIn)
  const unseen = sources.flatMap(source =>
    source.kind === 'unseen' ? [`${source.line}: ${source.why}`] : [],
  )
  const isTrouble = sources.some(source => source.kind === 'unseen' && source.isTrouble)
  return {
    groups,
    unseen: [...unseen, ...(skipped > 0 ? [`only the first ${lines.length} sources were looked at`] : [])],
    content: isTrouble || groups.length === 0 ? undefined : contentOf(sources),
    found: [
      ...existence(sources, skipped),
      ...sources.flatMap(folderChecks),
      ...checkLimits(
        groups,
        tier,
        sources.some(source => source.kind === 'folder' && source.isCut),
      ),
    ],
  }
}

function groupsIn(source: SourceSeen): readonly SeenGroup[] {
  if (source.kind === 'file') return [source.group]
  return source.kind === 'folder' ? source.groups : []
}

function contentOf(sources: readonly SourceSeen[]): string {
  const facts = sources.flatMap(source =>
    groupsIn(source).flatMap(({ files }) =>
      files.map(file => [source.line, file.name, file.size, file.etag]),
    ),
  )
  return JSON.stringify(facts)
}

function existence(sources: readonly SourceSeen[], skipped: number): Found[] {
  const found: Found[] = []
  const groups = sources.flatMap(groupsIn)
  for (const source of sources) {
    if (source.kind === 'missing') found.push(failed('objects', { code: 'ObjectMissing', text: source.text }))
    if (
      source.kind === 'folder' &&
      source.groups.length + source.strangers.length + source.folders.length === 0
    )
      found.push(failed('objects', { code: 'FolderEmpty', text: `There is no file in ${source.line}` }))
  }
  const files = groups.flatMap(group => group.files)
  if (files.length > 0)
    found.unshift(ok('objects', `${plural(files.length, 'file')} found, ${inUnits(bytesOf(files))}`))
  const unseen = sources.filter(source => source.kind === 'unseen')
  for (const why of new Set(unseen.map(source => source.why))) {
    const lines = unseen.filter(source => source.why === why)
    const which = lines.length === 1 ? lines[0]?.line : plural(lines.length, 'source')
    found.push(unknown('objects', `Nothing is known of ${which}: ${why}`))
  }
  if (skipped > 0)
    found.push(
      unknown(
        'objects',
        `Only the first ${sources.length} sources were looked at, of ${sources.length + skipped}`,
      ),
    )
  return found
}

/** docs.zilliz.com, "Format options": a folder holds one format, its files lie directly in it. */
function folderChecks(source: SourceSeen): Found[] {
  if (source.kind !== 'folder') return []
  const { line, groups, strangers, folders } = source
  const found: Found[] = []
  const formats = new Map(groups.map(({ format, files }) => [format, files[0]?.name ?? '']))
  const names = [...formats].map(([format, file]) => `${format ? nameOf(format) : ''} (${file})`)
  // One is read as the other by some servers.
  const isJson = [...formats.keys()].every(format => format === 'json' || format === 'jsonl')
  if (formats.size > 1)
    found.push(
      isJson
        ? unknown('formats', `${line} holds ${names.join(' and ')}: not every server takes them together`)
        : failed('formats', { code: 'MixedFormats', text: `${line} holds ${names.join(' and ')}` }),
    )
  const [stranger] = strangers
  if (stranger !== undefined) {
    const others = strangers.length > 1 ? ` and ${plural(strangers.length - 1, 'other file')}` : ''
    found.push(unknown('formats', `${line} holds ${stranger}${others}, in no format that servers know`))
  }
  if (folders.length > 0)
    found.push(
      unknown(
        'formats',
        `${line} holds ${plural(folders.length, 'folder')}, too, and this check does not look into folders`,
      ),
    )
  return found
}
