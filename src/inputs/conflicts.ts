import type { Place } from './endpoint.ts'
import type { Given } from './inputs.ts'
import {
  groupOf,
  problemOfGroup,
  problemOfObjectUrl,
  problemOfVolumePath,
  problemsOfLines,
} from './sources.ts'

type Rule = readonly [isBroken: boolean, problem: string]

/**
 * What the inputs must not be together, whatever the API. Judged by what was given, not by what could be read of it,
 * so that no problem hides another.
 */
export function conflictsOf(given: Given): string[] {
  const has = (name: keyof Given) => given[name] !== ''
  const hasSource = has('objectUrl') || has('volumeName') || has('files')
  const isAttach = has('jobId')
  return broken([
    [!isAttach && !has('collectionName'), '`collectionName` is required'],
    [
      has('objectUrl') && has('volumeName'),
      '`objectUrl` excludes `volumeName`: a job has one kind of source',
    ],
    [
      has('objectUrl') && has('files') && !has('volumeName'),
      '`objectUrl` excludes `files`: a job has one kind of source',
    ],
    [has('accessKey') && !has('secretKey'), '`accessKey` needs `secretKey`'],
    [has('secretKey') && !has('accessKey'), '`secretKey` needs `accessKey`'],
    [
      isAttach && hasSource,
      '`jobId` waits for a job that exists: leave out `objectUrl`, `volumeName` and `files`',
    ],
    [isAttach && /^false$/i.test(given.wait), '`jobId` with `wait: false` would do nothing'],
  ])
}

/** What one API has and another has not, and what it needs. Each problem says which API was chosen and why. */
export function conflictsWith(place: Place, given: Given): string[] {
  const { api, because } = place
  const has = (name: keyof Given) => given[name] !== ''
  const isAttach = has('jobId')
  const chosen = `\`${api}\` (chosen because ${because})`
  const unknown = (name: keyof Given, instead = ''): Rule => [
    has(name),
    `\`${name}\` is not known to ${chosen}${instead}`,
  ]
  const hasTarget =
    has('clusterId') || has('projectId') || has('regionId') || place.clusterId || place.projectId
  const key: Rule = [
    !has('apiKey'),
    '`apiKey` is required; if it comes from a secret, check that the secret is available here',
  ]

  switch (api) {
    case 'zilliz-v2':
      return broken([
        key,
        [!hasTarget, '`clusterId` is required, or `projectId` with `regionId` for an on-demand database'],
        [
          has('clusterId') && (has('projectId') || has('regionId')),
          '`clusterId` excludes `projectId` and `regionId`',
        ],
        [has('projectId') && !has('regionId'), '`projectId` needs `regionId`'],
        [has('regionId') && !has('projectId') && !has('clusterId'), '`regionId` needs `projectId`'],
        [
          !isAttach && !has('objectUrl') && !has('volumeName') && !has('files'),
          '`objectUrl` is required, or `volumeName` with `files`',
        ],
        [
          has('files') && !has('volumeName') && !has('objectUrl'),
          `\`files\` needs \`volumeName\` with ${chosen}; for a bucket use \`objectUrl\``,
        ],
        [
          has('volumeName') && !has('files') && !isAttach,
          '`volumeName` needs `files`: the paths inside the volume',
        ],
        [
          has('volumeName') && hasBucketKeys(given),
          '`volumeName` excludes `accessKey`, `secretKey` and `sessionToken`',
        ],
        unknown('options'),
      ])
    case 'zilliz-v1':
      return broken([
        key,
        [!has('clusterId') && !place.clusterId, `\`clusterId\` is required with ${chosen}`],
        [!isAttach && !has('objectUrl'), `\`objectUrl\` is required with ${chosen}`],
        unknown('volumeName'),
        unknown('files', '; use `objectUrl`'),
        unknown('dbName'),
        unknown('projectId'),
        unknown('regionId'),
        unknown('sessionToken'),
        unknown('options'),
      ])
    case 'milvus':
      return broken([
        [
          !isAttach && !has('files'),
          `\`files\` is required with ${chosen}: the keys in the bucket of Milvus`,
        ],
        unknown('objectUrl', ': Milvus reads its own bucket, give the keys in `files`'),
        unknown('volumeName'),
        unknown('clusterId'),
        unknown('projectId'),
        unknown('regionId'),
        unknown('accessKey', ': Milvus reads its bucket with keys of its own'),
        unknown('secretKey', ': Milvus reads its bucket with keys of its own'),
        unknown('sessionToken', ': Milvus reads its bucket with keys of its own'),
      ])
  }
}

/** What is wrong with the lines of the sources, as the API reads them. */
export function problemsOfSources({ api }: Place, given: Given): string[] {
  const urls = problemsOfLines('objectUrl', linesOf(given.objectUrl), api, problemOfObjectUrl)
  const isRestore = optionsOf(given.options).some(([name]) => name === 'backup' || name === 'l0_import')
  const problemOf = api === 'milvus' ? (line: string) => problemOfGroup(line, isRestore) : problemOfVolumePath
  const files =
    given.volumeName || api === 'milvus' ? problemsOfLines('files', linesOf(given.files), api, problemOf) : []
  return api === 'milvus' ? files : [...urls, ...files]
}

function hasBucketKeys({ accessKey, secretKey, sessionToken }: Given): boolean {
  return accessKey !== '' || secretKey !== '' || sessionToken !== ''
}

function broken(rules: readonly Rule[]): string[] {
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem)
}

/** The lines of an input without blanks around them, empty ones left out. */
export function linesOf(value: string): string[] {
  return value
    .split(/\r\n|\r|\n/)
    .map(line => line.trim())
    .filter(line => line !== '')
}

/** The groups of `files` as Milvus takes them. */
export function groupsOf(value: string): string[][] {
  return linesOf(value).map(groupOf)
}

/** `key=value` lines; a line without `=` has the value `undefined`. A blank at the end of a value counts (`sep`). */
export function optionsOf(value: string): [name: string, value: string | undefined][] {
  return value
    .split(/\r\n|\r|\n/)
    .map(line => line.trimStart())
    .filter(line => line !== '')
    .map(line => {
      const equals = line.indexOf('=')
      return equals < 0 ? [line.trim(), undefined] : [line.slice(0, equals).trim(), line.slice(equals + 1)]
    })
}
