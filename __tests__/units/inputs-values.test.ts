import assert from 'node:assert/strict'
import { test } from 'node:test'
import { meantDuration, parseDuration } from '../../src/inputs/duration.ts'
import { Wrong } from '../../src/inputs/read.ts'
import { table } from '../../src/inputs/table.ts'

/** A table of inputs and what a pure function makes of them. */
function pure<I, O>(name: string, of: (input: I) => O, cases: readonly (readonly [I, O])[]): void {
  test(name, () => {
    for (const [input, expected] of cases) assert.deepEqual(of(input), expected, JSON.stringify(input))
  })
}

const nothing = (text: string) => [text, undefined] as const
const bad = (problem: string, ...texts: readonly string[]) => texts.map(text => [text, problem] as const)
const fine = (...texts: readonly string[]) => bad('', ...texts)

pure('durations are read as a whole or refused', parseDuration, [
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['1h30m', 5_400_000],
  ['1h30m15s', 5_415_000],
  ['1500ms', 1500],
  ['2m500ms', 120_500],
  ['1.5h', 5_400_000],
  ['10', 10_000],
  ['0.5', 500],
  ['0', 0],
  ['999999h', 3_599_996_400_000],
  ...['', 'abc', '-5', '5 m', '30m1h', '5m5m', '1.2.3s', '1.2.3', '.s', '10min', '1e3'].map(nothing),
  ['9'.repeat(400), undefined],
])

pure('durations of other notations, as we write them', meantDuration, [
  ['30 min', '30m'],
  ['30 minutes', '30m'],
  ['10min', '10m'],
  ['5 m', '5m'],
  ['1 hour', '1h'],
  ['1 hour and 30 minutes', '1h30m'],
  ['1h 30m', '1h30m'],
  ['PT1H30M', '1h30m'],
  ['30M', '30m'],
  ['1:30:00', '1h30m'],
  ['00:05:00', '5m'],
  ['250 milliseconds', '250ms'],
  ['2d', '48h'],
  ['1_800', '1800s'],
  ['1,800', '1800s'],
  ...['soon', '-5', 'my-secret-30m'].map(nothing),
])

/** What is wrong with the text of one input, `''` if nothing is. */
function wrongWith(name: keyof typeof table): (text: string) => string {
  return text => {
    const value = table[name].read(text || table[name].fallback)
    return value instanceof Wrong ? value.problems.join('; ') : ''
  }
}

const ROWS = 'must be a whole number such as `1500`, a lower bound such as `>=1`, or `files`'
const written = (form: string) => `is not a plain number of rows: write \`${form}\``
pure('expected rows', wrongWith('expectedRows'), [
  ...fine('', '0', '1500', '>=1', '>= 120', 'files', '9007199254740993'),
  ['1_000', written('1000')],
  ['1,000', written('1000')],
  ['1 000 000', written('1000000')],
  ["1'000", written('1000')],
  ['1500.0', written('1500')],
  ['1500 rows', written('1500')],
  ['>120', written('>=121')],
  ['=>120', written('>=120')],
  ['≥ 1,000', written('>=1000')],
  ['== 120', written('120')],
  ['Files', written('files')],
  ['1E+16', "is a number that YAML has rounded: put it in quotes, such as `'1500'`"],
  ...bad(ROWS, '-1', '1.5', 'many', '<=5', '1k'),
])

pure('rows keep all their digits', table.expectedRows.read, [
  ['9007199254740993', { kind: 'exactly', rows: 9_007_199_254_740_993n }],
])

const ROUNDED = "is a number that YAML has rounded: put the id in quotes, such as `'448707763884413158'`"
const QUOTES = 'is in quotes, which would be sent along: leave them out'
pure('job ids', wrongWith('jobId'), [
  ...fine('job-01abc', '448707763884413158'),
  ...bad(ROUNDED, '4.48707763884413E+17', '4.4E+17', '4e17'),
  ['"448707763884413158"', QUOTES],
  ['job 1', 'holds characters that an id does not have'],
  ['<job id>', 'is a placeholder: write the id itself'],
])

const ADDRESS = 'is an address: give only the id in it, or give the address as `endpoint`'
pure('cluster ids', wrongWith('clusterId'), [
  ['in01-0123abc', ''],
  ...bad(ADDRESS, 'https://in01-0123abc.zillizcloud.com', 'in01-0123abc.aws-us-west-2.zillizcloud.com'),
  ['your-cluster-id', 'is a placeholder: write the id itself'],
])

const HEADER = 'begins with a word such as `Bearer `: give only what follows it'
const VARIABLE = 'is the name of a variable: inputs are not read by a shell, write `$' + '{{ env.NAME }}`'
pure('names', wrongWith('collectionName'), [
  ...fine('articles', 'Artikel 1'),
  ...bad(QUOTES, '"articles"', '“articles”'),
  ['arti\u200bcles', 'holds a control or invisible character: type the name instead of copying it'],
])

pure('keys', wrongWith('apiKey'), [
  ...fine('', 'root:Milvus', '0123abc'),
  ...bad(HEADER, 'Bearer 0123abc', 'bearer 0123abc'),
  ['Authorization: Bearer 0123abc', 'is a whole header: give only the credential'],
  ...bad(QUOTES, '"0123abc"', "'0123abc'"),
  ['***', 'is `***`: that is what a log shows instead of a secret'],
  ...bad(VARIABLE, '$ZILLIZ_API_KEY', '$' + '{ZILLIZ_API_KEY}', '%ZILLIZ_API_KEY%'),
  ['käy', 'holds characters that no HTTP header can carry: was it copied whole?'],
])

pure('tokens of the bucket', wrongWith('sessionToken'), [
  ...fine('sv=2021&sig=x%3D', 'ya29.abc'),
  ['?sv=2021&sig=x', 'begins with `?`: give the SAS without it'],
  ['https://a.blob.core.windows.net/c?sv=1', 'is a URL: give only the SAS, the part after the `?`'],
  ['Bearer ya29.abc', HEADER],
  ['a\nb', 'holds a line break or another control character: was it copied whole?'],
])

pure('booleans', wrongWith('wait'), [
  ...fine('', 'true', 'false', 'True', 'FALSE'),
  ['yes', 'must be `true` or `false`: write `true`'],
  ['0', 'must be `true` or `false`: write `false`'],
  ['maybe', 'must be `true` or `false`'],
])

pure('words', wrongWith('preflight'), [
  ...fine('', 'true', 'false', 'TRUE', 'only'),
  ['yes', 'must be one of `false`, `true`, `only`: write `true`'],
  ['Only', 'must be one of `false`, `true`, `only`: write `only`'],
  ['check', 'must be one of `false`, `true`, `only`'],
])

pure('the word for an API', wrongWith('api'), [
  ['Milvus', 'must be one of `auto`, `zilliz-v2`, `zilliz-v1`, `milvus`: write `milvus`'],
  ['zilliz_v2', 'must be one of `auto`, `zilliz-v2`, `zilliz-v1`, `milvus`: write `zilliz-v2`'],
  ['v2', 'must be one of `auto`, `zilliz-v2`, `zilliz-v1`, `milvus`'],
])

pure('keys of idempotency', wrongWith('idempotencyKey'), [
  ...fine('', 'auto', 'off', 'my key 1'),
  ['false', 'would be used as a key: write `off` for none'],
  ['true', 'would be used as a key: write `auto` for one that the action derives'],
])

pure('intervals', wrongWith('pollInterval'), [
  ['5s', ''],
  ['10 sec', 'must be `auto`, or a duration of at least `100ms`: write `10s`'],
  ['10ms', 'must be `auto`, or a duration of at least `100ms`'],
])

pure('timeouts', wrongWith('timeout'), [
  ['30 min', 'is not a duration: write `30m`'],
  ['soon', 'is not a duration: write `90s`, `30m`, `1h30m`, `1500ms`, or a number of seconds'],
  ['0', 'must be longer than zero; `wait: false` submits without waiting'],
])

pure('options', wrongWith('options'), [
  ...fine('timeout=2h\nsep=;\nnullkey="NULL"\nx=a=b', 'sep=,', 'sep= '),
  ['timeout=2h # enough', 'holds a comment, which would be part of the value: leave it out'],
  ['# enough\ntimeout=2h', 'holds a comment, and inputs have none: leave the line out'],
  ['timeout: 2h', 'must hold one `key=value` per line: write `=` instead of `:`'],
  ['{"timeout":"2h"}', 'is JSON: write one `key=value` per line'],
  ['- timeout=2h', 'is a YAML list: write one `key=value` per line, without `- `'],
  ['timeout="2h"', 'has quotes around a value, which would be part of it: leave them out'],
  ['timeout = 2h', 'has a blank after `=`, which would be part of the value: write `key=value`'],
  ['timeout=2h,', 'has a comma after a value, which would be part of it: leave it out'],
  ['timeout', 'must hold one `key=value` per line'],
  ['a=1\na=2', 'names a key twice'],
])
