import type { Api } from '../model/job.ts'
import { isLoopback } from '../words/url.ts'
import type { Place } from './endpoint.ts'
import { listed } from './problem.ts'
import { hasOption } from './read.ts'
import { type Given, type InputName, inputNames, isSet, table } from './table.ts'

// Which inputs need or exclude each other. Rules look at what was given, not at what could be read, so that no problem
// hides another.

/** Is one of these inputs set? */
type Has = (...names: readonly InputName[]) => boolean

/** What is wrong with the inputs together, and with each that the API does not know. */
export function conflictsOf(given: Given, place: Place | undefined): string[] {
  const has: Has = (...names) => names.some(name => isSet(given, name))
  return [...ofSources(given, has), ...ofRun(given, has), ...(place ? ofApi(given, has, place) : [])]
}

/** Where rows come from and go to. */
function* ofSources(given: Given, has: Has): Generator<string> {
  if (!has('jobId', 'collectionName')) yield '`collectionName` is required'
  if (has('jobId') && !has('collectionName') && has('searchable', 'alias'))
    yield `\`${has('searchable') ? 'searchable' : 'alias'}\` needs \`collectionName\`, also with \`jobId\``
  if (has('alias') && given.alias === given.collectionName)
    yield '`alias` is the name of the collection: choose another one'
  if (has('objectUrl') && has('volumeName'))
    yield '`objectUrl` cannot be combined with `volumeName`: a job has one kind of source'
  if (has('objectUrl') && has('files') && !has('volumeName', 'path'))
    yield '`objectUrl` cannot be combined with `files`: a job has one kind of source'
  if (has('path') && has('files'))
    yield '`path` cannot be combined with `files`: exactly the uploaded files are imported'
  if (has('path') && !has('volumeName', 'objectUrl'))
    yield '`path` needs a place to upload to: `volumeName` (Zilliz Cloud), or `objectUrl` with one folder ending in `/`'
  if (has('volumeName') && has('accessKey', 'secretKey', 'sessionToken'))
    yield '`volumeName` cannot be combined with `accessKey`, `secretKey` and `sessionToken`: a volume needs no keys'
  if (has('accessKey') && !has('secretKey')) yield '`accessKey` needs `secretKey`'
  if (has('secretKey') && !has('accessKey')) yield '`secretKey` needs `accessKey`'
  for (const name of ['storageEndpoint', 'storageRegion'] as const)
    if (has(name) && !has('path', 'jobId')) yield `\`${name}\` is for files that \`path\` uploads`
  if (has('storageEndpoint', 'storageRegion') && has('path') && has('volumeName'))
    yield '`storageEndpoint` and `storageRegion` are for a bucket in `objectUrl`, a volume has its own'
  if (has('storageEndpoint') && has('path') && /^(gs|https?):/i.test(given.objectUrl))
    yield '`storageEndpoint` is for S3-compatible stores: write `objectUrl` as `s3://bucket/folder/`'
  if (has('deleteUploaded') && !has('path')) yield '`deleteUploaded` needs `path`: nothing else is uploaded'
}

const SOURCES = ['objectUrl', 'volumeName', 'files', 'path'] as const

/** What the step does around the create. */
function* ofRun(given: Given, has: Has): Generator<string> {
  // Also in a spelling that is a problem by itself.
  const submitsOnly = /^(false|no|n|off|0)$/i.test(given.wait)
  const late = (['commit', 'searchable', 'alias', 'expectedRows', 'deleteUploaded'] as const).filter(name =>
    has(name),
  )
  if (has('jobId') && has(...SOURCES))
    yield `\`jobId\` waits for a job that exists: leave out ${quoted(SOURCES.filter(name => has(name)))}`
  if (has('jobId') && submitsOnly) yield '`jobId` with `wait: false` would do nothing'
  if (submitsOnly && late.length > 0)
    yield `\`wait: false\` cannot be combined with ${quoted(late)}: the step ends before the import does`
  if (has('alias') && !has('searchable'))
    yield '`alias` needs `searchable`: it is switched once a query sees the rows'
  if (has('jobId') && given.preflight.toLowerCase() === 'only')
    yield '`preflight: only` cannot be combined with `jobId`: that job was submitted before'
  if (has('jobId') && given.expectedRows.toLowerCase() === 'files')
    yield '`expectedRows: files` cannot be combined with `jobId`: the files are not known, give a number'
  if (given.commit.toLowerCase() === 'manual' && has('searchable', 'alias', 'deleteUploaded'))
    yield '`commit: manual` ends before the rows are visible: give `searchable`, `alias` and `deleteUploaded` in the step that commits'
  if (has('commit') && hasOption(given.options, 'auto_commit'))
    yield '`commit` sets `auto_commit` by itself: leave it out of `options`'
}

/** Each of these says which API was chosen, and why. */
function* ofApi(given: Given, has: Has, place: Place): Generator<string> {
  const { api, because } = place
  const chosen = `\`${api}\` (chosen because ${because})`
  if (api !== 'milvus' && !has('apiKey'))
    yield '`apiKey` is required; if it comes from a secret, check that the secret is available here'
  if (api === 'zilliz-v2') yield* ofV2(has, place, chosen)
  if (api === 'zilliz-v1' && !has('clusterId') && !place.clusterId)
    yield `\`clusterId\` is required with ${chosen}`
  if (api === 'zilliz-v1' && !has('jobId', 'objectUrl')) yield `\`objectUrl\` is required with ${chosen}`
  if (api === 'milvus' && !has('jobId', 'files', 'path'))
    yield `\`files\` is required with ${chosen}: the keys in the bucket of Milvus; or \`path\`, the files to upload`
  if (has('path') && !has('sessionToken') && /^https?:/i.test(given.objectUrl))
    yield `\`path\` to Azure needs a SAS as \`sessionToken\`${
      api === 'zilliz-v1' ? ', which `zilliz-v1` does not take: use `zilliz-v2`' : ''
    }`
  const isProject = has('projectId') || (place.projectId !== undefined && !has('clusterId'))
  if (api === 'zilliz-v2' && isProject && has('searchable', 'alias'))
    yield '`searchable` and `alias` are for clusters: this action cannot query an on-demand database'
  for (const name of inputNames) {
    const unknown = table[name].unknownTo[api]
    if (unknown && has(name) && !(unknown.unless && has(unknown.unless)))
      yield `\`${name}\` does not work with ${chosen}${unknown.instead && `: ${unknown.instead}`}`
  }
}

function* ofV2(has: Has, place: Place, chosen: string): Generator<string> {
  if (!has('clusterId', 'projectId', 'regionId') && !place.clusterId && !place.projectId)
    yield '`clusterId` is required, or `projectId` with `regionId` for an on-demand database'
  if (has('clusterId') && has('projectId', 'regionId'))
    yield '`clusterId` cannot be combined with `projectId` and `regionId`'
  if (has('projectId') && !has('regionId')) yield '`projectId` needs `regionId`'
  if (has('regionId') && !has('projectId', 'clusterId')) yield '`regionId` needs `projectId`'
  if (!has('jobId', ...SOURCES)) yield '`objectUrl` is required, or `volumeName` with `files`, or `path`'
  if (has('files') && !has('volumeName', 'objectUrl', 'path'))
    yield `\`files\` needs \`volumeName\` with ${chosen}; for a bucket use \`objectUrl\``
  if (has('volumeName') && !has('files', 'path', 'jobId'))
    yield '`volumeName` needs `files`, the paths inside the volume, or `path`, the files to upload'
}

const OF_CLOUD = ['clusterId', 'projectId', 'regionId', 'volumeName', 'objectUrl'] as const

/**
 * Was `milvus` only a guess, from an unknown host, while the inputs belong to Zilliz Cloud? Then all complaints of
 * `milvus` have one cause, which is reported once. `undefined` if the guess may be right.
 */
export function wrongGuess(place: Place, given: Given): string | undefined {
  if (isSet(given, 'api') || place.api !== 'milvus') return undefined
  const { protocol, hostname } = new URL(place.baseUrl)
  if (protocol === 'http:' && !isLoopback(hostname)) return undefined
  if (isSet(given, 'files') && !isSet(given, 'volumeName')) return undefined
  const ofCloud = OF_CLOUD.filter(
    name => isSet(given, name) && !(name === 'objectUrl' && isSet(given, 'path')),
  )
  if (ofCloud.length === 0) return undefined
  const [are, them] = ofCloud.length > 1 ? ['are inputs', 'them'] : ['is an input', 'it']
  return `\`api\` is not given, and ${place.because}, so \`milvus\` was assumed; but ${quoted(ofCloud)} ${are} of Zilliz Cloud: if it answers at this address set \`api: zilliz-v2\` (or \`zilliz-v1\`), else leave ${them} out`
}

function quoted(names: readonly InputName[]): string {
  return listed(names.map(name => `\`${name}\``))
}

/** Milvus: `dataCoord.import.maxImportFileNumPerReq`; Zilliz Cloud: docs.zilliz.com, data import. */
export const MOST_SOURCES: Readonly<Record<Api, number>> = { milvus: 1024, 'zilliz-v2': 1000, 'zilliz-v1': 1 }
