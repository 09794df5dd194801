import { z } from 'zod'
import { ImportError } from '../errors/import-error.ts'
import type { ImportRequest, Source, Target } from '../job/job.ts'
import type { RowExpectation } from '../job/verdict.ts'
import { parseDuration } from './duration.ts'
import { problemOfEndpoint } from './endpoint.ts'
import { problemOfObjectUrl, problemOfVolumePath } from './sources.ts'

/** What the author asks for, checked as a whole. */
export interface Inputs {
  readonly connection: Connection
  readonly target: Target
  readonly task: Task
  readonly wait: boolean
  /** Milliseconds. */
  readonly timeout: number
  readonly onTimeout: 'fail' | 'warn'
  /** Milliseconds, or adaptive. */
  readonly pollInterval: number | 'auto'
  readonly expectedRows: RowExpectation | undefined
  readonly summary: boolean
}

/** How to speak to the server. */
export interface Connection {
  /** Base URL without a slash at its end. */
  readonly endpoint: string
  readonly apiKey: string
  readonly dbName: string | undefined
}

/** Submit an import, or wait for one that was submitted before. */
export type Task =
  | { readonly kind: 'submit'; readonly request: ImportRequest }
  | { readonly kind: 'attach'; readonly jobId: string; readonly collectionName: string | undefined }

const DEFAULT_ENDPOINT = 'https://api.cloud.zilliz.com'
/** docs.zilliz.com, data import: files per job. */
const MOST_SOURCES = 1000

/** Milliseconds. */
const SHORTEST_INTERVAL = 100

const PRINTABLE = /^[\x20-\x7e]*$/
const ID = /^[A-Za-z0-9_-]*$/

const text = z
  .string()
  .refine(value => !/\p{Cc}/u.test(value), 'holds a control character')
  .transform(value => value || undefined)
const id = z
  .string()
  .regex(ID, 'holds characters that an id does not have')
  .transform(value => value || undefined)
const credential = z
  .string()
  .refine(
    value => !/\p{Cc}/u.test(value),
    'holds a line break or another control character: was it copied whole?',
  )
  .transform(value => value || undefined)
const boolean = (fallback: boolean) =>
  z.string().transform((value, context) => {
    if (value === '') return fallback
    if (/^(true|True|TRUE)$/.test(value)) return true
    if (/^(false|False|FALSE)$/.test(value)) return false
    context.addIssue('must be `true` or `false`')
    return z.NEVER
  })
const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.string().transform((value, context): T[number] => {
    const chosen = value === '' ? values[0] : values.find(known => known === value)
    if (chosen !== undefined) return chosen
    context.addIssue(`must be one of ${values.map(known => `\`${known}\``).join(', ')}`)
    return z.NEVER
  })
const lines = (problemOf: (line: string) => string | undefined) =>
  z.string().transform((value, context) => {
    const found = linesOf(value)
    for (const [index, line] of found.entries()) {
      const problem = problemOf(line)
      if (problem) context.addIssue(found.length > 1 ? `line ${index + 1} ${problem}` : problem)
    }
    if (found.length > MOST_SOURCES)
      context.addIssue(`holds ${found.length} lines, a job takes ${MOST_SOURCES}`)
    return found
  })

/** One schema; its keys are the names in `action.yml`, every value arrives as a string, `''` means the default. */
const schema = z.object({
  apiKey: z.string().regex(PRINTABLE, 'holds characters that no HTTP header can carry: was it copied whole?'),
  endpoint: z
    .string()
    .transform(value => value.replace(/\/+$/, '') || DEFAULT_ENDPOINT)
    .superRefine((value, context) => {
      const problem = problemOfEndpoint(value)
      if (problem) context.addIssue(problem)
    }),
  clusterId: id,
  projectId: id,
  regionId: id,
  dbName: z
    .string()
    .regex(PRINTABLE, 'holds characters that no HTTP header can carry')
    .transform(value => value || undefined),
  collectionName: text,
  partitionName: text,
  objectUrl: lines(problemOfObjectUrl),
  volumeName: text,
  files: lines(problemOfVolumePath),
  accessKey: credential,
  secretKey: credential,
  sessionToken: credential,
  jobId: id,
  wait: boolean(true),
  timeout: z.string().transform((value, context) => {
    const ms = parseDuration(value || '30m')
    if (ms !== undefined && ms > 0) return ms
    context.addIssue(
      ms === 0
        ? 'must be longer than zero; `wait: false` submits without waiting'
        : 'is not a duration: write `90s`, `30m`, `1h30m`, `1500ms`, or a number of seconds',
    )
    return z.NEVER
  }),
  onTimeout: choice(['fail', 'warn']),
  pollInterval: z.string().transform((value, context): number | 'auto' => {
    if (value === '' || value === 'auto') return 'auto'
    const ms = parseDuration(value)
    if (ms !== undefined && ms >= SHORTEST_INTERVAL) return ms
    context.addIssue('must be `auto`, or a duration of at least `100ms`')
    return z.NEVER
  }),
  expectedRows: z.string().transform((value, context): RowExpectation | undefined => {
    if (value === '') return undefined
    const [, atLeast, rows] = /^(>=)?\s*(\d+)$/.exec(value) ?? []
    if (rows !== undefined) return { atLeast: atLeast !== undefined, rows: BigInt(rows) }
    context.addIssue('must be a whole number such as `1500`, or a lower bound such as `>=1`')
    return z.NEVER
  }),
  githubToken: credential,
  summary: boolean(true),
})

/** The inputs as they arrive: every name of `action.yml`, trimmed, `''` where nothing was given. */
export type Given = Readonly<Record<keyof typeof schema.shape, string>>

export const inputNames = Object.keys(schema.shape) as readonly (keyof Given)[]

/**
 * Reads all inputs, or throws one `InvalidInput` that names every problem. No message quotes a value: it may be a
 * secret in the wrong place.
 */
export function parseInputs(given: Given): Inputs {
  const parsed = schema.safeParse(given)
  const problems = [
    ...(parsed.error?.issues ?? []).map(issue => `\`${String(issue.path[0])}\` ${issue.message}`),
    ...conflictsOf(given),
  ]
  if (!parsed.success || problems.length > 0) throw invalid(problems)
  const values = parsed.data
  const target = targetOf(values)
  return {
    connection: { endpoint: values.endpoint, apiKey: values.apiKey, dbName: values.dbName },
    target,
    task: values.jobId
      ? { kind: 'attach', jobId: values.jobId, collectionName: values.collectionName }
      : { kind: 'submit', request: requestOf(values, target) },
    wait: values.wait,
    timeout: values.timeout,
    onTimeout: values.onTimeout,
    pollInterval: values.pollInterval,
    expectedRows: values.expectedRows,
    summary: values.summary,
  }
}

type Values = z.output<typeof schema>

function targetOf({ clusterId, projectId, regionId }: Values): Target {
  if (clusterId) return { kind: 'cluster', clusterId }
  return { kind: 'project', projectId: projectId ?? '', regionId: regionId ?? '' }
}

function requestOf(values: Values, target: Target): ImportRequest {
  const { dbName, collectionName = '', partitionName } = values
  return { target, dbName, collectionName, partitionName, source: sourceOf(values) }
}

function sourceOf({ volumeName, files, objectUrl, accessKey, secretKey, sessionToken }: Values): Source {
  if (volumeName) return { kind: 'volume', volumeName, paths: files }
  return { kind: 'objects', urls: objectUrl, credentials: { accessKey, secretKey, sessionToken } }
}

/** What the inputs must not be together, judged by what was given, so that no problem hides another. */
function conflictsOf(given: Given): string[] {
  const has = (name: keyof Given) => given[name] !== ''
  const source = has('objectUrl') || has('volumeName') || has('files')
  const attach = has('jobId')
  const bucketKeys = has('accessKey') || has('secretKey') || has('sessionToken')
  const rules: readonly (readonly [boolean, string])[] = [
    [
      !has('apiKey'),
      '`apiKey` is required; if it comes from a secret, check that the secret is available here',
    ],
    [!attach && !has('collectionName'), '`collectionName` is required'],
    [!attach && !source, '`objectUrl` is required, or `volumeName` with `files`'],
    [
      !has('clusterId') && !has('projectId') && !has('regionId'),
      '`clusterId` is required, or `projectId` with `regionId` for an on-demand database',
    ],
    [
      has('clusterId') && (has('projectId') || has('regionId')),
      '`clusterId` excludes `projectId` and `regionId`',
    ],
    [has('projectId') && !has('regionId'), '`projectId` needs `regionId`'],
    [has('regionId') && !has('projectId') && !has('clusterId'), '`regionId` needs `projectId`'],
    [
      has('objectUrl') && has('volumeName'),
      '`objectUrl` excludes `volumeName`: a job has one kind of source',
    ],
    [has('files') && !has('volumeName'), '`files` needs `volumeName`; for a bucket use `objectUrl`'],
    [
      has('volumeName') && !has('files') && !attach,
      '`volumeName` needs `files`: the paths inside the volume',
    ],
    [has('volumeName') && bucketKeys, '`volumeName` excludes `accessKey`, `secretKey` and `sessionToken`'],
    [has('accessKey') && !has('secretKey'), '`accessKey` needs `secretKey`'],
    [has('secretKey') && !has('accessKey'), '`secretKey` needs `accessKey`'],
    [
      attach && source,
      '`jobId` waits for a job that exists: leave out `objectUrl`, `volumeName` and `files`',
    ],
    [attach && /^false$/i.test(given.wait), '`jobId` with `wait: false` would do nothing'],
  ]
  return rules.filter(([broken]) => broken).map(([, problem]) => problem)
}

function invalid(problems: readonly string[]): ImportError {
  const isOne = problems.length === 1
  return new ImportError({
    status: 'InvalidInput',
    code: 'InvalidInput',
    title: isOne
      ? `An input is not right: ${problems[0]}`
      : `${problems.length} things about the inputs are not right`,
    details: isOne ? [] : problems,
    advice: 'Nothing was sent: correct the inputs and run again',
  })
}

/** The lines of an input without blanks around them, empty ones left out. */
export function linesOf(value: string): string[] {
  return value
    .split(/\r\n|\r|\n/)
    .map(line => line.trim())
    .filter(line => line !== '')
}
