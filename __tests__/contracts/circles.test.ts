import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

for (const folder of ['src', 'sandbox']) {
  test(`no file of ${folder} imports itself by way of others, types included`, () => {
    const graph = new Map(sources(folder).map(file => [file, importsOf(file)]))
    assert.ok([...graph.values()].flat().length > graph.size / 2, 'imports are found')
    assert.deepEqual(circlesIn(graph), [])
  })
}

test('a circle would be found', () => {
  const graph = new Map([
    ['a.ts', ['b.ts']],
    ['b.ts', ['c.ts']],
    ['c.ts', ['b.ts']],
  ])
  assert.deepEqual(circlesIn(graph), ['b.ts → c.ts → b.ts'])
})

/** The circles that a walk through the imports runs into, each from the file where it was entered. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = []
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file)
    if (start >= 0) return void circles.push([...path.slice(start), file].join(' → '))
    if (done.has(file)) return
    for (const target of graph.get(file) ?? []) walk(target, [...path, file])
    done.add(file)
  }
  for (const file of graph.keys()) walk(file, [])
  return circles
}

function sources(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  return files.filter(file => file.endsWith('.ts')).map(file => join(folder, file))
}

/** Of this repository, with `export … from` and `import('…')`. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
  return [...text.matchAll(/(?:\bfrom|^import|\bimport\() ?'(\.[^']+)'/gm)].map(([, target = '']) =>
    relative(ROOT, resolve(ROOT, dirname(file), target)),
  )
}
