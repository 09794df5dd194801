import { readFile } from 'node:fs/promises'
import { CsvError, parse } from 'csv-parse/sync'
import { type Collection, type Field, ImportProblem, NEWEST, type Reading, type Version } from '../schema.ts'
import { checkCell } from './cell.ts'
import {
  autoKey,
  checkAligned,
  checkAutoKey,
  checkOutput,
  isRequired,
  isStruct,
  knownFields,
  META,
} from './fields.ts'
import { type GoValue, isMap } from './go.ts'
import { decodeFirst } from './go-json.ts'
import { GoJsonError } from './go-json-scanner.ts'
import { parseMeta } from './json.ts'
import { failed, inRow, translate } from './problems.ts'
import { checkNoFlatColumn, checkNullStruct, checkStructs } from './structs.ts'

/**
 * `.csv` with a header row (`importutilv2/csv/reader.go`). Returns the number of rows. Throws an `ImportProblem`.
 *
 * The server ignores what `encoding/csv` says of a bad row and goes on with the cells before the mistake. Are there none,
 * it takes the row for the end of a batch, and a batch without rows for the end of the file.
 */
export async function readCsv(
  path: string,
  collection: Collection,
  { separator, nullKey = '', version = NEWEST }: Reading = {},
): Promise<number> {
  const [header, ...records] = split(await readFile(path, 'utf8'), separatorOf(separator))
  if (!header) throw new ImportProblem('failed to read csv header, error: EOF', 0, 'reader')
  if (header.problem) {
    throw new ImportProblem(`failed to read csv header, error: ${header.problem}`, 0, 'reader')
  }
  const check = translate(
    ImportProblem,
    () => csvRowParser(header.cells, collection, nullKey, version),
    // What is wrong with a header has no name in 2.5.
    problem => (version === 2.5 ? new ImportProblem(problem.message, 0, 'storage') : problem),
  )
  let [rows, batch] = [0, 0]
  for (const [index, { cells }] of records.entries()) {
    if (cells.length === 0) {
      if (batch === 0) break
      batch = 0
      continue
    }
    translate(
      ImportProblem,
      () => check(cells),
      problem => inRow(problem, index / records.length, version),
    )
    rows += 1
    batch += 1
  }
  // Columns that 2.5 has not asked for are found to be empty in the end.
  if (version === 2.5) checkAligned(collection, name => (header.cells.includes(name) ? rows : 0))
  return rows
}

/** `GetCSVSep` of `importutilv2/option.go`: the first character. Throws an `ImportProblem`. */
function separatorOf(text: string | undefined): string {
  const [separator = ','] = text ?? ''
  if ('\0\n\r"\uFFFD'.includes(separator)) throw new ImportProblem(`unsupported csv separator: ${text}`)
  return separator
}

/** A record, or the cells before a mistake. */
interface CsvRecord {
  readonly cells: readonly string[]
  readonly problem: string | undefined
}

/**
 * The records as Go's `encoding/csv` has them without lazy quotes. csv-parse finds where records end, and takes bare
 * quotes for text, as it can't go on after a mistake; where Go sees a mistake is decided on the raw text.
 */
function split(text: string, delimiter: string): CsvRecord[] {
  const records: CsvRecord[] = []
  const add = (raw: string, cells: readonly string[]) => records.push(judge(raw, cells, delimiter))
  try {
    parse(text.replaceAll('\r\n', '\n').replace(/\r$/, ''), {
      delimiter,
      recordDelimiter: '\n',
      relaxQuotes: true,
      relaxColumnCount: true,
      skipEmptyLines: true,
      raw: true,
      onRecord(found: unknown) {
        const { raw, record } = found as { raw: string; record: string[] }
        add(raw, record)
        return null
      },
    })
  } catch (error) {
    // A quote that nobody closes takes the rest of the file, in Go too.
    if (!(error instanceof CsvError) || error.code !== 'CSV_QUOTE_NOT_CLOSED') throw error
    const raw = String(error['raw'])
    add(raw, cellsBefore(raw, delimiter))
  }
  return records
}

function judge(raw: string, cells: readonly string[], delimiter: string): CsvRecord {
  const record = raw.replace(/^\n+/, '')
  const good = goodCells(record, delimiter)
  if (good.end === record.length) return { cells, problem: undefined }
  const rest = record.slice(good.end)
  const words = rest.startsWith('"')
    ? 'extraneous or missing " in quoted-field'
    : 'bare " in non-quoted-field'
  const quote = rest.indexOf('"', rest.startsWith('"') ? 1 : 0)
  const place = placeOf(record.slice(0, quote < 0 ? undefined : good.end + quote))
  return { cells: cells.slice(0, good.count), problem: `${place}: ${words}` }
}

/** Where a text ends, as `csv.ParseError` has it: in bytes, with the newline that ends a line as part of it. */
function placeOf(text: string): string {
  const lines = text.replace(/\n$/, ' ').split('\n')
  const column = Buffer.byteLength(lines.at(-1) ?? '') + 1
  const record = lines.length > 1 ? 'record on line 1; ' : ''
  return `${record}parse error on line ${lines.length}, column ${column}`
}

/** How many cells at the beginning of a record are well formed, and where they end. */
function goodCells(record: string, delimiter: string): { count: number; end: number } {
  const sep = RegExp.escape(delimiter)
  const cell = new RegExp(`(?:"(?:[^"]|"")*"|[^"\n${sep}]*)(?:${sep}|\n?$)`, 'y')
  let [count, end] = [0, 0]
  while (end < record.length && cell.test(record)) {
    count += 1
    end = cell.lastIndex
  }
  return { count, end }
}

function cellsBefore(raw: string, delimiter: string): string[] {
  const record = raw.replace(/^\n+/, '')
  const { count, end } = goodCells(record, delimiter)
  const [cells = []] = count > 0 ? parse(record.slice(0, end), { delimiter }) : []
  return cells.slice(0, count)
}

/** Checks the cells of a row. Throws an `ImportProblem`. */
type RowParser = (cells: readonly string[]) => void

/** `NewRowParser` and `Parse` of `importutilv2/csv/row_parser.go`. Throws an `ImportProblem` for a bad header. */
function csvRowParser(
  header: readonly string[],
  collection: Collection,
  nullKey: string,
  version: Version,
): RowParser {
  const known = knownFields(collection, version)
  const key = autoKey(collection)
  for (const name of header) checkNoFlatColumn(name, collection.fields, version)
  checkAutoKey(name => header.includes(name), collection)
  for (const field of known.values()) checkColumn(field, header.includes(field.name), collection, version)

  const columns = header.map(name => known.get(name) ?? (name === key?.name ? key : undefined))
  return cells => {
    if (cells.length !== header.length) {
      throw failed('the number of fields in the row is not equal to the header')
    }
    const others = new Map<string, string>()
    for (const [index, cell] of cells.entries()) {
      const [name = '', field] = [header[index], columns[index]]
      if (field) checkField(cell, field, nullKey, version)
      else if (collection.enableDynamicField) others.set(name, cell)
      else if (version < 2.6) throw failed(`the field '${name}' is not defined in schema`)
    }
    checkDynamic(others)
  }
}

function checkColumn(field: Field, isThere: boolean, collection: Collection, version: Version): void {
  if (isThere) {
    checkOutput(field, collection)
    return
  }
  if (field.isFunctionOutput || (!isRequired(field) && version !== 2.5)) return
  // 2.5 asks for nullable fields and defaults, too. It does not look for the key, and with a key that it makes it looks for nothing: such rows end as unequal columns.
  if (version === 2.5 && (field.isPrimary || autoKey(collection))) return
  const kind = isStruct(field) ? 'struct field' : 'field'
  throw failed(`value of ${kind} is missed: '${field.name}'`)
}

function checkField(cell: string, field: Field, nullKey: string, version: Version): void {
  if (!isStruct(field)) {
    checkCell(cell, field, nullKey, version)
    return
  }
  const value = cell === nullKey ? null : decodeStructs(cell)
  if (value === null && version >= 3) checkNullStruct(field)
  else checkStructs(value ?? [], field, version, { base: 10 })
}

function decodeStructs(cell: string): GoValue {
  // The decoder of bytedance/sonic says so of all that is no JSON.
  const words = 'invalid StructArray format in CSV, failed to parse JSON: EOF'
  return translate(
    GoJsonError,
    () => decodeFirst(cell),
    () => failed(words),
  )
}

/** `combineDynamicRow`: `$meta` must be an object, whose keys are not columns. */
function checkDynamic(others: ReadonlyMap<string, string>): void {
  const meta = others.get(META.name)
  if (meta === undefined) return
  const inner = parseMeta(meta)
  if (!isMap(inner)) return
  for (const name of inner.keys()) {
    if (others.has(name)) throw failed(`duplicated key in dynamic field, key=${name}`)
  }
}
