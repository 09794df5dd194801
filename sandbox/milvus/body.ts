import { GoJsonDecoder } from '../files/go-json.ts'
import { GoJsonError } from '../files/go-json-scanner.ts'
import { Refusal } from './refusal.ts'

// Bodies are read as Go's encoding/json reads them into a struct: keys in any case, `null` is the zero value, unknown
// keys are ignored, and a wrong type is an error. Then gin's validator asks for the required fields.

export interface ImportRequest {
  readonly dbName: string
  readonly collectionName: string
  readonly partitionName: string
  /** Without the groups that are empty. */
  readonly files: readonly (readonly string[])[]
  readonly options: Readonly<Record<string, string>>
}

/** `ImportReq` of `httpserver/request_v2.go`. */
export function readImportRequest(text: string, commits: boolean): ImportRequest {
  const body = readObject(text, 'ImportReq')
  const request = {
    dbName: body.text('dbName'),
    collectionName: body.text('collectionName'),
    partitionName: body.text('partitionName'),
    files: body.lists('files'),
    options: body.texts('options'),
  }
  if (commits) checkAutoCommit(body.raw('options'))
  body.require({ CollectionName: request.collectionName !== '', Files: request.files !== undefined })
  return { ...request, files: (request.files ?? []).filter(group => group.length > 0) }
}

/** `JobIDReq`: it has no database, the job is found by its id alone. */
export function readJobId(text: string): string {
  const body = readObject(text, 'JobIDReq')
  const jobId = body.text('jobId')
  body.require({ JobID: jobId !== '' })
  return jobId
}

/** `OptionalCollectionNameReq`. */
export function readListRequest(text: string): { dbName: string; collectionName: string } {
  const body = readObject(text, 'OptionalCollectionNameReq')
  return { dbName: body.text('dbName'), collectionName: body.text('collectionName') }
}

function badFormat(reason: string): Refusal {
  return new Refusal(1801, `can only accept json format request, error: ${reason}`)
}

/** The fields of a body, by the names of the JSON; each throws a `Refusal` where the type is another one. */
export type Reader = ReturnType<typeof readObject>

/** Opens a body as Go struct `struct`; throws a `Refusal` where it is no JSON object. */
export function readObject(text: string, struct: string) {
  const value = parse(text)
  const wrong = (found: unknown, field: string, type: string) =>
    badFormat(
      `json: cannot unmarshal ${goKind(found)} into Go struct field ${struct}.${field} of type ${type}`,
    )
  if (value !== null && !isObject(value)) {
    throw badFormat(`json: cannot unmarshal ${goKind(value)} into Go value of type httpserver.${struct}`)
  }
  const entries = new Map(Object.entries(value ?? {}).map(([key, each]) => [key.toLowerCase(), each]))
  const raw = (name: string) => entries.get(name.toLowerCase()) ?? undefined
  const string = (found: unknown, field: string) => {
    if (found === undefined || found === null) return ''
    if (typeof found === 'string') return found
    throw wrong(found, field, 'string')
  }
  const list = (found: unknown, field: string, type: string): unknown[] => {
    if (found === undefined || found === null) return []
    if (Array.isArray(found)) return found
    throw wrong(found, field, type)
  }
  return {
    raw,
    text: (name: string) => string(raw(name), name),
    lists(name: string): string[][] | undefined {
      if (raw(name) === undefined) return undefined
      return list(raw(name), name, '[][]string').map(inner =>
        list(inner, name, '[]string').map(item => string(item, name)),
      )
    },
    list: (name: string) => list(raw(name), name, '[]string').map(item => string(item, name)),
    texts(name: string): Record<string, string> {
      const found = raw(name)
      if (found === undefined) return {}
      if (!isObject(found)) throw wrong(found, name, 'map[string]string')
      return Object.fromEntries(Object.entries(found).map(([key, each]) => [key, string(each, name)]))
    },
    require(present: Readonly<Record<string, boolean>>): void {
      const missing = Object.keys(present).filter(field => !present[field])
      if (missing.length === 0) return
      const lines = missing.map(
        field =>
          `Key: '${struct}.${field}' Error:Field validation for '${field}' failed on the 'required' tag`,
      )
      throw new Refusal(1802, `missing required parameters, error: ${lines.join('\n')}`)
    },
  }
}

/** Milvus 3.0 reads this one option strictly (`request_v2.go`). */
function checkAutoCommit(options: unknown): void {
  if (!isObject(options) || !('auto_commit' in options)) return
  const value = options['auto_commit']
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return
  throw badFormat('options.auto_commit must be one of "true" or "false": invalid parameter')
}

/** The first value of the body; what follows it is not looked at (gin's JSON binding). */
function parse(text: string): unknown {
  const decoder = new GoJsonDecoder(text)
  try {
    decoder.decode()
  } catch (error) {
    if (!(error instanceof GoJsonError)) throw error
    // Of blanks and of a body that is cut off the decoder says that it is at the end, as of no body at all.
    throw /EOF$/.test(error.message) ? noBody() : badFormat(error.message)
  }
  return JSON.parse(text.slice(0, decoder.offset))
}

function noBody(): Refusal {
  const reason = 'can only accept json format request, the request body should be nil, however {} is valid'
  return new Refusal(1801, reason)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What encoding/json calls a value in its errors. */
function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
