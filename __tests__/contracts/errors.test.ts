import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { codes, groups, reasons } from '../../src/errors/catalogue.ts'
import { ImportError } from '../../src/errors/import-error.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const fixture = (name: string) => JSON.parse(read(`__tests__/fixtures/codes/${name}.json`))

/** The sources in which failures come to be: all but the catalogue. */
const SOURCES = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts') && !file.startsWith('errors'))
  .map(file => read(join('src', file)))
  .join('\n')

/** Codes that the sources give to a failure by name. */
const raised = new Set(
  [
    // In lower case they are zod's.
    ...SOURCES.matchAll(/\bcode: '([A-Z]\w+)'/g),
    ...SOURCES.matchAll(/\breturn '((?:E[A-Z_]+|[A-Z]\w+Failed|ConnectTimeout|Unreadable))'/g),
  ].map(([, code = '']) => code),
)

function missing(wanted: Iterable<string>, from: object): string[] {
  return [...wanted].filter(name => !Object.hasOwn(from, name))
}

test('every code that a server documents is in the catalogue', () => {
  const lists = [...fixture('zilliz-v1').codes, ...fixture('zilliz-v2').codes, ...fixture('zilliz-v2').others]
  const documented = [...lists, ...fixture('milvus').codes].map(({ code }: { code: number }) => String(code))
  assert.ok(documented.length > 290)
  assert.deepEqual(missing(documented, codes), [])
})

test('every code of the catalogue is documented by a server', () => {
  const all = JSON.stringify(['zilliz-v1', 'zilliz-v2', 'milvus'].map(fixture))
  const invented = Object.keys({ ...groups.zilliz, ...groups.milvus }).filter(
    code => !all.includes(`"code":${code},`),
  )
  assert.deepEqual(invented, [])
})

test('no two groups claim the same code', () => {
  const all = Object.values(groups).flatMap(group => Object.keys(group))
  assert.equal(new Set(all).size, all.length)
})

test('an import can meet every code that the import endpoints document', () => {
  const met = [...fixture('zilliz-v1').codes].filter(({ importEndpoints }) => importEndpoints)
  for (const { code } of met) assert.ok(!codes[code]?.foreign, code)
})

test('every code that this action raises is in the catalogue', () => {
  assert.ok(raised.size > 12)
  assert.deepEqual(missing(raised, codes), [])
})

test('every code of ours and of the network can be raised', () => {
  // Names of Node.js pass as they are.
  const passing = { ...constants.errno, ENOTFOUND: 1, EAI_AGAIN: 1 }
  const names = Object.keys({ ...groups.own, ...groups.network }).filter(name => !raised.has(name))
  assert.deepEqual(missing(names, passing), [])
})

test('the whole catalogue is in docs/errors.md, and nothing else', () => {
  const { names, words } = tabled(read('docs/errors.md'))
  assert.deepEqual(names, Object.keys(codes).toSorted())
  assert.deepEqual(words, reasons.map(({ says }) => says).toSorted())
})

test('what an import can meet is in the README, and nothing else', () => {
  const readme = read('README.md')
  const { names, words } = tabled(readme.slice(readme.indexOf('<!-- errors -->')))
  const met = Object.entries(codes).filter(([, entry]) => !entry.foreign)
  assert.deepEqual(names, met.map(([code]) => code).toSorted())
  assert.deepEqual(words, reasons.map(({ says }) => says).toSorted())
})

test('the example of the README is what the action says', () => {
  const said = 'Cluster not found. Please use the ListClusters API to obtain your scoped clusters.'
  const { message } = new ImportError({ status: 'Rejected', code: '96018', said, requestId: 'req-000001' })
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
