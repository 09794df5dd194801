import { readRefusal } from '../job/refusals.ts'
import type { Version } from '../model/collection.ts'
import type { DataPlane } from '../model/data-plane.ts'
import { type Format, formatOf, nameOf } from '../model/formats.ts'
import type { Tools } from '../model/tools.ts'
import { type Found, failed, look, ok, unknown } from './found.ts'

/** The versions of Milvus that do not know a format (`internal/util/importutilv2/util.go`). */
const STRANGE_TO: Partial<Readonly<Record<Format, readonly Version[]>>> = {
  csv: ['2.4'],
  jsonl: ['2.4', '2.5'],
}

/** Narrows down the version where a route tells: only 2.4 can't list its databases. */
async function versionsBy(
  plane: DataPlane,
  versions: readonly Version[],
  tools: Tools,
): Promise<readonly Version[]> {
  const listed = await look(tools, options => plane.databases(options))
  if ('answer' in listed) return versions.filter(version => version !== '2.4')
  return readRefusal(listed.failure) === 'noRoute' ? ['2.4'] : versions
}

/** Whether the Milvus behind the endpoint reads the formats of these files; by their names, nothing is read. */
export async function checkFormats(
  paths: readonly string[],
  plane: DataPlane | undefined,
  possible: readonly Version[],
  tools: Tools,
): Promise<{ found: Found[]; versions: readonly Version[] }> {
  const formats = new Set(paths.map(formatOf).filter(format => format !== undefined))
  const doubtful = [...formats].filter(format =>
    STRANGE_TO[format]?.some(version => possible.includes(version)),
  )
  if (formats.size === 0) return { found: [], versions: possible }
  if (doubtful.length === 0)
    return { found: [ok('formats', `${listed(formats)}, which the server reads`)], versions: possible }
  const versions = plane ? await versionsBy(plane, possible, tools) : possible
  const found = doubtful.map(format => {
    const refusing = STRANGE_TO[format]?.filter(version => versions.includes(version)) ?? []
    if (refusing.length === 0) return ok('formats', `${nameOf(format)}, which the server reads`)
    const text = `Milvus ${refusing.join(' and ')} does not read ${nameOf(format)}`
    return refusing.length === versions.length
      ? failed('formats', { code: 'FormatUnsupported', text })
      : unknown('formats', `${text}; which version this is, is not known`)
  })
  return { found, versions }
}

function listed(formats: ReadonlySet<Format>): string {
  return [...formats].map(nameOf).join(', ')
}
