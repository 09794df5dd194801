import assert from 'node:assert/strict'
import { test } from 'node:test'
import { code, cut, inert, plain, tail } from '../../src/words/text.ts'

function table(
  name: string,
  of: (text: string) => string,
  cases: readonly (readonly [string, string])[],
): void {
  test(name, () => {
    for (const [text, expected] of cases) assert.equal(of(text), expected, JSON.stringify(text))
  })
}

table('remote text as one line of the log', inert, [
  ['plain a::b text', 'plain a::b text'],
  ['::error::x', '|::error::x'],
  ['  \t::error::x', '|::error::x'],
  ['\u200b\u0085::error::x', '|::error::x'],
  ['a\r\n::error::x', 'a ::error::x'],
  ['x ##[error]y', 'x ## [error]y'],
  ['x #\u00ad#\u200b[error]y', 'x ## [error]y'],
  ['##\u034f\ufe0f\u{e0041}[error]y', '## [error]y'],
  ['##\u001b[31m[error]y', '## [error]y'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['a\u0000\u2028b\u202ec\u200bd', 'a bcd'],
  ['日本語 é 🙂', '日本語 é 🙂'],
])

table('remote text in Markdown', plain, [
  ['a|b', 'a&#124;b'],
  ['<b>', '&#60;b&#62;'],
  ['&lt;b&gt;', '&#38;lt;b&#38;gt;'],
  ['@team #1', '&#64;&#8203;team &#35;&#8203;1'],
  ['org/repo#1, org/repo@0123abc', 'org/repo&#35;&#8203;1, org/repo&#64;&#8203;0123abc'],
  ['GH-12 and gh-7', 'GH-&#8203;12 and gh-&#8203;7'],
  ['a # b @ c', 'a &#35; b &#64; c'],
  ['https://x.example', 'https&#58;//x.example'],
  ['www.x.example', 'www&#46;x.example'],
  ['`x` *y* [z](u)', '&#96;x&#96; &#42;y&#42; &#91;z&#93;(u)'],
])

test('a code span holds what can be copied: nothing invisible is put in', () =>
  assert.equal(code('@team/#1.parquet'), '<code>&#64;team/&#35;1.parquet</code>'))

test('text is cut with an ellipsis', () => {
  assert.equal(cut('abcdef', 4), 'abc…')
  assert.equal(cut('abcd', 4), 'abcd')
  assert.equal(tail('abcdef', 4), '…def')
})
