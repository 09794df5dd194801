import type { Api } from '../model/job.ts'
import * as reader from './read.ts'

/** What is known of one input, apart from how its text is read. */
interface Facts {
  /**
   * What it holds: a `secret` is masked and never quoted; an `id` is public, even if it equals a secret; `urls` may
   * hold credentials, which are secret. `words` are neither.
   */
  readonly holds: 'secret' | 'id' | 'urls' | 'words'
  /** The default of `action.yml`, which an empty input means, too; `''` if there is none. */
  readonly fallback: string
  /** The APIs that do not know it (with the input `unless` they do), and what to do instead, or why, if anything. */
  readonly unknownTo: Partial<Record<Api, { readonly instead: string; readonly unless?: 'path' }>>
}

function row<T>(read: (text: string) => T | reader.Wrong, facts: Partial<Facts> = {}) {
  const none: Facts = { holds: 'words', fallback: '', unknownTo: {} }
  return { read, ...none, ...facts }
}

const NO = { instead: '' }
const OWN_KEYS = { instead: 'Milvus reads its bucket with its own keys', unless: 'path' } as const
const OWN_BUCKET = {
  instead: 'Milvus reads its own bucket, give the keys in `files`',
  unless: 'path',
} as const
const NO_TOKEN = { instead: 'v1 takes no token; use keys that do not expire, or `zilliz-v2`' }
const OWN_STORES = { instead: 'Zilliz Cloud reads each cloud at its own address' }
const ONE_PHASE = { instead: 'only Milvus imports in two phases' }
const CLOUD_ONLY: Partial<Facts> = { holds: 'id', unknownTo: { milvus: NO } }
const V2_ONLY: Partial<Facts> = { holds: 'id', unknownTo: { milvus: NO, 'zilliz-v1': NO } }

/**
 * Every input once, in the order of `action.yml`: how its text is read, what it holds, and which APIs know it.
 * `rules.ts` says which inputs need or exclude each other.
 */
export const table = {
  apiKey: row(reader.apiKey, { holds: 'secret' }),
  endpoint: row(reader.anything, { holds: 'urls' }),
  api: row(
    reader.choice({ auto: 'auto', 'zilliz-v2': 'zilliz-v2', 'zilliz-v1': 'zilliz-v1', milvus: 'milvus' }),
    { fallback: 'auto' },
  ),
  clusterId: row(reader.id, CLOUD_ONLY),
  projectId: row(reader.id, V2_ONLY),
  regionId: row(reader.id, V2_ONLY),
  dbName: row(reader.headerName, { holds: 'id', unknownTo: { 'zilliz-v1': NO } }),
  collectionName: row(reader.name, { holds: 'id' }),
  partitionName: row(reader.name, { holds: 'id' }),
  objectUrl: row(reader.lines, { holds: 'urls', unknownTo: { milvus: OWN_BUCKET } }),
  volumeName: row(reader.name, V2_ONLY),
  files: row(reader.lines, { holds: 'urls', unknownTo: { 'zilliz-v1': { instead: 'use `objectUrl`' } } }),
  accessKey: row(reader.credential, { holds: 'secret', unknownTo: { milvus: OWN_KEYS } }),
  secretKey: row(reader.credential, { holds: 'secret', unknownTo: { milvus: OWN_KEYS } }),
  sessionToken: row(reader.sessionToken, {
    holds: 'secret',
    unknownTo: { milvus: OWN_KEYS, 'zilliz-v1': NO_TOKEN },
  }),
  path: row(reader.lines),
  storageEndpoint: row(reader.anything, {
    holds: 'urls',
    unknownTo: { 'zilliz-v2': OWN_STORES, 'zilliz-v1': OWN_STORES },
  }),
  storageRegion: row(reader.id, { holds: 'id' }),
  deleteUploaded: row(reader.boolean, { fallback: 'false' }),
  preflight: row(reader.choice({ false: 'off', true: 'check', only: 'only' }), { fallback: 'false' }),
  commit: row(reader.choice({ auto: 'auto', verified: 'verified', manual: 'manual' }), {
    fallback: 'auto',
    unknownTo: { 'zilliz-v2': ONE_PHASE, 'zilliz-v1': ONE_PHASE },
  }),
  searchable: row(reader.choice({ false: 'off', true: 'wait', load: 'load' }), { fallback: 'false' }),
  alias: row(reader.name, { holds: 'id' }),
  options: row(reader.options, { unknownTo: { 'zilliz-v2': NO, 'zilliz-v1': NO } }),
  jobId: row(reader.id, { holds: 'id' }),
  wait: row(reader.boolean, { fallback: 'true' }),
  timeout: row(reader.timeout, { fallback: '30m' }),
  onTimeout: row(reader.choice({ fail: 'fail', warn: 'warn' }), { fallback: 'fail' }),
  pollInterval: row(reader.pollInterval, { fallback: 'auto' }),
  expectedRows: row(reader.expectedRows),
  idempotencyKey: row(reader.idempotencyKey, { fallback: 'auto' }),
  githubToken: row(reader.credential, { holds: 'secret' }),
  summary: row(reader.boolean, { fallback: 'true' }),
} as const

export type InputName = keyof typeof table
/** The inputs as they arrive: every name of `action.yml`, trimmed, `''` where nothing was given. */
export type Given = Readonly<Record<InputName, string>>
/** What was read of them. */
export type Values = {
  readonly [Name in InputName]: Exclude<ReturnType<(typeof table)[Name]['read']>, reader.Wrong>
}

export const inputNames = Object.keys(table) as readonly InputName[]

/** The inputs that hold this. */
export function inputsWith(holds: Facts['holds']): readonly InputName[] {
  return inputNames.filter(name => table[name].holds === holds)
}

/** Does the author ask for more than the default? `wait: TRUE` does not. */
export function isSet(given: Given, name: InputName): boolean {
  return given[name] !== '' && given[name].toLowerCase() !== table[name].fallback
}
