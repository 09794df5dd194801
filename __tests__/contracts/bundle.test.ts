import assert from 'node:assert/strict'
import { globSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const DIST = fileURLToPath(new URL('../../dist', import.meta.url))
const files = globSync('*.js', { cwd: DIST })

/** Everything that is evaluated with a file of the bundle: what it imports, and what that imports. */
function evaluatedWith(file: string, seen = new Set([file])): Set<string> {
  const code = readFileSync(join(DIST, file), 'utf8')
  for (const [, path = ''] of code.matchAll(/^import\b.*?"\.\/([^"]+)";$/gm)) {
    if (seen.has(path)) continue
    seen.add(path)
    evaluatedWith(path, seen)
  }
  return seen
}

const holding = (words: string) =>
  files.filter(file => readFileSync(join(DIST, file), 'utf8').includes(words))

test('the bundle is two megabytes at most, without minification', () => {
  const size = files.reduce((sum, file) => sum + statSync(join(DIST, file)).size, 0)
  assert.ok(size <= 2_000_000, `${size} bytes`)
})

test('a run evaluates neither the client of GitHub nor HTTP before it needs them', () => {
  const always = evaluatedWith('index.js')
  for (const words of ['node_modules/@octokit/core/', 'undici/lib/dispatcher/env-http-proxy-agent.js']) {
    const places = holding(words).map(file => basename(file))
    assert.ok(places.length > 0, `${words} is nowhere`)
    for (const place of places) assert.ok(!always.has(place), `${place} is evaluated by every run`)
  }
})

test('HTTP is there without fetch, WebSocket and caches: those come with the client of GitHub alone', () => {
  const http = evaluatedWith('transport.js')
  for (const words of [
    'undici/lib/web/fetch/index.js',
    'undici/lib/web/websocket/',
    'undici/lib/cache/',
    'undici/lib/mock/',
  ])
    for (const place of holding(words)) assert.ok(!http.has(place), `${words} is in ${place}`)
})
