import { readFile } from 'node:fs/promises'
import { type Collection, type Field, ImportProblem, NEWEST, type Reading, type Version } from '../schema.ts'
import { checkEntity } from './entity.ts'
import {
  autoKey,
  checkAutoKey,
  checkOutput,
  columnName,
  isRequired,
  isStruct,
  knownFields,
  META,
} from './fields.ts'
import { type GoValue, goType, isMap } from './go.ts'
import { GoJsonDecoder, type Token, unmarshal } from './go-json.ts'
import { GoJsonError } from './go-json-scanner.ts'
import { failed, inRow, translate } from './problems.ts'
import { checkNoFlatColumn, checkNullStruct, checkStructs } from './structs.ts'

/**
 * `.json`: an array of rows, or `{"rows": […]}` (`importutilv2/json/reader.go`). The server reads a stream: what follows
 * the closing bracket is read as further rows. Returns the number of rows. Throws an `ImportProblem`.
 */
export async function readJson(
  path: string,
  collection: Collection,
  { version = NEWEST }: Reading = {},
): Promise<number> {
  const rows = new Rows(await readFile(path, 'utf8'), jsonRowParser(collection, version), version)
  const { decoder } = rows
  const first = decoding('init failed, failed to decode JSON', () => decoder.token())
  if (!isDelim(first, '{') && !isDelim(first, '[')) {
    throw new ImportProblem("invalid JSON format, the content should be started with '{' or '['")
  }
  let more = decoder.more()
  if (more && isDelim(first, '{')) readRoot(decoder)
  while (more) {
    rows.read()
    const last = decoding('failed to decode JSON', () => decoder.token(), 1)
    if (!isDelim(last, ']')) {
      throw new ImportProblem("invalid JSON format, rows list should end with ']'", 1)
    }
    more = decoder.more()
  }
  return rows.count
}

/**
 * `.jsonl`, `.ndjson`: rows one after the other, however they are broken into lines. Returns the number of rows. Throws
 * an `ImportProblem`.
 */
export async function readJsonLines(
  path: string,
  collection: Collection,
  { version = NEWEST }: Reading = {},
): Promise<number> {
  const rows = new Rows(await readFile(path, 'utf8'), jsonRowParser(collection, version), version)
  rows.read()
  return rows.count
}

function readRoot(decoder: GoJsonDecoder): void {
  const key = decoding('failed to decode the JSON file', () => decoder.token())
  const name = 'value' in key ? String(key.value) : key.delim
  if (name.toLowerCase() !== 'rows') {
    throw new ImportProblem(`invalid JSON format, the root key should be 'rows', but get '${name}'`)
  }
  if (
    !isDelim(
      decoding('failed to decode the JSON file', () => decoder.token()),
      '[',
    )
  ) {
    throw new ImportProblem("invalid JSON format, rows list should begin with '['")
  }
}

/** The rows of a file up to the next closing bracket or the end (`readJSONLines`). */
class Rows {
  readonly decoder: GoJsonDecoder
  count = 0
  readonly #text: string
  readonly #parse: RowParser
  readonly #version: Version

  constructor(text: string, parse: RowParser, version: Version) {
    this.decoder = new GoJsonDecoder(text)
    this.#text = text
    this.#parse = parse
    this.#version = version
  }

  read(): void {
    const what = this.#version >= 2.6 ? 'failed to decode row' : 'failed to parse row'
    while (this.decoder.more()) {
      const at = this.decoder.offset / this.#text.length
      const row = decoding(what, () => this.decoder.decode(), at)
      translate(
        ImportProblem,
        () => this.#parse(row),
        problem => inRow(problem, at, this.#version),
      )
      this.count += 1
    }
  }
}

function isDelim(token: Token, delim: string): boolean {
  return 'delim' in token && token.delim === delim
}

function decoding<T>(what: string, decode: () => T, at = 0): T {
  return translate(GoJsonError, decode, ({ message }) => new ImportProblem(`${what}, error: ${message}`, at))
}

/** Checks a row. Throws an `ImportProblem`. */
type RowParser = (row: GoValue) => void

/** `NewRowParser` and `Parse` of `importutilv2/json/row_parser.go`. */
function jsonRowParser(collection: Collection, version: Version): RowParser {
  const known = knownFields(collection, version)
  const key = autoKey(collection)
  const checkField = (value: GoValue, field: Field) => {
    checkOutput(field, collection)
    if (!isStruct(field)) checkEntity(value, field, version)
    else if (value === null && version >= 3) checkNullStruct(field)
    else checkStructs(value, field, version, { base: 0 })
  }
  return row => {
    if (!isMap(row)) {
      const type = version === 2.4 ? '' : `, but got type ${goType(row)}`
      throw failed(`invalid JSON format, each row should be a key-value map${type}`)
    }
    checkAutoKey(name => row.has(name), collection)
    const others = new Map<string, GoValue>()
    for (const [name, value] of row) {
      const field = known.get(name) ?? (name === key?.name ? key : undefined)
      checkNoFlatColumn(name, collection.fields, version)
      if (field) checkField(value, field)
      else if (collection.enableDynamicField) others.set(name, value)
      else if (version < 2.6) throw failed(`the field '${name}' is not defined in schema`)
    }
    for (const field of known.values()) {
      if (row.has(field.name) || field.isFunctionOutput || !isRequired(field)) continue
      throw failed(`value of field '${columnName(field)}' is missed`)
    }
    if (collection.enableDynamicField) checkDynamic(others, version)
  }
}

/** `combineDynamicRow`: keys beside `$meta` and those in it become one object. Since 2.6 `$meta` is one of the keys. */
function checkDynamic(others: ReadonlyMap<string, GoValue>, version: Version): void {
  const meta = others.get(META.name)
  if (meta === undefined) return
  const inner = typeof meta === 'string' ? parseMeta(meta) : meta
  if (!isMap(inner)) throw failed('illegal value for dynamic field, not a JSON object')
  for (const key of inner.keys()) {
    if (others.has(key) && (key !== META.name || version >= 2.6))
      throw failed(`duplicated key is not allowed, key=${key}`)
  }
}

/** A text is read into a map, which takes `null`, too. Throws an `ImportProblem`. */
export function parseMeta(text: string): ReadonlyMap<string, GoValue> {
  try {
    const value = unmarshal(text)
    if (value === null) return new Map()
    if (isMap(value)) return value
  } catch (error) {
    if (!(error instanceof GoJsonError)) throw error
  }
  throw failed('illegal value for dynamic field, not a JSON format string')
}
