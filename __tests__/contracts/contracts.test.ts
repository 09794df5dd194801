import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { type Given, inputNames, parseInputs } from '../../src/inputs/inputs.ts'
import { table } from '../../src/inputs/table.ts'
import { outputNames } from '../../src/report/outputs.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const action = parse(read('action.yml'))

test('the inputs of action.yml are those that are read', () => {
  assert.deepEqual(Object.keys(action.inputs), [...inputNames])
})

test('the defaults of action.yml are what an empty input means', () => {
  for (const name of inputNames) assert.equal(action.inputs[name].default ?? '', table[name].fallback, name)
  const least = { apiKey: 'a-key', clusterId: 'in01-0', collectionName: 'c', objectUrl: 's3://b/a.json' }
  const parsed = (fallback: (name: keyof Given) => string) =>
    parseInputs(
      Object.fromEntries(inputNames.map(name => [name, least[name as 'apiKey'] ?? fallback(name)])) as Given,
    )
  assert.deepEqual(
    parsed(name => table[name].fallback),
    parsed(() => ''),
  )
})

test('the outputs of action.yml are those that are written', () => {
  assert.deepEqual(Object.keys(action.outputs), [...outputNames])
})

test('the runtime is node24, and the committed bundle is an ES module', () => {
  assert.deepEqual(action.runs, { using: 'node24', main: 'dist/index.js' })
  assert.deepEqual(JSON.parse(read('dist/package.json')), { type: 'module' })
})

test('one undici in the bundle', () => {
  const lock = JSON.parse(read('package-lock.json'))
  const found = Object.keys(lock.packages).filter(path => /(^|\/)node_modules\/undici$/.test(path))
  assert.deepEqual(found, ['node_modules/undici'])
})

/** The floors of `src/`, the ground first: a folder may import itself and what lies below, but nobody on its own floor. */
const FLOORS: readonly (readonly string[])[] = [
  ['model'],
  ['words'],
  ['errors'],
  ['job'],
  ['api', 'files', 'inputs', 'report'],
  ['storage'],
  ['steps'],
  ['checks'],
  [''],
]
const floorOf = (folder: string) => FLOORS.findIndex(floor => floor.includes(folder))
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@actions/core': ['src/index.ts'],
  '@actions/github': ['src/report/github.ts'],
  undici: ['src/api/route.ts'],
  '@actions/glob': ['src/storage/search.ts'],
  '@smithy/signature-v4': ['src/storage/sign.ts'],
  hyparquet: ['src/files/parquet.ts', 'src/files/arrow-types.ts'],
  'hyparquet/src/metadata.js': ['src/files/parquet.ts'],
  'zod/mini': ['src/inputs/read.ts', 'src/api/schema.ts', 'src/api/collections.ts', 'src/api/clusters.ts'],
}

test('imports point in one direction, and each package has its place', () => {
  for (const file of sources('src')) {
    const folder = relative('src', dirname(file))
    for (const target of importsOf(file)) {
      if (!target.startsWith('.')) {
        if (!target.startsWith('node:'))
          assert.ok(PACKAGES[target]?.includes(file), `${file} must not import ${target}`)
        continue
      }
      const imported = relative('src', dirname(relative(ROOT, resolve(ROOT, dirname(file), target))))
      const isBelow = floorOf(imported) >= 0 && floorOf(imported) < floorOf(folder)
      assert.ok(imported === folder || isBelow, `${file} must not import ${target}`)
    }
  }
})

test('the sandbox and the action share nothing', () => {
  for (const file of sources('sandbox'))
    for (const target of importsOf(file)) assert.doesNotMatch(target, /src\//)
  for (const file of sources('src'))
    for (const target of importsOf(file)) assert.doesNotMatch(target, /sandbox/)
})

function sources(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  return files.filter(file => file.endsWith('.ts')).map(file => join(folder, file))
}

function importsOf(file: string): string[] {
  return [...read(file).matchAll(/^(?:import\b|\}).*? from '([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    ([, a, b]) => a ?? b ?? '',
  )
}
