import * as z from 'zod/mini'
import { ImportError } from '../errors/import-error.ts'
import type { Api, Source, Target } from '../model/job.ts'
import type { Plan, RowExpectation, Task } from '../model/plan.ts'
import { conflictsOf, conflictsWith, groupsOf, linesOf, optionsOf, problemsOfSources } from './conflicts.ts'
import { parseDuration } from './duration.ts'
import { locate, type Place } from './endpoint.ts'

export type { Connection, Plan as Inputs } from '../model/plan.ts'

/** Milliseconds. */
const SHORTEST_INTERVAL = 100
/** Milvus: `streaming.idempotency.maxKeyLength`. */
const LONGEST_KEY = 256

const PRINTABLE = /^[\x20-\x7e]*$/
const ID = /^[A-Za-z0-9_-]*$/

const text = given(z.string().check(z.refine(hasNoControl, 'holds a control character')))
const id = given(z.string().check(z.regex(ID, 'holds characters that an id does not have')))
const credential = given(
  z
    .string()
    .check(z.refine(hasNoControl, 'holds a line break or another control character: was it copied whole?')),
)
const header = (problem: string) => z.string().check(z.regex(PRINTABLE, problem))
const boolean = (fallback: boolean) =>
  read((value, fail) => {
    if (value === '') return fallback
    if (/^(true|True|TRUE)$/.test(value)) return true
    if (/^(false|False|FALSE)$/.test(value)) return false
    return fail('must be `true` or `false`')
  })
const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
  read(
    (value, fail): T[number] =>
      (value === '' ? values[0] : values.find(known => known === value)) ??
      fail(`must be one of ${values.map(known => `\`${known}\``).join(', ')}`),
  )

/** One schema; its keys are the names in `action.yml`, every value arrives as a string, `''` means the default. */
const schema = z.object({
  apiKey: header('holds characters that no HTTP header can carry: was it copied whole?'),
  endpoint: z.string(),
  api: choice(['auto', 'zilliz-v2', 'zilliz-v1', 'milvus']),
  clusterId: id,
  projectId: id,
  regionId: id,
  dbName: given(header('holds characters that no HTTP header can carry')),
  collectionName: text,
  partitionName: text,
  objectUrl: read(linesOf),
  volumeName: text,
  files: z.string(),
  accessKey: credential,
  secretKey: credential,
  sessionToken: credential,
  options: read((value, fail) => {
    const options: Record<string, string> = {}
    for (const [name, option] of optionsOf(value)) {
      if (name === '' || option === undefined) fail('must hold one `key=value` per line')
      else if (Object.hasOwn(options, name)) fail('names a key twice')
      else options[name] = option
    }
    return options
  }),
  jobId: id,
  wait: boolean(true),
  timeout: read((value, fail) => {
    const ms = parseDuration(value || '30m')
    if (ms !== undefined && ms > 0) return ms
    return fail(
      ms === 0
        ? 'must be longer than zero; `wait: false` submits without waiting'
        : 'is not a duration: write `90s`, `30m`, `1h30m`, `1500ms`, or a number of seconds',
    )
  }),
  onTimeout: choice(['fail', 'warn']),
  pollInterval: read((value, fail): number | 'auto' => {
    if (value === '' || value === 'auto') return 'auto'
    const ms = parseDuration(value)
    if (ms !== undefined && ms >= SHORTEST_INTERVAL) return ms
    return fail('must be `auto`, or a duration of at least `100ms`')
  }),
  expectedRows: read((value, fail): RowExpectation | undefined => {
    if (value === '') return undefined
    const [, atLeast, rows] = /^(>=)?\s*(\d+)$/.exec(value) ?? []
    if (rows !== undefined) return { kind: atLeast === undefined ? 'exactly' : 'atLeast', rows: BigInt(rows) }
    return fail('must be a whole number such as `1500`, or a lower bound such as `>=1`')
  }),
  idempotencyKey: z.pipe(
    header('must be printable ASCII').check(
      z.maxLength(LONGEST_KEY, `must not be longer than ${LONGEST_KEY} characters`),
    ),
    z.transform(value => value || 'auto'),
  ),
  githubToken: credential,
  summary: boolean(true),
})

/** The inputs as they arrive: every name of `action.yml`, trimmed, `''` where nothing was given. */
export type Given = Readonly<Record<keyof typeof schema.shape, string>>
type Values = z.output<typeof schema>

/** A value as it was given, `undefined` where nothing was. */
function given(type: z.ZodMiniString) {
  return z.pipe(
    type,
    z.transform((value: string) => value || undefined),
  )
}

/** A value that is read by a function; what it fails with becomes a problem of this input. */
function read<T>(readValue: (value: string, fail: (problem: string) => never) => T) {
  return z.pipe(
    z.string(),
    z.transform((input: string, { issues }): T => {
      const fail = (message: string) => {
        issues.push({ code: 'custom', message, input })
        return z.NEVER
      }
      return readValue(input, fail)
    }),
  )
}

function hasNoControl(value: string): boolean {
  return !/\p{Cc}/u.test(value)
}

export const inputNames = Object.keys(schema.shape) as readonly (keyof Given)[]

/**
 * Reads all inputs, or throws one `InvalidInput` that names every problem. No message quotes a value: it may be a
 * secret in the wrong place.
 */
export function parseInputs(inputs: Given): Plan {
  // Compiling the schema is for those who parse often.
  const parsed = schema.safeParse(inputs, { jitless: true })
  const problems = (parsed.error?.issues ?? []).map(issue => `\`${String(issue.path[0])}\` ${issue.message}`)
  problems.push(...conflictsOf(inputs))
  const place = locate(inputs.endpoint, schema.shape.api.safeParse(inputs.api).data ?? 'auto')
  if (typeof place === 'string') throw invalid([...problems, `\`endpoint\` ${place}`])
  problems.push(...conflictsWith(place, inputs), ...problemsOfSources(place, inputs))
  if (!parsed.success || problems.length > 0) throw invalid(problems)
  return assemble(parsed.data, place)
}

function assemble(values: Values, place: Place): Plan {
  const target = targetOf(values, place)
  const { apiKey, dbName } = values
  const { wait, timeout, onTimeout, pollInterval, expectedRows, idempotencyKey, summary } = values
  return {
    connection: { api: place.api, endpoint: place.baseUrl, dataEndpoint: undefined, apiKey, dbName },
    target,
    task: taskOf(values, target, place.api),
    ...{ preflight: 'off', commit: 'auto', searchable: 'off', alias: undefined },
    ...{ wait, timeout, onTimeout, pollInterval, expectedRows, idempotencyKey, summary },
  }
}

function taskOf(values: Values, target: Target, api: Api): Task {
  const { jobId, dbName, collectionName, partitionName } = values
  if (jobId) return { kind: 'attach', jobId, collectionName, partitionName }
  const into = { target, dbName, collectionName: collectionName ?? '', partitionName }
  return { kind: 'submit', into, source: sourceOf(values, api) }
}

/** What an input says wins over what the address of the endpoint says. */
function targetOf(values: Values, place: Place): Target {
  if (place.api === 'milvus') return { kind: 'instance' }
  const { projectId = values.clusterId ? undefined : place.projectId, regionId = place.regionId } = values
  if (projectId && regionId) return { kind: 'project', projectId, regionId }
  return { kind: 'cluster', clusterId: values.clusterId ?? place.clusterId ?? '' }
}

function sourceOf(values: Values, api: Api): Source {
  const { volumeName, files, objectUrl: urls, accessKey, secretKey, sessionToken, options } = values
  if (api === 'milvus') return { kind: 'files', groups: groupsOf(files), options }
  if (volumeName) return { kind: 'volume', volumeName, paths: linesOf(files) }
  return { kind: 'objects', urls, credentials: { accessKey, secretKey, sessionToken } }
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
