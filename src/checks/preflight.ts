import { checksFailed, type Proof } from '../errors/checks.ts'
import type { Check } from '../model/checks.ts'
import type { Tier } from '../model/cluster.ts'
import type { Plan, SubmitTask } from '../model/plan.ts'
import type { Tools } from '../model/tools.ts'
import { stopIfCancelled } from '../steps/ask.ts'
import type { FoundFile } from '../storage/found.ts'
import { rowCount } from '../words/format.ts'
import { type FilesSeen, seenLocally } from './files.ts'
import { checkFormats } from './formats.ts'
import { type Found, failed, ok, unknown } from './found.ts'
import { checkHeads, countHeads, type HeadSeen, readHeads } from './heads.ts'
import { checkCommit, checkPublishing } from './needs.ts'
import { checkObjects } from './objects.ts'
import { remembering } from './remembered.ts'
import { checkReceiver, type Receiver } from './server.ts'

/** What is known once everything was looked at. */
interface Looked {
  /** They answer what they were asked already without asking again, until `over` is called. */
  readonly tools: Tools
  /** To be called right before the create: answers from before it are old from then on. */
  over(): void
  /** The rows of all files by their own account, where `expectedRows` asks for them. */
  readonly rows: bigint | undefined
  /** What the files hold, as far as it was seen: the same text for the same content. */
  readonly content: string | undefined
}

/**
 * The step before the create: looks at everything that can be looked at, and tells all that failed together, as one
 * `CheckFailed`. Only proofs fail. Submits, loads and changes nothing. `local` are the files that will be uploaded.
 */
export async function preflight(
  plan: Plan,
  task: SubmitTask,
  given: Tools,
  local: readonly FoundFile[] | undefined,
): Promise<Looked> {
  const { tools, forget: over } = remembering(given)
  const receiver = await checkReceiver(plan, task.into, tools)
  const commit = await checkCommit(plan, tools)
  const files = await checkFiles(plan, task, receiver, local, tools)
  // Last: the rows that it counts are the baseline of the import.
  const publishing = await checkPublishing(plan, receiver, tools)
  stopIfCancelled(given.signal)
  const found = [...receiver.found, ...commit, ...publishing, ...files.found, NOT_CHECKED]
  const checks = found.map(({ name, result, text }): Check => ({ name, result, text }))
  given.tell({ kind: 'checked', checks })
  throwFailures(found)
  const { rows, content } = files
  return { tools, over, rows, content }
}

/** The rows of all files by their own account, without any other check. Throws a `CheckFailed` if one hides them. */
export async function countRowsOfFiles(
  task: SubmitTask,
  tools: Tools,
  local: readonly FoundFile[] | undefined,
): Promise<Looked> {
  const seen = await seeFiles(task, undefined, true, local, tools)
  const heads = await readHeads(seen.groups, true)
  stopIfCancelled(tools.signal)
  const { rows, found } = rowsFound(seen, heads)
  throwFailures([...seen.found, ...found])
  tools.tell({
    kind: 'noted',
    text: `The files hold ${rowCount(rows)}, according to their footers and headers`,
  })
  return { tools, over() {}, rows, content: seen.content }
}

const NOT_CHECKED = unknown('row values', 'Not checked here: the server checks the values of all rows')

function throwFailures(found: readonly Found[]): void {
  const [first, ...others] = found.flatMap(({ proof }): Proof[] => (proof ? [proof] : []))
  if (first) throw checksFailed([first, ...others])
}

async function checkFiles(
  plan: Plan,
  task: SubmitTask,
  receiver: Receiver,
  local: readonly FoundFile[] | undefined,
  tools: Tools,
): Promise<{ found: Found[]; rows: bigint | undefined; content: string | undefined }> {
  const isCounted = plan.expectedRows?.kind === 'files'
  const seen = await seeFiles(task, receiver.tier, isCounted, local, tools)
  const names = namesOf(task, local)
  const isMilvus = plan.connection.api === 'milvus'
  const formats = isMilvus
    ? await checkFormats(names, receiver.plane, receiver.versions, tools)
    : { found: [], versions: receiver.versions }
  const heads = await readHeads(seen.groups, isCounted)
  const schema = checkHeads(seen.groups, heads, receiver.schema, formats.versions)
  const found = [...seen.found, ...formats.found, ...schema]
  if (!isCounted) return { found, rows: undefined, content: seen.content }
  const counted = rowsFound(seen, heads)
  return { found: [...found, ...counted.found], rows: counted.rows, content: seen.content }
}

/** The paths of a request as far as it names files. */
function namesOf({ source }: SubmitTask, local: readonly FoundFile[] | undefined): string[] {
  if (source.kind === 'files') return source.groups.flat()
  return local?.map(({ path }) => path) ?? []
}

async function seeFiles(
  { source, into }: SubmitTask,
  tier: Tier | undefined,
  isAll: boolean,
  local: readonly FoundFile[] | undefined,
  tools: Tools,
): Promise<FilesSeen> {
  const isCloud = into.target.kind !== 'instance'
  switch (source.kind) {
    case 'objects':
      return checkObjects(source, tier, isAll, tools)
    case 'volume':
      return hidden('files of a volume cannot be looked at from here')
    case 'files':
      return hidden('the bucket of Milvus cannot be looked at from here')
    case 'local':
      return local ? seenLocally(local, isCloud, tier) : hidden('the files of the runner are not known yet')
  }
}

function hidden(why: string): FilesSeen {
  return { found: [unknown('objects', `Not checked: ${why}`)], groups: [], unseen: [why], content: undefined }
}

/** `expectedRows: files` needs the rows of every file. */
function rowsFound(seen: FilesSeen, heads: readonly HeadSeen[]): { found: Found[]; rows: bigint } {
  const { rows, silent } = countHeads(seen.groups, heads)
  const hiding = [...seen.unseen, ...silent]
  const [first] = hiding
  const others = hiding.length > 1 ? `, and ${hiding.length - 1} more` : ''
  if (first !== undefined) {
    const text = `\`expectedRows: files\` would not work: ${first}${others}`
    return { found: [failed('rows', { code: 'RowsUnknown', text })], rows }
  }
  if (seen.groups.length === 0) return { found: [], rows }
  return {
    found: [ok('rows', `The files hold ${rowCount(rows)}, according to their footers and headers`)],
    rows,
  }
}
