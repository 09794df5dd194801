import { invalidInput } from '../errors/failures.ts'
import type { Api, Source, Target } from '../model/job.ts'
import type { LocalFiles, Plan, Task } from '../model/plan.ts'
import { locate, type Place, problemsOfStorageEndpoint } from './endpoint.ts'
import { groupOf, problemOfGroup, problemOfPattern, problemOfVolumePath } from './paths.ts'
import { formFilter, linesOf, problemsOfLines, worded } from './problem.ts'
import { optionLines, readInput } from './read.ts'
import { conflictsOf, conflictsWith, MOST_SOURCES, wrongGuess } from './rules.ts'
import { type Given, inputNames, secretInputs, table, type Values } from './table.ts'
import { problemOfFolderUrl, problemOfObjectUrl } from './urls.ts'

export { type Given, inputNames, publicInputs, secretInputs, urlInputs } from './table.ts'

/**
 * Reads all inputs, or throws one `InvalidInput` that names every problem. No message quotes the value of a secret,
 * nor of an input that may hold one by mistake.
 */
export function parseInputs(given: Given): Plan {
  const isShown = formFilter(secretInputs.map(name => given[name]))
  const { values, problems: unread } = readAll(given)
  const api = values.api ?? meantApi(given.api)
  const located = locate(given.endpoint, api ?? 'auto')
  // An unknown `api` has no rules to check.
  const place = api && located.place
  const guess = place && wrongGuess(place, given)
  const cloud = { api: 'zilliz-v2', because: 'its inputs are given' } as const
  const judged = guess && place ? { ...place, ...cloud } : place
  const problems = [
    ...(guess ? [guess] : []),
    ...unread,
    ...located.problems.map(problem => `\`endpoint\` ${worded(problem, isShown)}`),
    ...problemsOfStore(given, isShown),
    ...conflictsOf(given),
    ...(judged ? conflictsWith(judged, given) : []),
    ...problemsOfSources(judged?.api, given, isShown),
  ]
  if (problems.length > 0 || !place) throw invalidInput(problems)
  return assemble(values as Values, place)
}

/** Reads each input on its own; those that cannot be read are left out. */
function readAll(given: Given): { values: Partial<Values>; problems: string[] } {
  const values: Record<string, unknown> = {}
  const problems: string[] = []
  for (const name of inputNames) {
    const found = readInput<unknown>(table[name].read, given[name])
    if ('value' in found) values[name] = found.value
    else problems.push(...found.problems.map(problem => `\`${name}\` ${problem}`))
  }
  return { values, problems }
}

/** The API that another spelling means; `undefined` where that is not clear. */
function meantApi(text: string): Api | 'auto' | undefined {
  const word = text.toLowerCase().replaceAll('_', '-')
  return (['auto', 'zilliz-v2', 'zilliz-v1', 'milvus'] as const).find(known => known === word)
}

function problemsOfStore({ storageEndpoint }: Given, isShown: (form: string) => boolean): string[] {
  const problems = storageEndpoint === '' ? [] : problemsOfStorageEndpoint(storageEndpoint)
  return problems.map(problem => `\`storageEndpoint\` ${worded(problem, isShown)}`)
}

/** What is wrong with the lines of the sources, as the API reads them. */
function problemsOfSources(api: Api | undefined, given: Given, isShown: (form: string) => boolean): string[] {
  const urls = linesOf(given.objectUrl)
  const files = linesOf(given.files)
  const patterns = linesOf(given.path)
  const isRestore = isBackup(given.options)
  const problemOfFiles =
    api === 'milvus' && !given.volumeName
      ? (line: string) => problemOfGroup(line, isRestore)
      : problemOfVolumePath
  const problems = [
    ...problemsOfLines('objectUrl', urls, given.path ? problemOfFolderUrl : problemOfObjectUrl, isShown),
    ...problemsOfLines('files', files, problemOfFiles, isShown),
    ...problemsOfLines('path', patterns, problemOfPattern, isShown),
  ]
  if (given.path && urls.length > 1)
    problems.push(
      `\`objectUrl\` holds ${urls.length} lines, but with \`path\` it is the one folder that receives the files`,
    )
  if (patterns.length > 0 && patterns.every(line => line.startsWith('!')))
    problems.push('`path` only excludes: give a line of files to upload, without `!`')
  problems.push(...repeated('objectUrl', given.path ? [] : urls), ...repeated('files', files))
  for (const [name, lines] of [['objectUrl', given.path ? [] : urls] as const, ['files', files] as const])
    if (api && lines.length > MOST_SOURCES[api])
      problems.push(`\`${name}\` holds ${lines.length} lines, a job of \`${api}\` takes ${MOST_SOURCES[api]}`)
  return problems
}

/** A file that is named twice is imported twice: servers do not deduplicate (milvus-io/milvus#49541). */
function repeated(name: string, lines: readonly string[]): string[] {
  const at = lines.findIndex((line, index) => lines.indexOf(line) < index)
  if (at < 0) return []
  const first = lines.indexOf(lines[at] ?? '')
  return [`\`${name}\` lines ${first + 1} and ${at + 1} are the same: its rows would come in twice`]
}

function isBackup(options: string): boolean {
  return optionLines(options).some(([name]) => name === 'backup' || name === 'l0_import')
}

function assemble(values: Values, place: Place): Plan {
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
  const { jobId, dbName, collectionName, partitionName } = values
  if (jobId) return { kind: 'attach', jobId, collectionName, partitionName }
  const into = { target, dbName, collectionName: collectionName ?? '', partitionName }
  return { kind: 'submit', into, source: values.path.length > 0 ? localOf(values) : sourceOf(values, api) }
}

function localOf(values: Values): LocalFiles {
  const { path: patterns, volumeName, deleteUploaded, options } = values
  const { objectUrl, storageRegion } = values
  const storageEndpoint = values.storageEndpoint?.replace(/\/+$/, '')
  const credentials = credentialsOf(values)
  return {
    kind: 'local',
    patterns,
    to: volumeName
      ? { kind: 'volume', volumeName }
      : { kind: 'bucket', folderUrl: objectUrl[0] ?? '', storageEndpoint, storageRegion, credentials },
    deleteUploaded,
    options,
  }
}

function sourceOf(values: Values, api: Api): Source {
  const { volumeName, files, objectUrl: urls, options } = values
  if (api === 'milvus') {
    const isRestore = Object.hasOwn(options, 'backup') || Object.hasOwn(options, 'l0_import')
    return { kind: 'files', groups: files.map(line => groupOf(line, isRestore)), options }
  }
  if (volumeName) return { kind: 'volume', volumeName, paths: files }
  return { kind: 'objects', urls, credentials: credentialsOf(values) }
}

function credentialsOf({ accessKey, secretKey, sessionToken }: Values) {
  return { accessKey, secretKey, sessionToken }
}
