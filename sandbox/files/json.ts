import { readFile } from 'node:fs/promises'
import { type Collection, ImportProblem, NEWEST, type Reading, type Version } from '../schema.ts'
import { GoJsonDecoder, type Token } from './go-json.ts'
import { GoJsonError } from './go-json-scanner.ts'
import { jsonRowParser, type RowParser } from './json-row.ts'
import { inRow } from './problems.ts'

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
      try {
        this.#parse(row)
      } catch (error) {
        if (error instanceof ImportProblem) throw inRow(error, at, this.#version)
        throw error
      }
      this.count += 1
    }
  }
}

function isDelim(token: Token, delim: string): boolean {
  return 'delim' in token && token.delim === delim
}

function decoding<T>(what: string, decode: () => T, at = 0): T {
  try {
    return decode()
  } catch (error) {
    if (error instanceof GoJsonError) throw new ImportProblem(`${what}, error: ${error.message}`, at)
    throw error
  }
}
