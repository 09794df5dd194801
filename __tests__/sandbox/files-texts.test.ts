import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readGroup } from '../../sandbox/files/read.ts'
import type { Collection, Field } from '../../sandbox/schema.ts'
import { folderWith } from './servers.ts'

// Small texts of JSON and CSV with what the readers of Milvus said of them: see the README in `__tests__/fixtures/files`.

interface Text {
  readonly file: string
  /** Of the field `x`, beside the key `id`; there is none if not given. */
  readonly field?: Omit<Field, 'name'>
  readonly text: string
  readonly dynamic?: boolean
  readonly rows?: number
  readonly error?: string
}

const lines = readFileSync(new URL('../fixtures/files/texts.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
const folder = await folderWith({})
after(() => rm(folder, { recursive: true }))

/** What the server adds to an error that is one of its own. */
const SUFFIXES = {
  data: ': importing data failed',
  reader: ': importing data failed on server side',
  storage: '',
}

for (const { file, field, text, dynamic = false, rows, error } of lines.map(
  (line): Text => JSON.parse(line),
)) {
  const kind = field ? `${field.elementType ?? ''}${field.type} of ` : ''
  test(`reads ${kind}${file.slice(1)} ${JSON.stringify(text).slice(0, 70)}`, async () => {
    const path = join(folder, file)
    await writeFile(path, text)
    const collection: Collection = {
      fields: [{ name: 'id', type: 'Int64', isPrimary: true }, ...(field ? [{ name: 'x', ...field }] : [])],
      enableDynamicField: dynamic,
    }
    const { problem, rows: found } = await readGroup({ name: file, keys: [file], paths: [path] }, collection)
    const said = problem && problem.message + SUFFIXES[problem.source]
    if (error?.includes('Syntax error')) {
      // The words of bytedance/sonic, which the sandbox has not.
      assert.match(said ?? '', /^failed to parse row, error: ./)
      return
    }
    assert.equal(said, error)
    if (rows !== undefined) assert.equal(found, rows)
  })
}
