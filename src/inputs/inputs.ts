import { invalidInput } from '../errors/failures.ts'
import type { Api, Source, Target } from '../model/job.ts'
import type { Plan, Task, UploadTarget } from '../model/plan.ts'
import { linesOf } from '../words/text.ts'
import { locate, type Place, problemsOfStorageEndpoint } from './endpoint.ts'
import { groupOf, problemOfFile, problemOfPattern } from './paths.ts'
import { formFilter, type Problem, problemsOfLines, worded } from './problem.ts'
import { hasOption, Wrong } from './read.ts'
import { conflictsOf, MOST_SOURCES, wrongGuess } from './rules.ts'
import { type Given, inputNames, inputsWith, table, type Values } from './table.ts'
import { problemOfFolderUrl, problemOfObjectUrl } from './urls.ts'

export { type Given, inputNames } from './table.ts'

/**
 * Reads all inputs, or throws one `InvalidInput` that names every problem. No message quotes the value of a secret,
 * nor of an input that may hold one by mistake.
 */
export function parseInputs(given: Given): Plan {
  const { values, problems: unread } = readAll(given)
  const isShown = formFilter(inputsWith('secret').map(name => given[name]))
  const told = (name: string, problems: readonly Problem[]) =>
    problems.map(problem => `\`${name}\` ${worded(problem, isShown)}`)
  const api = values.api ?? meantApi(given.api)
  const located = locate(given.endpoint, api ?? 'auto')
  // An unknown `api` has no rules to check.
  const place = api && located.place
  const guess = place && wrongGuess(place, given)
  const judged =
    guess && place ? { ...place, api: 'zilliz-v2' as const, because: 'its inputs are given' } : place
  const problems = [
    ...(guess ? [guess] : []),
    ...unread,
    ...told('endpoint', located.problems),
    ...told('storageEndpoint', given.storageEndpoint ? problemsOfStorageEndpoint(given.storageEndpoint) : []),
    ...conflictsOf(given, judged),
    ...problemsOfSources(judged?.api, given, isShown),
  ]
  if (problems.length > 0 || !place) throw invalidInput(problems)
  return planOf(values as Values, place)
}

/** Reads each input on its own; those that cannot be read are left out. */
function readAll(given: Given): { values: Partial<Values>; problems: string[] } {
  const values: Record<string, unknown> = {}
  const problems: string[] = []
  for (const name of inputNames) {
    const { read, fallback } = table[name]
    const value = read(given[name] || fallback)
    if (value instanceof Wrong) problems.push(...value.problems.map(problem => `\`${name}\` ${problem}`))
    else values[name] = value
  }
  return { values, problems }
}

/** The API that another spelling means; `undefined` where that is not clear. */
function meantApi(text: string): Api | 'auto' | undefined {
  const value = table.api.read(text.toLowerCase().replaceAll('_', '-'))
  return value instanceof Wrong ? undefined : value
}

/** What is wrong with the lines of the sources, as the API reads them. */
function* problemsOfSources(
  api: Api | undefined,
  given: Given,
  isShown: (form: string) => boolean,
): Generator<string> {
  const urls = linesOf(given.objectUrl)
  const files = linesOf(given.files)
  const patterns = linesOf(given.path)
  const ofMilvus = hasOption(given.options, ...RESTORE) ? 'backup' : 'milvus'
  const kind = api === 'milvus' && !given.volumeName ? ofMilvus : 'volume'
  yield* problemsOfLines('objectUrl', urls, given.path ? problemOfFolderUrl : problemOfObjectUrl, isShown)
  yield* problemsOfLines('files', files, line => problemOfFile(line, kind), isShown)
  yield* problemsOfLines('path', patterns, problemOfPattern, isShown)
  if (given.path && urls.length > 1)
    yield `\`objectUrl\` holds ${urls.length} lines, but with \`path\` it is the one folder that receives the files`
  if (patterns.length > 0 && patterns.every(line => line.startsWith('!')))
    yield '`path` only excludes: give a line of files to upload, without `!`'
  const sources = { objectUrl: given.path ? [] : urls, files }
  for (const [name, lines] of Object.entries(sources)) yield* repeated(name, lines)
  for (const [name, { length }] of Object.entries(sources))
    if (api && length > MOST_SOURCES[api])
      yield `\`${name}\` holds ${length} lines, a job of \`${api}\` takes ${MOST_SOURCES[api]}`
}

/** A file that is named twice is imported twice: servers do not deduplicate (milvus-io/milvus#49541). */
function repeated(name: string, lines: readonly string[]): string[] {
  if (new Set(lines).size === lines.length) return []
  const at = lines.findIndex((line, index) => lines.indexOf(line) < index)
  const first = lines.indexOf(lines[at] ?? '')
  return [`\`${name}\` lines ${first + 1} and ${at + 1} are the same: its rows would come in twice`]
}

/** Options of Milvus for backups, whose files are folders. */
const RESTORE = ['backup', 'l0_import'] as const

function planOf(values: Values, place: Place): Plan {
  const { api, baseUrl: endpoint, dataUrl: dataEndpoint } = place
  const { apiKey = '', dbName, preflight, commit, searchable, alias } = values
  const { wait, timeout, onTimeout, pollInterval, expectedRows, idempotencyKey, summary } = values
  const target = targetOf(values, place)
  return {
    connection: { api, endpoint, dataEndpoint, apiKey, dbName },
    target,
    task: taskOf(values, target, api),
    ...{ preflight, commit, searchable, alias },
    ...{ wait, timeout, onTimeout, pollInterval, expectedRows, idempotencyKey, summary },
  }
}

/** An input wins over what the endpoint names. */
function targetOf(values: Values, place: Place): Target {
  if (place.api === 'milvus') return { kind: 'instance' }
  const { projectId = values.clusterId ? undefined : place.projectId, regionId = place.regionId } = values
  if (projectId && regionId) return { kind: 'project', projectId, regionId }
  return { kind: 'cluster', clusterId: values.clusterId ?? place.clusterId ?? '' }
}

function taskOf(values: Values, target: Target, api: Api): Task {
  const { jobId, dbName, collectionName, partitionName, path: patterns, deleteUploaded, options } = values
  if (jobId) return { kind: 'attach', jobId, collectionName, partitionName }
  const into = { target, dbName, collectionName: collectionName ?? '', partitionName }
  const source =
    patterns.length > 0
      ? ({ kind: 'local', patterns, to: uploadTargetOf(values), deleteUploaded, options } as const)
      : sourceOf(values, api)
  return { kind: 'submit', into, source }
}

function uploadTargetOf(values: Values): UploadTarget {
  const { volumeName, objectUrl, storageRegion } = values
  if (volumeName) return { kind: 'volume', volumeName }
  const [folderUrl = ''] = objectUrl
  const storageEndpoint = values.storageEndpoint?.replace(/\/+$/, '')
  return { kind: 'bucket', folderUrl, storageEndpoint, storageRegion, credentials: credentialsOf(values) }
}

function sourceOf(values: Values, api: Api): Source {
  const { volumeName, files, objectUrl: urls, options } = values
  if (api === 'milvus') {
    const isRestore = RESTORE.some(key => Object.hasOwn(options, key))
    return { kind: 'files', groups: files.map(line => groupOf(line, isRestore)), options }
  }
  if (volumeName) return { kind: 'volume', volumeName, paths: files }
  return { kind: 'objects', urls, credentials: credentialsOf(values) }
}

function credentialsOf({ accessKey, secretKey, sessionToken }: Values) {
  return { accessKey, secretKey, sessionToken }
}
