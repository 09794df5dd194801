import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ImportError } from '../../src/errors/import-error.ts'
import { meantDuration, parseDuration } from '../../src/inputs/duration.ts'
import { type Given, inputNames, parseInputs } from '../../src/inputs/inputs.ts'
import { Wrong } from '../../src/inputs/read.ts'
import { inputsWith, table } from '../../src/inputs/table.ts'

/** A table of inputs and what a pure function makes of them. */
function pure<I, O>(name: string, of: (input: I) => O, cases: readonly (readonly [I, O])[]): void {
  test(name, () => {
    for (const [input, expected] of cases) assert.deepEqual(of(input), expected, JSON.stringify(input))
  })
}

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
  ['', undefined],
  ['abc', undefined],
  ['-5', undefined],
  ['5 m', undefined],
  ['30m1h', undefined],
  ['5m5m', undefined],
  ['1.2.3s', undefined],
  ['.s', undefined],
  ['10min', undefined],
  ['1e3', undefined],
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
  ['soon', undefined],
  ['-5', undefined],
  ['my-secret-30m', undefined],
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
  ...['', '0', '1500', '>=1', '>= 120', 'files', '9007199254740993'].map(good => [good, ''] as const),
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
  ['-1', ROWS],
  ['1.5', ROWS],
  ['many', ROWS],
  ['<=5', ROWS],
  ['1k', ROWS],
])

test('rows keep all their digits', () => {
  const expected = { kind: 'exactly', rows: 9_007_199_254_740_993n }
  assert.deepEqual(table.expectedRows.read('9007199254740993'), expected)
})

pure('job ids', wrongWith('jobId'), [
  ['job-01abc', ''],
  ['448707763884413158', ''],
  [
    '4.48707763884413E+17',
    "is a number that YAML has rounded: put the id in quotes, such as `'448707763884413158'`",
  ],
  ['4.4E+17', "is a number that YAML has rounded: put the id in quotes, such as `'448707763884413158'`"],
  ['4e17', "is a number that YAML has rounded: put the id in quotes, such as `'448707763884413158'`"],
  ['"448707763884413158"', 'is in quotes, which would be sent along: leave them out'],
  ['job 1', 'holds characters that an id does not have'],
  ['<job id>', 'is a placeholder: write the id itself'],
])

pure('cluster ids', wrongWith('clusterId'), [
  ['in01-0123abc', ''],
  [
    'https://in01-0123abc.aws-us-west-2.vectordb.zillizcloud.com',
    'is an address: give only the id in it, or give the address as `endpoint`',
  ],
  [
    'in01-0123abc.aws-us-west-2.vectordb.zillizcloud.com',
    'is an address: give only the id in it, or give the address as `endpoint`',
  ],
  ['your-cluster-id', 'is a placeholder: write the id itself'],
])

const HEADER = 'begins with a word such as `Bearer `: give only what follows it'
const VARIABLE = 'is the name of a variable: inputs are not read by a shell, write `$' + '{{ env.NAME }}`'
pure('names', wrongWith('collectionName'), [
  ['articles', ''],
  ['Artikel 1', ''],
  ['"articles"', 'is in quotes, which would be sent along: leave them out'],
  ['“articles”', 'is in quotes, which would be sent along: leave them out'],
  ['arti\u200bcles', 'holds a control or invisible character: type the name instead of copying it'],
])

pure('keys', wrongWith('apiKey'), [
  ['', ''],
  ['root:Milvus', ''],
  ['0123abc', ''],
  ['Bearer 0123abc', HEADER],
  ['bearer 0123abc', HEADER],
  ['Authorization: Bearer 0123abc', 'is a whole header: give only the credential'],
  ['"0123abc"', 'is in quotes, which would be sent along: leave them out'],
  ["'0123abc'", 'is in quotes, which would be sent along: leave them out'],
  ['***', 'is `***`: that is what a log shows instead of a secret'],
  ['$ZILLIZ_API_KEY', VARIABLE],
  ['$' + '{ZILLIZ_API_KEY}', VARIABLE],
  ['%ZILLIZ_API_KEY%', VARIABLE],
  ['käy', 'holds characters that no HTTP header can carry: was it copied whole?'],
])

pure('tokens of the bucket', wrongWith('sessionToken'), [
  ['sv=2021&sig=x%3D', ''],
  ['ya29.abc', ''],
  ['?sv=2021&sig=x', 'begins with `?`: give the SAS without it'],
  ['https://a.blob.core.windows.net/c?sv=1', 'is a URL: give only the SAS, the part after the `?`'],
  ['Bearer ya29.abc', HEADER],
  ['a\nb', 'holds a line break or another control character: was it copied whole?'],
])

pure('booleans', wrongWith('wait'), [
  ...['', 'true', 'false', 'True', 'FALSE'].map(good => [good, ''] as const),
  ['yes', 'must be `true` or `false`: write `true`'],
  ['0', 'must be `true` or `false`: write `false`'],
  ['maybe', 'must be `true` or `false`'],
])

pure('words', wrongWith('preflight'), [
  ...['', 'true', 'false', 'TRUE', 'only'].map(good => [good, ''] as const),
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
  ...['', 'auto', 'off', 'my key 1'].map(good => [good, ''] as const),
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
  ['timeout=2h\nsep=;\nnullkey="NULL"\nx=a=b', ''],
  ['sep=,', ''],
  ['sep= ', ''],
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

const NOTHING = Object.fromEntries(inputNames.map(name => [name, ''])) as Given
function messageOf(inputs: Partial<Given>): string {
  try {
    parseInputs({ ...NOTHING, ...inputs })
  } catch (error) {
    assert.ok(error instanceof ImportError)
    assert.equal(error.code, 'InvalidInput')
    return error.message
  }
  return ''
}

const CLOUD = { apiKey: 'a-key', clusterId: 'in01-0', collectionName: 'c', objectUrl: 's3://b/a.json' }
const MILVUS = { endpoint: 'http://milvus:19530', collectionName: 'c', files: 'a.json' }
const SANDBOX = { ...CLOUD, endpoint: 'http://127.0.0.1:8080', accessKey: 'a', secretKey: 'b' }

pure('messages, word for word', messageOf, [
  [{ ...CLOUD, objectUrl: 's3://b/issue #3.parquet' }, ''],
  [{ ...MILVUS, files: 'odd/smith, anna.parquet' }, ''],
  [
    { ...CLOUD, objectUrl: 'abfss://c@acct.dfs.core.windows.net/x.parquet' },
    'Invalid input: `objectUrl`: Hadoop and Spark write Azure like this, but the server needs the `https://` URL of the blob; write `https://acct.blob.core.windows.net/c/x.parquet`. Nothing was sent. Correct the inputs named here and run again.',
  ],
  [
    { ...MILVUS, endpoint: 'localhost:19530' },
    'Invalid input: `endpoint` has no scheme; write `http://localhost:19530`. Nothing was sent. Correct the inputs named here and run again.',
  ],
  [
    { ...CLOUD, objectUrl: 's3://b/daily/*.parquet' },
    'Invalid input: `objectUrl`: wildcards are not expanded; for all files of a folder, give the folder, ending in `/`; write `s3://b/daily/`. Nothing was sent. Correct the inputs named here and run again.',
  ],
  [
    { ...MILVUS, files: 'a.json, b.json' },
    'Invalid input: `files`: several files in one line: only the `.npy` files of one set share a line, each other file has its own. Nothing was sent. Correct the inputs named here and run again.',
  ],
  [
    { ...CLOUD, wait: 'false', expectedRows: '999999' },
    'Invalid input: `wait: false` cannot be combined with `expectedRows`: the step ends before the import does. Nothing was sent. Correct the inputs named here and run again.',
  ],
  [
    SANDBOX,
    'Invalid input: `api` is not given, and `endpoint` is not an address of Zilliz Cloud, so `milvus` was assumed; but `clusterId` and `objectUrl` are inputs of Zilliz Cloud: if it answers at this address set `api: zilliz-v2` (or `zilliz-v1`), else leave them out. Nothing was sent. Correct the inputs named here and run again.',
  ],
])

test('no problem hides another', () => {
  const message = messageOf({
    ...{ endpoint: 'localhost:19530', api: 'Milvus', clusterId: 'in01-0', timeout: '30 min', wait: 'no' },
    ...{ files: '- a.json\nb.txt', expectedRows: '1,000', collectionName: '', accessKey: 'only' },
  })
  for (const part of [
    '`endpoint` has no scheme',
    '`api` must be one of',
    '`clusterId` does not work with `milvus`',
    '`timeout` is not a duration: write `30m`',
    '`wait` must be `true` or `false`: write `false`',
    '`wait: false` cannot be combined with `expectedRows`',
    '`files` line 1: `- ` at the start',
    '`files` line 2: neither',
    '`expectedRows` is not a plain number of rows: write `1000`',
    '`collectionName` is required',
    '`accessKey` needs `secretKey`',
    '`accessKey` does not work with `milvus`',
  ])
    assert.ok(message.includes(part), `${part} in ${message}`)
})

test('a sandbox without `api`: it is named first, and what is wrong besides is said as well', () => {
  const message = messageOf({ ...SANDBOX, timeout: 'soon', collectionName: '' })
  assert.match(message, /^3 invalid inputs: \(1\) `api` is not given/)
  assert.match(message, /`timeout` is not a duration/)
  assert.match(message, /`collectionName` is required/)
  assert.doesNotMatch(message, /not known to/)
})

test('a Milvus with one input too many is still a Milvus', () => {
  const message = messageOf({ ...MILVUS, endpoint: 'http://127.0.0.1:19530', clusterId: 'in01-0' })
  assert.match(message, /^Invalid input: `clusterId` does not work with `milvus` \(chosen because `endpoint`/)
})

/** Notations around a value, as people leave them. */
const AROUND: readonly ((value: string) => string)[] = [
  value => value,
  value => `- '${value}'`,
  value => `"${value}",`,
  value => `Bearer ${value}`,
  value => `${value} # mine`,
  value => `s3://bucket/${value}.parquet`,
  value => `s3a://bucket/${value}.parquet`,
  value => `- s3://bucket/${encodeURIComponent(value)}.parquet`,
  value => `https://account.dfs.core.windows.net/c/a.parquet?sig=${value}`,
  value => `http://host/a.parquet?X-Amz-Signature=${value}`,
  value => `https://user:${value}@host/a.json`,
  value => `abfss://c@${value}.dfs.core.windows.net/x.parquet`,
  value => `tcp://${value}:19530`,
  value => `${value}:19530`,
  value => `${value}/*.parquet`,
  value => `daily\\${value}.json`,
]

test('no message quotes a secret, wherever it stands and whatever is written around it', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9+/=_.~%-]{8,40}$/).filter(text => !/^\d+$/.test(text))
  const wrapped = fc.constantFrom(...AROUND)
  const scene = fc.record({
    secret,
    owner: fc.constantFrom(...inputsWith('secret')),
    places: fc.uniqueArray(fc.constantFrom(...inputNames), { minLength: 1, maxLength: 6 }),
    wrap: wrapped,
    base: fc.constantFrom<Partial<Given>>(CLOUD, MILVUS, SANDBOX, {}),
  })
  const run = fc.property(scene, ({ secret, owner, places, wrap, base }) => {
    const inputs: Record<string, string> = { ...base, [owner]: secret }
    for (const place of places) if (place !== owner) inputs[place] = wrap(secret)
    const message = messageOf(inputs)
    assert.ok(!message.includes(secret), message)
    assert.ok(!message.includes(encodeURIComponent(secret)), message)
  })
  fc.assert(run, { seed: 20261126, numRuns: 3000 })
})

test('no message quotes the query or the user information of a URL', () => {
  const proof = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/)
  const shapes: readonly ((value: string) => string)[] = [
    value => `- https://account.blob.core.windows.net/c/a.parquet?sig=${value}`,
    value => `http://account.blob.core.windows.net/c/a.parquet?sig=${value}`,
    value => `https://account.dfs.core.windows.net/c/a.parquet?sig=${value}`,
    value => `https://account.blob.core.windows.net/c/a.txt?sig=${value}`,
    value => `"https://user:${value}@host/a.json"`,
    value => `https://${value}@host/daily/*.json`,
    value => `account.blob.core.windows.net/c/a.parquet?sig=${value}`,
    value => `abfss://c@account.dfs.core.windows.net/a.parquet?sig=${value}`,
    value => `s3a://AKIA:${value}@bucket/a.json`,
    value => `- s3://AKIA:${value}@bucket/a.json`,
  ]
  const run = fc.property(proof, fc.constantFrom(...shapes), (value, shape) => {
    for (const name of ['objectUrl', 'files', 'path', 'endpoint', 'storageEndpoint'] as const) {
      const message = messageOf({ ...CLOUD, [name]: shape(value) })
      assert.notEqual(message, '')
      assert.ok(!message.includes(value), message)
    }
  })
  fc.assert(run, { seed: 20261126, numRuns: 300 })
})
