import { readFile } from 'node:fs/promises'
import { type Collection, checkRow, ImportProblem, type Reading } from '../schema.ts'

/** `.json`: an array of rows, or `{"rows": […]}` (`importutilv2/json/reader.go`). Returns the number of rows. */
export async function readJson(path: string, collection: Collection, reading?: Reading): Promise<number> {
  const text = await readFile(path, 'utf8')
  const start = text.trimStart()[0]
  if (start !== '{' && start !== '[') {
    throw new ImportProblem("invalid JSON format, the content should be started with '{' or '['")
  }
  return checkRows(rowsOf(parse(text)), collection, reading)
}

/** `.jsonl`, `.ndjson`: one row per line. */
export async function readJsonLines(
  path: string,
  collection: Collection,
  reading?: Reading,
): Promise<number> {
  const text = await readFile(path, 'utf8')
  const lines = text.split('\n').filter(line => line.trim() !== '')
  return checkRows(lines.map(parse), collection, reading)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ImportProblem(`failed to decode JSON, error: ${(error as Error).message}`)
  }
}

function rowsOf(root: unknown): unknown[] {
  if (Array.isArray(root)) return root
  const [[key, value] = ['', undefined]] = Object.entries(root as object)
  if (key !== 'rows') {
    throw new ImportProblem(`invalid JSON format, the root key should be 'rows', but get '${key}'`)
  }
  if (!Array.isArray(value)) throw new ImportProblem('invalid JSON format, rows should be an array')
  return value
}

function checkRows(rows: readonly unknown[], collection: Collection, reading?: Reading): number {
  for (const [index, row] of rows.entries()) {
    const at = index / rows.length
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new ImportProblem('invalid JSON format, each row should be a key-value map', at)
    }
    checkRow(row as Record<string, unknown>, collection, at, reading)
  }
  return rows.length
}
