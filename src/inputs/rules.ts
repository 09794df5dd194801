import type { Api } from '../model/job.ts'
import type { Place } from './endpoint.ts'
import { optionLines } from './read.ts'
import { type Given, type InputName, inputNames, isSet, table } from './table.ts'

type Rule = readonly [isBroken: boolean, problem: string]

/** Rules look at what was given, not at what could be read, so that no problem hides another. */
type Has = (...names: InputName[]) => boolean

function hasOf(given: Given): Has {
  return (...names) => names.some(name => isSet(given, name))
}

/** What is wrong with the inputs together, whatever the API. */
export function conflictsOf(given: Given): string[] {
  const has = hasOf(given)
  return broken([
    ...rulesOfTarget(has, given),
    ...rulesOfSource(has, given),
    ...rulesOfJob(has, given),
    ...rulesOfEnd(has, given),
  ])
}

function rulesOfTarget(has: Has, given: Given): Rule[] {
  const needs = ['searchable', 'alias'].find(name => has(name as InputName))
  return [
    [!has('jobId') && !has('collectionName'), '`collectionName` is required'],
    [
      has('jobId') && !has('collectionName') && needs !== undefined,
      `\`${needs}\` needs \`collectionName\`, also with \`jobId\``,
    ],
    [
      has('alias') && given.alias === given.collectionName,
      '`alias` is the name of the collection: choose another one',
    ],
  ]
}

function rulesOfSource(has: Has, given: Given): Rule[] {
  const one = 'a job has one kind of source'
  return [
    [has('objectUrl') && has('volumeName'), `\`objectUrl\` cannot be combined with \`volumeName\`: ${one}`],
    [
      has('objectUrl') && has('files') && !has('volumeName', 'path'),
      `\`objectUrl\` cannot be combined with \`files\`: ${one}`,
    ],
    [
      has('path') && has('files'),
      '`path` cannot be combined with `files`: exactly the uploaded files are imported',
    ],
    [
      has('path') && !has('volumeName', 'objectUrl'),
      '`path` needs a place to upload to: `volumeName` (Zilliz Cloud), or `objectUrl` with one folder ending in `/`',
    ],
    [
      has('volumeName') && has('accessKey', 'secretKey', 'sessionToken'),
      '`volumeName` cannot be combined with `accessKey`, `secretKey` and `sessionToken`: a volume needs no keys',
    ],
    [has('accessKey') && !has('secretKey'), '`accessKey` needs `secretKey`'],
    [has('secretKey') && !has('accessKey'), '`secretKey` needs `accessKey`'],
    [has('storageEndpoint') && !has('path', 'jobId'), '`storageEndpoint` is for files that `path` uploads'],
    [has('storageRegion') && !has('path', 'jobId'), '`storageRegion` is for files that `path` uploads'],
    [
      has('storageEndpoint', 'storageRegion') && has('path') && has('volumeName'),
      '`storageEndpoint` and `storageRegion` are for a bucket in `objectUrl`, a volume has its own',
    ],
    [
      has('storageEndpoint') && has('path') && /^(gs|https?):/i.test(given.objectUrl),
      '`storageEndpoint` is for S3-compatible stores: write `objectUrl` as `s3://bucket/folder/`',
    ],
    [has('deleteUploaded') && !has('path'), '`deleteUploaded` needs `path`: nothing else is uploaded'],
  ]
}

function rulesOfJob(has: Has, given: Given): Rule[] {
  const sources = (['objectUrl', 'volumeName', 'files', 'path'] as const).filter(name => has(name))
  return [
    [
      has('jobId') && sources.length > 0,
      `\`jobId\` waits for a job that exists: leave out ${listed(sources)}`,
    ],
    [has('jobId') && isSubmitOnly(given), '`jobId` with `wait: false` would do nothing'],
  ]
}

function rulesOfEnd(has: Has, given: Given): Rule[] {
  const late = (['commit', 'searchable', 'alias', 'expectedRows', 'deleteUploaded'] as const).filter(name =>
    has(name),
  )
  const autoCommit = optionLines(given.options).some(([name]) => name === 'auto_commit')
  return [
    [
      isSubmitOnly(given) && late.length > 0,
      `\`wait: false\` cannot be combined with ${listed(late)}: the step ends before the import does`,
    ],
    [
      has('alias') && !has('searchable'),
      '`alias` needs `searchable`: it is switched once a query sees the rows',
    ],
    [
      given.preflight.toLowerCase() === 'only' && has('jobId'),
      '`preflight: only` cannot be combined with `jobId`: that job was submitted before',
    ],
    [
      given.expectedRows.toLowerCase() === 'files' && has('jobId'),
      '`expectedRows: files` cannot be combined with `jobId`: the files are not known, give a number',
    ],
    [
      given.commit.toLowerCase() === 'manual' && has('searchable', 'alias', 'deleteUploaded'),
      '`commit: manual` ends before the rows are visible: give `searchable`, `alias` and `deleteUploaded` in the step that commits',
    ],
    [has('commit') && autoCommit, '`commit` sets `auto_commit` by itself: leave it out of `options`'],
  ]
}

/** Also in a spelling that is a problem by itself. */
function isSubmitOnly({ wait }: Given): boolean {
  return /^(false|no|n|off|0)$/i.test(wait)
}

/** An upload to Azure works only with a SAS. */
function lacksSas(has: Has, given: Given): boolean {
  return has('path') && !has('sessionToken') && /^https?:/i.test(given.objectUrl)
}

/** What is wrong with the inputs for this API. Each problem says which API was chosen, and why. */
export function conflictsWith(place: Place, given: Given): string[] {
  const { api, because } = place
  const has = hasOf(given)
  const chosen = `\`${api}\` (chosen because ${because})`
  const strangers = inputNames
    .filter(name => has(name))
    .flatMap(name => {
      const unknown = table[name].unknownTo[api]
      if (!unknown || (unknown.unless && has(unknown.unless))) return []
      return [`\`${name}\` does not work with ${chosen}${unknown.instead && `: ${unknown.instead}`}`]
    })
  const key: Rule = [
    !has('apiKey'),
    '`apiKey` is required; if it comes from a secret, check that the secret is available here',
  ]
  switch (api) {
    case 'zilliz-v2':
      return [...broken([key, ...rulesOfV2(has, place, chosen, given)]), ...strangers]
    case 'zilliz-v1':
      return [...broken([key, ...rulesOfV1(has, place, chosen, given)]), ...strangers]
    case 'milvus':
      return [...broken(rulesOfMilvus(has, chosen, given)), ...strangers]
  }
}

function rulesOfV2(has: Has, place: Place, chosen: string, given: Given): Rule[] {
  const hasTarget = has('clusterId', 'projectId', 'regionId') || !!place.clusterId || !!place.projectId
  const isProject = has('projectId') || (place.projectId !== undefined && !has('clusterId'))
  return [
    [!hasTarget, '`clusterId` is required, or `projectId` with `regionId` for an on-demand database'],
    [
      has('clusterId') && has('projectId', 'regionId'),
      '`clusterId` cannot be combined with `projectId` and `regionId`',
    ],
    [has('projectId') && !has('regionId'), '`projectId` needs `regionId`'],
    [has('regionId') && !has('projectId', 'clusterId'), '`regionId` needs `projectId`'],
    [
      !has('jobId', 'objectUrl', 'volumeName', 'files', 'path'),
      '`objectUrl` is required, or `volumeName` with `files`, or `path`',
    ],
    [
      has('files') && !has('volumeName', 'objectUrl', 'path'),
      `\`files\` needs \`volumeName\` with ${chosen}; for a bucket use \`objectUrl\``,
    ],
    [
      has('volumeName') && !has('files', 'path', 'jobId'),
      '`volumeName` needs `files`, the paths inside the volume, or `path`, the files to upload',
    ],
    [lacksSas(has, given), NEEDS_SAS],
    [
      isProject && has('searchable', 'alias'),
      '`searchable` and `alias` are for clusters: this action cannot query an on-demand database',
    ],
  ]
}

function rulesOfV1(has: Has, place: Place, chosen: string, given: Given): Rule[] {
  return [
    [!has('clusterId') && !place.clusterId, `\`clusterId\` is required with ${chosen}`],
    [!has('jobId', 'objectUrl'), `\`objectUrl\` is required with ${chosen}`],
    [
      lacksSas(has, given),
      '`path` to Azure needs a SAS as `sessionToken`, which `zilliz-v1` does not take: use `zilliz-v2`',
    ],
  ]
}

function rulesOfMilvus(has: Has, chosen: string, given: Given): Rule[] {
  return [
    [
      !has('jobId', 'files', 'path'),
      `\`files\` is required with ${chosen}: the keys in the bucket of Milvus; or \`path\`, the files to upload`,
    ],
    [lacksSas(has, given), NEEDS_SAS],
  ]
}

const NEEDS_SAS = '`path` to Azure needs a SAS as `sessionToken`'

const OF_CLOUD = ['clusterId', 'projectId', 'regionId', 'volumeName', 'objectUrl'] as const

/**
 * Was `milvus` only a guess, from an unknown host, while the inputs belong to Zilliz Cloud? Then all complaints of
 * `milvus` have one cause, which is reported once. `undefined` if the guess may be right.
 */
export function wrongGuess(place: Place, given: Given): string | undefined {
  const has = hasOf(given)
  const mayBeCloud = /^(https:|http:\/\/(localhost|127\.|\[::1\]))/.test(place.baseUrl)
  if (has('api') || place.api !== 'milvus' || !mayBeCloud) return undefined
  if (has('files') && !has('volumeName')) return undefined
  const ofCloud = OF_CLOUD.filter(name => has(name) && !(name === 'objectUrl' && has('path')))
  if (ofCloud.length === 0) return undefined
  const are = ofCloud.length > 1 ? 'are inputs' : 'is an input'
  return `\`api\` is not given, and ${place.because}, so \`milvus\` was assumed; but ${listed(ofCloud)} ${are} of Zilliz Cloud: if it answers at this address set \`api: zilliz-v2\` (or \`zilliz-v1\`), else leave ${ofCloud.length > 1 ? 'them' : 'it'} out`
}

/** `a`, `a` and `b`, `a`, `b` and `c`. */
function listed(names: readonly string[]): string {
  const quoted = names.map(name => `\`${name}\``)
  const last = quoted.pop() ?? ''
  return quoted.length > 0 ? `${quoted.join(', ')} and ${last}` : last
}

function broken(rules: readonly Rule[]): string[] {
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem)
}

/** Milvus: `dataCoord.import.maxImportFileNumPerReq`; Zilliz Cloud: docs.zilliz.com, data import. */
export const MOST_SOURCES: Readonly<Record<Api, number>> = { milvus: 1024, 'zilliz-v2': 1000, 'zilliz-v1': 1 }
