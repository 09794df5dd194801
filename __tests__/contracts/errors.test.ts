import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
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

const codes = entries(Object.values(groups).flatMap(rows => rows()))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const fixture = (name: string) => JSON.parse(read(`__tests__/fixtures/codes/${name}.json`))

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
  const invented = Object.keys(entries([...groups.zilliz(), ...groups.milvus()])).filter(
    code => !all.includes(`"code":${code},`),
  )
  assert.deepEqual(invented, [])
})

test('no two groups claim the same code', () => {
  const all = Object.values(groups).flatMap(rows => Object.keys(entries(rows())))
  assert.equal(new Set(all).size, all.length)
})

test('an import can meet every code that the import endpoints document', () => {
  const met = [...fixture('zilliz-v1').codes].filter(({ importEndpoints }) => importEndpoints)
  for (const { code } of met) assert.ok(!codes[code]?.title.startsWith('The server answered about '), code)
})

/** The sources that make errors, and those that name failures of the network. */
const FAILURES = ['failures', 'publishing', 'upload'].map(name => read(`src/errors/${name}.ts`)).join('\n')
const TRANSPORT = read('src/api/transport.ts') + read('src/api/client.ts')

test('every end of a step that has a code of its own is in the documentation, as people see it', () => {
  const raised = new Set([...FAILURES.matchAll(/\bcode: '([A-Z]\w+)'/g)].map(([, code = '']) => code))
  assert.ok(raised.size > 10)
  assert.deepEqual(missing(raised, Object.fromEntries(EXAMPLES.map(({ code }) => [code, code]))), [])
  const shown = read('docs/errors.md')
  for (const error of EXAMPLES) assert.ok(shown.includes(error.advice), error.message)
})

test('all failures are made by the functions that the documentation shows', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  const others = sources.filter(file => file.endsWith('.ts') && !file.startsWith('errors'))
  assert.deepEqual(
    others.filter(file => read(join('src', file)).includes('new ImportError(')),
    [],
  )
})

test('every failure that an upload finds by itself has a row', () => {
  const sources = ['steps/upload.ts', 'steps/upload-place.ts', 'storage/failure.ts', 'storage/open.ts'].map(
    file => read(join('src', file)),
  )
  const raised = new Set(
    [...sources.join('\n').matchAll(/\bcode: '([A-Z]\w+)'/g)].map(([, code = '']) => code),
  )
  assert.ok(raised.size > 5)
  assert.deepEqual(missing(raised, { ...uploads, Cancelled: 1, ...codes }), [])
  assert.deepEqual(missing(Object.keys(uploads), Object.fromEntries([...raised].map(code => [code, 1]))), [])
})

test('every failure that the transport names is in the catalogue, and can be raised', () => {
  const named = new Set(
    [...TRANSPORT.matchAll(/(?:code: |return |[=:?] )'((?:E[A-Z_]+|[A-Z][a-z]\w+))'/g)].map(
      ([, code = '']) => code,
    ),
  )
  // A cancel is no failure of the network, and a broken pipe is told as a broken connection.
  for (const name of ['Cancelled', 'EPIPE']) named.delete(name)
  assert.deepEqual(missing(named, codes), [])
  // Names of Node.js pass as they are.
  const passing = { ...constants.errno, ENOTFOUND: 1, EAI_AGAIN: 1 }
  assert.deepEqual(
    missing(
      Object.keys(entries(groups.network())).filter(name => !named.has(name)),
      passing,
    ),
    [],
  )
})

test('the whole catalogue is in docs/errors.md, and nothing else', () => {
  const { names, words } = tabled(read('docs/errors.md'))
  const own = [...EXAMPLES.map(({ code }) => code), ...Object.keys(checks), ...Object.keys(uploads)]
  const all = new Set([...Object.keys(codes), ...Object.keys(storage), ...own])
  assert.deepEqual([...new Set(names)], [...all].toSorted())
  assert.deepEqual(
    words,
    reasons()
      .map(({ says }) => says)
      .toSorted(),
  )
})

test('the kinds of the README name codes that exist', () => {
  const readme = read('README.md')
  const [rows = ''] = readme.slice(readme.indexOf('| Kind | `errorCode`')).split('\n\n')
  const named = rows.split('\n').flatMap(row => (row.split(' | ')[1] ?? '').match(/(?<=`)\w+(?=`)/g) ?? [])
  assert.ok(named.length > 30)
  const own = Object.fromEntries(EXAMPLES.map(({ code }) => [code, code]))
  // The head of the table names the output; a status that no row has is explained as any other.
  assert.deepEqual(missing(named, { ...codes, ...checks, ...own, errorCode: 1, Http302: 1 }), [])
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
