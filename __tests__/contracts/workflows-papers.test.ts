import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const PAPERS = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', '__tests__/README.md'],
  ...['recipes', 'design', 'threat-model', 'dependencies', 'releasing'].map(name => `docs/${name}.md`),
]
/** Bytes: what a newcomer reads. */
const LONGEST_README = 20_000
const PERMISSIVE = /^(?:MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0)$/

interface Lock {
  readonly packages: Readonly<Record<string, { license?: string; dev?: boolean }>>
}

test('every file, page and section that the papers name exists', () => {
  for (const paper of PAPERS) {
    const text = read(paper)
    const files = [...text.matchAll(/`((?:__tests__|src|docs|\.github|\.ci|dist)\/[\w./-]+)`/g)]
    for (const [, path = ''] of files) assert.ok(existsSync(join(ROOT, path)), `${paper} names ${path}`)
    for (const [, page = '', section] of text.matchAll(/\]\((?!https:)([^)#]*)(?:#([^)]+))?\)/g)) {
      const path = page ? join(paper, '..', page) : paper
      assert.ok(existsSync(join(ROOT, path)), `${paper} links to ${path}`)
      if (section) assert.ok(sectionsOf(read(path)).includes(section), `${paper}: ${path} has no #${section}`)
    }
  }
})

test('the README is short, and begins with a workflow', () => {
  const readme = read('README.md')
  assert.ok(Buffer.byteLength(readme) <= LONGEST_README, `${Buffer.byteLength(readme)} bytes`)
  assert.match(readme, /^(?:.*\n){1,9}```yaml\non: .*\n(?: *.*\n)*? +- uses: your-org\/zilliz-import@v1\n/)
})

test('every command that the papers show exists, and .ci/run runs the tests', () => {
  const { scripts } = JSON.parse(read('package.json'))
  const npm = { ci: '', test: scripts.test, start: scripts.start }
  for (const paper of PAPERS) {
    for (const [command, run, name = ''] of read(paper).matchAll(/\bnpm (run )?([\w:]+)/g))
      assert.ok(name in (run ? scripts : npm), `${paper} shows \`${command}\``)
  }
  assert.match(read('README.md'), /`npm test`/)
  assert.match(read('.ci/run'), /^npm test$/m)
})

test('every dependency is justified, and nothing else is', () => {
  const [own = '', others = ''] = read('docs/dependencies.md').split('Through them')
  const { dependencies } = JSON.parse(read('package.json'))
  assert.deepEqual(names(own), Object.keys(dependencies).toSorted())
  assert.deepEqual(
    names(others),
    bundled().filter(name => !(name in dependencies)),
  )
})

test('every bundled package has the licence that is told, and a permissive one', () => {
  const rows = read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| (\S+) \|/gm)
  const { packages } = JSON.parse(read('package-lock.json')) as Lock
  for (const [, name, licence] of rows) {
    assert.equal(packages[`node_modules/${name}`]?.license, licence, name)
    assert.match(licence ?? '', PERMISSIVE, name)
  }
})

test('no paper or workflow names a person or an address of one', () => {
  const workflows = globSync('.github/**/*.yml', { cwd: ROOT })
  for (const path of [...PAPERS, ...workflows])
    assert.doesNotMatch(read(path), /[\w.]+@[\w-]+\.(?:com|org|net|io)\b/)
})

test('the threat model names every route that is called', () => {
  const told = read('docs/threat-model.md')
  const called = globSync('src/api/*.ts', { cwd: ROOT }).flatMap(path =>
    [...read(path).matchAll(/['`](\/v[12]\/[\w/]+)/g)].map(match => match[1] ?? ''),
  )
  assert.ok(called.length > 3)
  for (const route of called) assert.ok(told.includes(route), `the threat model does not name ${route}`)
})

/** The anchors that GitHub gives to the headings. */
function sectionsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** The names in the first column of a table. */
function names(markdown: string): string[] {
  return [...markdown.matchAll(/^\| `([^`]+)` \|/gm)].map(match => match[1] ?? '').toSorted()
}

/** The packages whose licences are with the bundle: a line with a name that the lock file knows opens each. */
function bundled(): string[] {
  const { packages } = JSON.parse(read('package-lock.json')) as Lock
  const heads = globSync('dist/licenses/*.txt', { cwd: ROOT }).flatMap(path => read(path).split('\n'))
  return [...new Set(heads.filter(line => line && `node_modules/${line}` in packages))].toSorted()
}
