import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCommand } from '../../sandbox/runner/commands.ts'
import { parseFileCommands } from '../../sandbox/runner/file-commands.ts'
import { Masker } from '../../sandbox/runner/masker.ts'
import { lineSplitter, StepLog } from '../../sandbox/runner/step-log.ts'

// Vectors by meaning, from what is known of the runner's parser, encoders and file commands.

test('what is a command, and what is an ordinary line', () => {
  const cases: readonly (readonly [string, ReturnType<typeof parseCommand>])[] = [
    ['::error::boom', { name: 'error', properties: {}, data: 'boom' }],
    ['\t \u0085\u3000::error::boom', { name: 'error', properties: {}, data: 'boom' }],
    ['\ufeff::error::boom', undefined],
    ['x ::error::boom', undefined],
    ['::error:boom', undefined],
    [':: error::boom', undefined],
    ['::unknown::boom', undefined],
    ['::ERROR::boom', { name: 'error', properties: {}, data: 'boom' }],
    ['::error ::a::b', { name: 'error', properties: {}, data: 'a::b' }],
    [
      '::set-output name=a%2Cb%3Ac,other=x=y,empty=,none::1%0A2%253A',
      { name: 'set-output', properties: { name: 'a,b:c', other: 'x=y', empty: '' }, data: '1\n2%3A' },
    ],
    ['::warning::50%3A 1%2C', { name: 'warning', properties: {}, data: '50%3A 1%2C' }],
    ['a ##[warning]b', { name: 'warning', properties: {}, data: 'b' }],
    [
      '##[error title=a%3Bb;file=c%5D]d%5D%0D%25',
      { name: 'error', properties: { title: 'a;b', file: 'c]' }, data: 'd]\r%' },
    ],
    ['##[error', undefined],
    ['##[nothing]x', undefined],
    ['::nothing::##[group]x', { name: 'group', properties: {}, data: 'x' }],
  ]
  for (const [line, expected] of cases) assert.deepEqual(parseCommand(line), expected, JSON.stringify(line))
})

test('lines end at LF, CR LF and lone CR, wherever the chunks are cut', () => {
  const text = 'a\nb\r\nc\rd\r\r\n\ne'
  for (let cut = 0; cut <= text.length; cut += 1) {
    const lines: string[] = []
    const splitter = lineSplitter(line => lines.push(line))
    splitter.push(text.slice(0, cut))
    splitter.push(text.slice(cut))
    splitter.end()
    assert.deepEqual(lines, ['a', 'b', 'c', 'd', '', '', 'e'], `cut at ${cut}`)
  }
})

test('a mask hides a value in every form that the runner knows', () => {
  const secret = `pa"ss'w&rd/+<1>!`
  const masker = new Masker()
  masker.add(secret)
  const forms = [
    secret,
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret.slice(1)).toString('base64'),
    Buffer.from(secret.slice(2)).toString('base64'),
    'pa\\"ss\'w&rd/+<1>!',
    `pa"ss''w&rd/+<1>!`,
    'pa%22ss%27w%26rd%2F%2B%3C1%3E%21',
    'pa&quot;ss&apos;w&amp;rd/+&lt;1&gt;!',
  ]
  for (const form of forms) assert.equal(masker.mask(`<${form}>`), '<***>')
  const unknown = Buffer.from(secret).toString('base64url')
  assert.equal(masker.mask(unknown), unknown, 'Base64url is not known to the runner')
})

test('masks have no minimum length, cover each line, and merge where they touch or overlap', () => {
  const cases: readonly (readonly [readonly string[], string, string])[] = [
    [['a'], 'banana', 'b***n***n***'],
    [['{\r\n  "key": 1\n}'], 'x { y "key": 1 }', 'x *** y *** ***'],
    [['abc', 'def'], 'xabcdefx', 'x***x'],
    [['abc', 'bcd'], 'xabcdx', 'x***x'],
    [['abc'], 'ABC', 'ABC'],
    [['"long enough"'], 'long enough', '***'],
    [['first6&second'], 'first6& second', '*** ***'],
    [['ab&cd'], 'ab& cd', 'ab& cd'],
    [[' ', ''], 'a b', 'a b'],
  ]
  for (const [masks, text, expected] of cases) {
    const masker = new Masker()
    for (const mask of masks) masker.add(mask)
    assert.equal(masker.mask(text), expected)
  }
})

test('files of outputs: what counts, and what the runner says about a fault', () => {
  const cases: readonly (readonly [string, Record<string, string>, string | undefined])[] = [
    ['a=1\nb=2\n', { a: '1', b: '2' }, undefined],
    ['a=1\na=2', { a: '2' }, undefined],
    ['a=\n\n=', { a: '' }, "Invalid format '='. Name must not be empty"],
    ['a=x<<y', { a: 'x<<y' }, undefined],
    ['a<<=E\n1\n=E', { a: '1' }, undefined],
    ['a<<E\n1\n\nE2\nE\nb=c', { a: '1\n\nE2', b: 'c' }, undefined],
    ['a<<E\nE', { a: '' }, undefined],
    ['a=1\r\n', { a: '1\r' }, undefined],
    ['a=1\nb<<E\n2', { a: '1' }, "Invalid value. Matching delimiter not found 'E'"],
    ['a=1\nword\nb=2', { a: '1' }, "Invalid format 'word'"],
    ['<<E\n1\nE', {}, "Invalid format '<<E'. Name must not be empty and delimiter must not be empty"],
    ['a<<\n1', {}, "Invalid format 'a<<'. Name must not be empty and delimiter must not be empty"],
  ]
  for (const [text, values, fault] of cases) {
    const read = parseFileCommands(text)
    assert.deepEqual({ values: Object.fromEntries(read.values), fault: read.fault }, { values, fault })
  }
})

function logOf(...lines: string[]): StepLog {
  const log = new StepLog(() => {})
  for (const line of lines) log.read(line)
  return log
}

test('stop-commands: nothing but its token is obeyed, in either syntax; a long token is a mask', () => {
  const log = logOf(
    '::stop-commands::Token-12',
    '::error::no',
    '##[set-output name=a]no',
    'text ##[token-12]',
    '::set-output name=b::yes',
    'Token-12',
  )
  assert.deepEqual(log.commands, ['stop-commands', 'set-output'])
  assert.deepEqual([...log.outputs], [['b', 'yes']])
  assert.deepEqual(log.lines, ['::error::no', '##[set-output name=a]no', '***'])
  assert.deepEqual(logOf('::stop-commands::group').faults, ["Invalid stop token 'group'"])
})

test('deprecated commands still work, disabled ones fail the step', () => {
  const log = logOf(
    '::set-output name=a::1',
    'x ##[save-state name=b]2',
    '::set-env name=C::3',
    '::set-output::4',
  )
  assert.deepEqual([[...log.outputs], [...log.state]], [[['a', '1']], [['b', '2']]])
  assert.equal(log.faults.length, 2)
})

test('ten annotations of each type, cut after masking; long lines of the live console are told', () => {
  const log = logOf(
    '::add-mask::secret',
    ...Array.from({ length: 11 }, (_, index) => `::warning::${index}`),
    `::error title=a secret::${'secret,'.repeat(2000)}`,
    'x'.repeat(1025),
  )
  assert.equal(log.annotations.filter(({ type }) => type === 'warning').length, 10)
  const error = log.annotations.find(({ type }) => type === 'error')
  assert.equal(error?.message.length, 4096)
  assert.equal(error?.title, 'a ***')
  assert.doesNotMatch(error?.message ?? '', /secret/)
  assert.equal(log.longLiveLines.length, 2)
})
