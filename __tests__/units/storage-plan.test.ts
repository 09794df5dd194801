import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { StoreFailure } from '../../src/storage/failure.ts'
import {
  contentHash,
  type FoundFiles,
  findFiles,
  folderBelow,
  PlanProblem,
  planParts,
  rangesOf,
} from '../../src/storage/plan.ts'

const MIB = 2 ** 20
const never = new AbortController().signal

interface Place extends Disposable {
  readonly workspace: string
  readonly temp: string
}

/** A workspace with these files, each of a few bytes; `a -> b` makes a link. Beside it is a folder that is off limits. */
function place(files: readonly string[], name = 'work'): Place {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'plan-')))
  const [workspace, temp] = [join(folder, name), join(folder, '_temp')]
  for (const file of ['../outside/secret.json', '../_temp/made.json', ...files]) {
    const [path = '', target] = file.split(' -> ')
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    if (target) symlinkSync(target, join(workspace, path))
    else writeFileSync(join(workspace, path), path.includes('empty') ? '' : path)
  }
  mkdirSync(workspace, { recursive: true })
  return { workspace, temp, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
}

// The globber tells the runner's debug log where it searches.
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = ((chunk: string, ...rest: []) =>
  String(chunk).startsWith('::debug::') ? true : write(chunk, ...rest)) as typeof process.stdout.write

/** Lines of `path`, separated by `|`, and the keys that they find, or what is said of each problem. */
type Case = readonly [lines: string, ...is: readonly (string | RegExp)[]]

/** What a workspace with `files` has for the lines of each case. */
async function holds(files: readonly string[], cases: readonly Case[], name?: string): Promise<void> {
  using ground = place(files, name)
  for (const [lines, ...is] of cases) {
    const found = await findFiles(lines.split(' | '), ground).then(
      all => all.files.map(({ key }) => key),
      (error: unknown) => {
        assert.ok(error instanceof PlanProblem, String(error))
        return error.problems.map(problem => `! ${problem}`)
      },
    )
    const shown = `${lines}: ${JSON.stringify(found)}`
    assert.equal(found.length, is.length, shown)
    for (const [index, one] of is.entries())
      if (typeof one === 'string') assert.equal(found[index], one, shown)
      else assert.match(found[index] ?? '', new RegExp(`^! \`path\` .*${one.source}`), shown)
  }
}

test('keys are the paths below the common folder of the lines', async () => {
  await holds(
    ['out/a.json', 'out/b/c.json', 'out/b/d.txt', 'data/e.json', 'f.json', 'outer/g.json'],
    [
      ['out/a.json', 'a.json'],
      ['out/**/*.json', 'a.json', 'b/c.json'],
      ['./out/../out/*.json', 'a.json'],
      ['out/a.json | out/b/c.json', 'a.json', 'b/c.json'],
      ['out/a.json | outer', 'out/a.json', 'outer/g.json'],
      ['out/**/*.json | data', 'data/e.json', 'out/a.json', 'out/b/c.json'],
      ['*.json |    | # a comment', 'f.json'],
      ['out | !out/b/*.txt', 'a.json', 'b/c.json'],
      ['!**/b/** | out/**/*.json | data', 'data/e.json', 'out/a.json'],
      ['out/ | !out/b', 'a.json'],
      ['out/?.json | out/[a-c].json | out/[a]* | out/a.json', 'a.json'],
    ],
  )
})

test('a name wins over a pattern', async () => {
  const named = ['[x].json', 'a*b.json', '!not.json', '#1.json', 'b\\c.json', '{q}.json']
  const cases = named.map((name): Case => [name, name])
  await holds(['x.json', 'axb.json', ...named], [...cases, ['[x]*.json', 'x.json']])
  const odd: Case[] = [
    ['[a]/x.json', 'x.json'],
    ['[a]/*.json', 'y.json'],
  ]
  await holds(['[a]/x.json', 'a/y.json'], odd, 'w[o]rk *')
})

test('a line that matches nothing names itself, the folder, and what it just missed', async () => {
  await holds(
    ['out/B.PARQUET', 'out/.hidden.json', 'out/deep/a.csv', 'x.json'],
    [
      ['out/*.parquet', /line `out\/\*\.parquet` .*`out\/B\.PARQUET`: case matters/],
      ['out/*.json', /hidden, which is never uploaded: `out\/\.hidden\.json`/],
      ['out/*.csv', /there is `out\/deep\/a\.csv`: `\*\*` looks into folders/],
      ['aut/*.json', /there is no `aut` in the workspace, which holds `out`, `x\.json`/],
      ['out/*.npy', /in `out\/`, which holds `out\/B\.PARQUET`, `out\/deep\/a\.csv`/],
      ['*.{json,csv}', /braces are not understood/],
      ['x.json | !*.json', /matches only what other lines exclude/],
      ['!x.json', /at least one line without `!`/],
      ['x.json | y.json | out/*.csv', /line `y\.json`/, /line `out\/\*\.csv`/],
    ],
  )
  await holds([], [['*.json', /in the workspace, which holds no files/]])
})

test('hidden is judged below the folder where a search begins', async () => {
  await holds(
    ['.cache/a.json', '.b.json', 'out/.git/c.json', 'out/d.json'],
    [
      ['**/*.json', 'out/d.json'],
      ['.cache/*.json', 'a.json'],
      ['.cache', 'a.json'],
      ['.b.json', /names a hidden file: those are never uploaded, rename it/],
    ],
  )
  await holds(['a.json', 'b/c.json'], [['**/*.json', 'a.json', 'b/c.json']], '.github')
})

test('nothing comes from outside of the workspace and the temporary folder, or from Git', async () => {
  const links = ['to-file.json -> ../outside/secret.json', 'to-folder -> ../outside', 'c.json -> .git/config']
  await holds(
    ['a.json', '.git/config', ...links],
    [
      ['to-file.json', /outside of the workspace/],
      ['to-folder/*.json', /outside of the workspace/],
      ['../outside/*.json', /outside of the workspace/],
      ['../_temp/*.json', 'made.json'],
      ['c.json', /a file of Git: never upload it/],
    ],
  )
})

test('links are followed inside; those that lead nowhere or to a second name are errors', async () => {
  const links = ['link -> real', 'a/loop -> ..', 'gone.json -> nowhere', 'self.json -> self.json']
  await holds(
    ['real/a.json', 'a/b.json', 'x/c.json', 'x/d.json -> c.json', 'y/a.json', 'y/b.txt -> nowhere', ...links],
    [
      ['link/*.json', 'a.json'],
      ['g*.json', /`gone\.json`, a link that leads nowhere/],
      ['gone.json', /`gone\.json`, a link that leads nowhere/],
      ['x/*.json', /`x\/c\.json`, `x\/d\.json`, which are one file/],
      ['s*.json', /`self\.json` is a link that leads to itself/],
      ['y/*.json', 'a.json'],
    ],
  )
  await holds(['a/b.json', 'a/loop -> ..'], [['a/**/*.json', 'b.json']])
})

test('only formats that servers read, one of them, one file for a key, none empty: all problems at once', async () => {
  await holds(
    ['o/a.parquet', 'o/_SUCCESS', 'A.PARQUET', 'm/a.json', 'm/b.csv', 'l/a.jsonl', 'l/b.ndjson'],
    [
      ['o', /`o\/_SUCCESS` that no server imports.*`o\/\*\.parquet`.*exclude it/],
      ['A.PARQUET', /upper-case extension: servers know only .* rename it/],
      ['m/*', /JSON \(`m\/a\.json`\) and CSV \(`m\/b\.csv`\): a job takes one format/],
      ['l/*', 'a.jsonl', 'b.ndjson'],
    ],
  )
  await holds(
    ['a.json', 'A.json', 'b/empty.json', 'gone.json -> nowhere'],
    [
      ['?.json', /`A\.json`, `a\.json`, whose names differ by case only/],
      ['g*.json | b/*.json | x/*.csv', /leads nowhere/, /no `x`/, /which is empty/],
    ],
  )
})

test('credentials of Google are skipped with a note, and refused by name', async () => {
  const files = ['a.json', 'gha-creds-0123.json', 'b.json -> gha-creds-0123.json']
  using ground = place(files)
  const { files: found, skipped } = await findFiles(['*.json'], ground)
  assert.deepEqual(
    [found.map(({ key }) => key), skipped.toSorted()],
    [['a.json'], ['b.json', 'gha-creds-0123.json']],
  )
  await holds(files, [
    ['gha-creds-0123.json', /holds credentials of Google Cloud: never upload it/],
    ['b.json', /holds credentials of Google Cloud: never upload it/],
  ])
})

test('files are cut from 16 MiB on, into 10,000 parts at most, without gap or overlap', () => {
  const sizes = fc.oneof(fc.integer({ min: 1, max: 64 * MIB }), fc.integer({ min: 1, max: 5 * 2 ** 40 }))
  const isCut = (size: number) => {
    const ranges = rangesOf(size)
    assert.equal(ranges.length === 1 && size < 16 * MIB, size < 16 * MIB)
    assert.ok(ranges.length <= 10_000)
    let end = 0
    for (const range of ranges) {
      assert.ok(range.offset === end && range.size > 0)
      end += range.size
    }
    assert.equal(end, size)
    const sameSize = new Set(ranges.slice(0, -1).map(range => range.size))
    assert.ok(sameSize.size <= 1 && [...sameSize].every(each => each >= 16 * MIB && each % MIB === 0))
  }
  fc.assert(fc.property(sizes, isCut), { numRuns: 200, examples: [[16 * MIB - 1], [16 * MIB]] })
})

test('the hash follows from keys and bytes, whatever the order; the folder from hash, repository and owner', () => {
  const file = (key: string, sha256: string, size = 1) => ({
    key,
    size,
    parts: [{ offset: 0, size, sha256 }],
  })
  const [a, b] = [file('a.json', 'aa'), file('b.json', 'bb')]
  // Once given, never another: it is what a second attempt finds its files by.
  assert.equal(contentHash([a, b]), '4a2bade47c0956644211')
  assert.equal(contentHash([b, a]), '4a2bade47c0956644211')
  const others = [file('b.json', 'bc'), file('c.json', 'bb'), file('b.json', 'bb', 2)]
  const all = [[a, b], [a], [b], ...others.map(other => [a, other])].map(contentHash)
  assert.equal(new Set(all).size, all.length)

  assert.equal(folderBelow('imports/', 'acme/app', 'ff'), 'imports/acme/app/ff/')
  assert.equal(folderBelow('', '', 'ff'), 'ff/')
  const [one = '', other, again] = ['a', 'b', 'a'].map(step =>
    folderBelow('x/', 'acme/app', 'ff', ['1', step]),
  )
  assert.match(one, /^x\/acme\/app\/ff-[0-9a-f]{12}\/$/)
  assert.deepEqual([one === other, one === again], [false, true])
})

test('a plan holds one SHA-256 for each part; a file that changes meanwhile is an error', async () => {
  using ground = place(['a.json', 'big.json'])
  const big = join(ground.workspace, 'big.json')
  writeFileSync(big, Buffer.alloc(20 * MIB))
  const files = await findFiles(['*.json'], ground)
  let read = 0
  const plan = await planParts(files, { signal: never, told: bytes => (read += bytes) })
  assert.equal(read, plan.bytes)
  const partsOf = plan.files.map(({ parts }) => parts.map(({ offset, size }) => [offset, size]))
  assert.deepEqual(partsOf, [
    [[0, 6]],
    [
      [0, 16 * MIB],
      [16 * MIB, 4 * MIB],
    ],
  ])
  // Of 16 MiB of zeros, by sha256sum.
  const zeros = '080acf35a507ac9849cfcba47dc2ad83e01b75663a516279c8b9d243b719643e'
  assert.equal(plan.files[1]?.parts[0]?.sha256, zeros)
  await changes(files, () => writeFileSync(big, 'shorter'), /written while/)
  await changes(await findFiles(['*.json'], ground), () => rmSync(big), /gone/)
})

async function changes(files: FoundFiles, change: () => void, said: RegExp): Promise<void> {
  change()
  await assert.rejects(planParts(files, { signal: never, told() {} }), (error: unknown) => {
    assert.ok(error instanceof StoreFailure)
    assert.deepEqual([error.failure.code, error.failure.file], ['FileChanged', 'big.json'])
    assert.match(error.failure.said, said)
    return true
  })
}
