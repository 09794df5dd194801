import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { EXAMPLES } from '../../scripts/error-tables.ts'
import { groups } from '../../src/errors/catalogue.ts'
import { checks } from '../../src/errors/checks.ts'
import { entries } from '../../src/errors/entry.ts'
import { rejected } from '../../src/errors/failures.ts'
import { reasons } from '../../src/errors/reasons.ts'
import { storage } from '../../src/errors/storage.ts'
import { uploads } from '../../src/errors/upload.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const fixture = (name: string) => JSON.parse(read(`__tests__/fixtures/codes/${name}.json`))
const codes = entries(Object.values(groups).flatMap(rows => rows()))
const own = new Set([...EXAMPLES.map(({ code }) => code), ...Object.keys(checks), ...Object.keys(uploads)])

function missing(wanted: Iterable<string>, from: object): string[] {
  return [...wanted].filter(name => !Object.hasOwn(from, name))
}

test('the catalogue has every code that a server documents, and no other', () => {
  const { others, ...v2 } = fixture('zilliz-v2')
  const lists = [...fixture('zilliz-v1').codes, ...v2.codes, ...others, ...fixture('milvus').codes]
  const documented = lists.map(({ code }: { code: number }) => String(code))
  assert.ok(documented.length > 290)
  assert.deepEqual(missing(documented, codes), [])
  const ofServers = entries([...groups.zilliz(), ...groups.milvus()])
  assert.deepEqual(missing(Object.keys(ofServers), Object.fromEntries(documented.map(code => [code, 1]))), [])
})

test('no two groups claim the same code', () => {
  const all = Object.values(groups).flatMap(rows => rows().flatMap(([names]) => names.split(' ')))
  assert.equal(new Set(all).size, all.length)
})

test('an import can meet every code that the import endpoints document', () => {
  for (const { code, importEndpoints } of fixture('zilliz-v1').codes)
    if (importEndpoints) assert.doesNotMatch(codes[code]?.title ?? '', /^The server answered about /, code)
})

test('the whole catalogue is in docs/errors.md, and nothing else', () => {
  const shown = read('docs/errors.md')
  const { names, words } = tabled(shown)
  const all = new Set([...Object.keys(codes), ...Object.keys(storage), ...own])
  assert.deepEqual([...new Set(names)], [...all].toSorted())
  assert.deepEqual(
    words,
    reasons()
      .map(({ says }) => says)
      .toSorted(),
  )
  for (const error of EXAMPLES) assert.ok(shown.includes(error.advice), error.message)
})

test('the kinds of the README name codes that exist', () => {
  const readme = read('README.md')
  const [rows = ''] = readme.slice(readme.indexOf('| Kind | `errorCode`')).split('\n\n')
  const named = rows.split('\n').flatMap(row => (row.split(' | ')[1] ?? '').match(/(?<=`)\w+(?=`)/g) ?? [])
  assert.ok(named.length > 30)
  // The head of the table names the output; a status that no row has is explained as any other.
  const known = [...Object.keys(codes), ...own, 'errorCode', 'Http302']
  assert.deepEqual(
    named.filter(name => !known.includes(name)),
    [],
  )
})

test('the example of the README is what the action says', () => {
  const said = 'Cluster not found. Please use the ListClusters API to obtain your scoped clusters.'
  const { message } = rejected({ code: '96018', said, requestId: 'req-000001' }, { api: 'zilliz-v2' })
  assert.ok(read('README.md').includes(`> ${message}\n`))
})

/** The first cells of the tables: codes, and words of servers. */
function tabled(markdown: string): { names: string[]; words: string[] } {
  const [codeTables = '', wordTables = ''] = markdown.split('| The server says, for example |')
  const firstCells = (text: string) =>
    [...text.matchAll(/^\| (`.*?`) \| [A-Z`].*\|$/gm)].map(([, cell = '']) => cell.replaceAll('\\|', '|'))
  const names = firstCells(codeTables).flatMap(cell => cell.split(', '))
  const [ofWords = ''] = wordTables.split('| Code |')
  const words = firstCells(ofWords).flatMap(cell => cell.split('<br>'))
  const bare = (span: string) => span.replace(/^`` (.*) ``$|^`(.*)`$/, '$1$2')
  return { names: names.map(bare).toSorted(), words: words.map(bare).toSorted() }
}
