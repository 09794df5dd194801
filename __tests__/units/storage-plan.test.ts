import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { StoreFailure } from '../../src/storage/failure.ts'
import { commonFolder } from '../../src/storage/found.ts'
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
const quietly = { signal: never, told: () => {} }

interface Place extends Disposable {
  readonly workspace: string
  readonly temp: string
  /** Beside the workspace, where nothing may come from. */
  readonly outside: string
}

/** A workspace with these files, each of a few bytes; `a -> b` makes a link. */
function place(files: readonly string[], name = 'work'): Place {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'plan-')))
  const [workspace, temp, outside] = [join(folder, name), join(folder, '_temp'), join(folder, 'outside')]
  for (const made of [workspace, temp, outside]) mkdirSync(made)
  writeFileSync(join(outside, 'secret.json'), '[]')
  writeFileSync(join(temp, 'made.json'), '[]')
  for (const file of files) {
    const [path = '', target] = file.split(' -> ')
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    if (target) symlinkSync(target, join(workspace, path))
    else writeFileSync(join(workspace, path), path.includes('empty') ? '' : path)
  }
  return { workspace, temp, outside, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) }
}

/** What the lines find: keys, or problems. */
async function found(files: readonly string[], lines: readonly string[]): Promise<readonly string[]> {
  using ground = place(files)
  return await keysOf(ground, lines)
}

async function keysOf(ground: Place, lines: readonly string[]): Promise<readonly string[]> {
  const said = await findFiles(lines, ground).catch((error: unknown) => {
    assert.ok(error instanceof PlanProblem, String(error))
    for (const problem of error.problems) assert.match(problem, /^`path` /)
    return error.problems
  })
  return 'files' in said ? said.files.map(({ key }) => key) : said.map(text => `! ${text}`)
}

async function refused(files: readonly string[], lines: readonly string[], ...said: readonly RegExp[]) {
  const problems = await found(files, lines)
  assert.equal(problems.length, said.length, JSON.stringify(problems))
  for (const [index, expected] of said.entries()) assert.match(problems[index] ?? '', expected)
  for (const problem of problems) assert.match(problem, /^! /)
}

// The globber tells the runner's debug log where it searches.
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = ((chunk: string, ...rest: []) =>
  String(chunk).startsWith('::debug::') ? true : write(chunk, ...rest)) as typeof process.stdout.write

test('keys are the paths below the common folder of the lines', async () => {
  const files = ['out/a.json', 'out/b/c.json', 'out/b/d.txt', 'data/e.json', 'f.json']
  const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
    [['out/a.json'], ['a.json']],
    [['out/*.json'], ['a.json']],
    [['out/**/*.json'], ['a.json', 'b/c.json']],
    [['./out/../out/*.json'], ['a.json']],
    [
      ['out/a.json', 'out/b/c.json'],
      ['a.json', 'b/c.json'],
    ],
    [
      ['out/**/*.json', 'data'],
      ['data/e.json', 'out/a.json', 'out/b/c.json'],
    ],
    [['*.json', '  ', '# a comment'], ['f.json']],
    [
      ['out', '!out/b/*.txt'],
      ['a.json', 'b/c.json'],
    ],
    [
      ['!**/b/**', '**/*.json'],
      ['data/e.json', 'f.json', 'out/a.json'],
    ],
    [['out/', '!out/b'], ['a.json']],
    [['out/?.json'], ['a.json']],
    [['out/[a-c].json', 'out/[a]*'], ['a.json']],
  ]
  for (const [lines, keys] of cases) assert.deepEqual(await found(files, lines), keys, lines.join(' | '))
})

test('a name wins over a pattern', async () => {
  const files = [
    '[x].json',
    'x.json',
    'a*b.json',
    'axb.json',
    '!not.json',
    '#1.json',
    'b\\c.json',
    '{q}.json',
  ]
  for (const name of ['[x].json', 'a*b.json', '!not.json', '#1.json', 'b\\c.json', '{q}.json'])
    assert.deepEqual(await found(files, [name]), [name])
  assert.deepEqual(await found(files, ['[x]*.json']), ['x.json'])
  using odd = place(['[a]/x.json', 'a/y.json'], 'w[o]rk *')
  assert.deepEqual(await keysOf(odd, ['[a]/x.json']), ['x.json'])
  assert.deepEqual(await keysOf(odd, ['[a]/*.json']), ['y.json'])
})

test('a line that matches nothing names itself, the folder, and what it just missed', async () => {
  const files = ['out/B.PARQUET', 'out/.hidden.json', 'out/deep/a.csv', 'x.json']
  await refused(files, ['out/*.parquet'], /line `out\/\*\.parquet` .*`out\/B\.PARQUET`: case matters/)
  await refused(files, ['out/*.json'], /hidden, which is never uploaded: `out\/\.hidden\.json`/)
  await refused(files, ['out/*.csv'], /there is `out\/deep\/a\.csv`: `\*\*` looks into folders/)
  await refused(files, ['aut/*.json'], /there is no `aut` in the workspace, which holds `out`, `x\.json`/)
  await refused(files, ['out/*.npy'], /in `out\/`, which holds `out\/B\.PARQUET`, `out\/deep\/a\.csv`/)
  await refused(files, ['*.{json,csv}'], /braces are not understood/)
  await refused(files, ['x.json', '!*.json'], /matches only what other lines exclude/)
  await refused(files, ['!x.json'], /at least one line without `!`/)
  await refused([], ['*.json'], /in the workspace, which holds no files/)
  await refused(files, ['x.json', 'y.json', 'out/*.csv'], /line `y\.json`/, /line `out\/\*\.csv`/)
})

test('hidden is judged below the folder where a search begins', async () => {
  const files = ['.cache/a.json', '.b.json', 'out/.git/c.json', 'out/d.json']
  assert.deepEqual(await found(files, ['**/*.json']), ['out/d.json'])
  assert.deepEqual(await found(files, ['.cache/*.json']), ['a.json'])
  assert.deepEqual(await found(files, ['.cache']), ['a.json'])
  await refused(files, ['.b.json'], /names a hidden file: those are never uploaded, rename it/)
  using hidden = place(['a.json', 'b/c.json'], '.github')
  assert.deepEqual(await keysOf(hidden, ['**/*.json']), ['a.json', 'b/c.json'])
  assert.deepEqual(await keysOf(hidden, ['*.json']), ['a.json'])
})

test('nothing comes from outside of the workspace and the temporary folder', async () => {
  using ground = place(['a.json', 'to-file.json -> ../outside/secret.json', 'to-folder -> ../outside'])
  for (const lines of [
    ['to-file.json'],
    ['to-folder/*.json'],
    ['../outside/*.json'],
    [`${ground.outside}/*`],
  ])
    assert.match((await keysOf(ground, lines)).join(), /outside of the workspace/, lines.join())
  assert.deepEqual(await keysOf(ground, [`${ground.temp}/*.json`]), ['made.json'])
  using repository = place(['.git/config', 'a.json -> .git/config'])
  assert.match((await keysOf(repository, ['a.json'])).join(), /a file of Git: never upload it/)
})

test('links are followed inside; those that lead nowhere or to a second name are errors', async () => {
  assert.deepEqual(await found(['real/a.json', 'link -> real'], ['link/*.json']), ['a.json'])
  assert.deepEqual(await found(['a/b.json', 'a/loop -> ..'], ['a/**/*.json']), ['b.json'])
  await refused(['a.json', 'b.json -> nowhere'], ['*.json'], /`b\.json`, a link that leads nowhere/)
  await refused(['b.json -> nowhere'], ['b.json'], /`b\.json`, a link that leads nowhere/)
  await refused(['a.json', 'b.json -> a.json'], ['*.json'], /`a\.json`, `b\.json`, which are one file/)
  await refused(['a.json', 'b.json -> b.json'], ['*.json'], /`b\.json` is a link that leads to itself/)
  assert.deepEqual(await found(['a.json', 'b.txt -> nowhere'], ['*.json']), ['a.json'])
})

test('only formats that servers read, and one of them', async () => {
  await refused(
    ['out/a.parquet', 'out/_SUCCESS'],
    ['out'],
    /`out\/_SUCCESS` that no server imports.*`out\/\*\.parquet`.*exclude it/,
  )
  await refused(['a.PARQUET'], ['a.PARQUET'], /upper-case extension: servers know only .* rename it/)
  await refused(['a.json', 'b.csv'], ['*'], /JSON \(`a\.json`\) and CSV \(`b\.csv`\): a job takes one format/)
  assert.deepEqual(await found(['a.jsonl', 'b.ndjson'], ['*']), ['a.jsonl', 'b.ndjson'])
  await refused(['empty.json'], ['*'], /`empty\.json`, which is empty/)
})

test('two files for one key, also by case only', async () => {
  await refused(['a.json', 'A.json'], ['*.json'], /`A\.json`, `a\.json`, whose names differ by case only/)
  assert.deepEqual(await found(['a.json'], ['*.json', 'a.json', '**/*']), ['a.json'])
})

test('credentials of Google are skipped with a note, and refused by name', async () => {
  using ground = place(['a.json', 'gha-creds-0123.json', 'b.json -> gha-creds-0123.json'])
  const { files, skipped } = await findFiles(['*.json'], ground)
  assert.deepEqual(
    [files.map(({ key }) => key), skipped.toSorted()],
    [['a.json'], ['b.json', 'gha-creds-0123.json']],
  )
  for (const name of ['gha-creds-0123.json', 'b.json'])
    assert.match((await keysOf(ground, [name])).join(), /holds credentials of Google Cloud: never upload it/)
})

test('all problems are told together', async () => {
  const files = ['a.json', 'empty.json', 'gone.json -> nowhere']
  await refused(files, ['*.json', 'x/*.csv'], /leads nowhere/, /no `x`/, /which is empty/)
})

test('the common folder', () => {
  const cases = [
    [['/w/a'], '/w/a'],
    [['/w/a', '/w/a/b'], '/w/a'],
    [['/w/a', '/w/ab'], '/w'],
    [['/x', '/y'], '/'],
  ] as const
  for (const [folders, common] of cases) assert.equal(commonFolder(folders), common)
})

test('files are cut from 16 MiB on, into 10,000 parts at most, without gap or overlap', () => {
  const sizes = fc.oneof(fc.integer({ min: 1, max: 64 * MIB }), fc.integer({ min: 1, max: 5 * 2 ** 40 }))
  fc.assert(
    fc.property(sizes, size => {
      const ranges = rangesOf(size)
      assert.equal(ranges.length === 1 && ranges[0]?.size === size && size < 16 * MIB, size < 16 * MIB)
      assert.ok(ranges.length <= 10_000)
      let end = 0
      for (const range of ranges) {
        assert.equal(range.offset, end)
        assert.ok(range.size > 0)
        end += range.size
      }
      assert.equal(end, size)
      const sameSize = new Set(ranges.slice(0, -1).map(range => range.size))
      assert.ok(sameSize.size <= 1 && [...sameSize].every(each => each >= 16 * MIB && each % MIB === 0))
    }),
    { numRuns: 200 },
  )
})

test('the hash of the content follows from keys and bytes, whatever the order', () => {
  const file = (key: string, sha256: string, size = 1) => ({
    key,
    size,
    parts: [{ offset: 0, size, sha256 }],
  })
  const [a, b] = [file('a.json', 'aa'), file('b.json', 'bb')]
  assert.match(contentHash([a, b]), /^[0-9a-f]{20}$/)
  assert.equal(contentHash([a, b]), contentHash([b, a]))
  const others = [
    [a],
    [b],
    [a, file('b.json', 'bc')],
    [a, file('c.json', 'bb')],
    [a, file('b.json', 'bb', 2)],
  ]
  const all = [[a, b], ...others].map(contentHash)
  assert.equal(new Set(all).size, all.length)
  // Once given, never another: it is what a second attempt finds its files by.
  assert.equal(contentHash([a, b]), '4a2bade47c0956644211')
})

test('the folder: of the repository and the content, with an owner of that step alone', () => {
  assert.equal(folderBelow('imports/', 'acme/app', 'ff'), 'imports/acme/app/ff/')
  assert.equal(folderBelow('', '', 'ff'), 'ff/')
  const owned = [
    ['1', 'load', 'a'],
    ['1', 'load', 'b'],
    ['1', 'load', 'a'],
  ].map(owner => folderBelow('x/', 'acme/app', 'ff', owner))
  assert.match(owned[0] ?? '', /^x\/acme\/app\/ff-[0-9a-f]{12}\/$/)
  assert.deepEqual([owned[0] === owned[1], owned[0] === owned[2]], [false, true])
})

test('a plan holds one SHA-256 for each part; a file that changes meanwhile is an error', async () => {
  using ground = place(['a.json', 'big.json'])
  const big = join(ground.workspace, 'big.json')
  writeFileSync(big, Buffer.alloc(20 * MIB))
  const files = await findFiles(['*.json'], ground)
  let read = 0
  const plan = await planParts(files, { signal: never, told: bytes => (read += bytes) })
  assert.equal(read, plan.bytes)
  assert.deepEqual(
    plan.files.map(({ key, parts }) => [key, parts.map(({ offset, size }) => [offset, size])]),
    [
      ['a.json', [[0, 6]]],
      [
        'big.json',
        [
          [0, 16 * MIB],
          [16 * MIB, 4 * MIB],
        ],
      ],
    ],
  )
  // Of 16 MiB of zeros, by sha256sum.
  assert.equal(
    plan.files[1]?.parts[0]?.sha256,
    '080acf35a507ac9849cfcba47dc2ad83e01b75663a516279c8b9d243b719643e',
  )
  await changes(files, () => writeFileSync(big, 'shorter'), /written while/)
  await changes(await findFiles(['*.json'], ground), () => rmSync(big), /gone/)
})

async function changes(files: FoundFiles, change: () => void, said: RegExp): Promise<void> {
  change()
  await assert.rejects(planParts(files, quietly), (error: StoreFailure) => {
    assert.ok(error instanceof StoreFailure)
    assert.deepEqual([error.failure.code, error.failure.file], ['FileChanged', 'big.json'])
    assert.match(error.failure.said, said)
    return true
  })
}
