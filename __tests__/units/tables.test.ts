import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEnvelope } from '../../src/api/envelope.ts'
import { retryAfter } from '../../src/api/transport.ts'
import { pathsOf } from '../../src/api/v2.ts'
import { backOff } from '../../src/job/retry.ts'
import { duration, rows } from '../../src/words/format.ts'
import { fileLabel } from '../../src/words/job.ts'
import { withoutQuery } from '../../src/words/url.ts'

/** A table of inputs and what a pure function makes of them. */
function table<I, O>(name: string, of: (input: I) => O, cases: readonly (readonly [I, O])[]): void {
  test(name, () => {
    for (const [input, expected] of cases) assert.deepEqual(of(input), expected, JSON.stringify(input))
  })
}

table('envelopes are read as tolerantly as the schemas disagree', text => readEnvelope(text), [
  ['{"code":0,"data":{"jobId":"1"}}', { code: '0', message: '', data: { jobId: '1' } }],
  ['{"code":"200","data":[{"jobID":2}]}', { code: '200', message: '', data: { jobID: 2 } }],
  ['{"code":1100,"message":"no"}', { code: '1100', message: 'no', data: undefined }],
  ['{"data":"a sentence"}', { code: '', message: '', data: undefined }],
  ['{"code":null,"message":null,"data":null}', { code: '', message: '', data: undefined }],
  [
    '{"code":0,"data":{"id":448707763884413158}}',
    { code: '0', message: '', data: { id: '448707763884413158' } },
  ],
  [
    '{"code":0,"data":{"n":-9223372036854775808}}',
    { code: '0', message: '', data: { n: '-9223372036854775808' } },
  ],
  ['[]', undefined],
  ['<html>', undefined],
  ['', undefined],
  ['"text"', undefined],
])

const monday = Date.parse('2026-11-23T00:00:00Z')
table('Retry-After in both forms', value => retryAfter(value, monday), [
  ['7', 7000],
  ['Mon, 23 Nov 2026 00:00:30 GMT', 30_000],
  ['Sun, 22 Nov 2026 00:00:00 GMT', 0],
  ['soon', undefined],
  ['-1', undefined],
  [undefined, undefined],
])

table('the back-off doubles up to half a minute', failures => backOff(failures, () => 0), [
  [1, 1000],
  [2, 2000],
  [5, 16_000],
  [6, 30_000],
  [60, 30_000],
])

test('the back-off is only ever shortened by chance', () =>
  assert.equal(
    backOff(3, () => 1),
    3000,
  ))

table('durations in words', duration, [
  [0, '0s'],
  [850, '850ms'],
  [45_000, '45s'],
  [725_000, '12m05s'],
  [1_800_000, '30m'],
  [3_780_000, '1h03m'],
  [3_600_000, '1h'],
])

const labelOf = (printed: string) => {
  const paths = pathsOf(printed)
  return fileLabel({ name: paths.join(' '), paths })
}
table('names of files as servers print them', labelOf, [
  ['a.parquet', 'a.parquet'],
  ['[a.parquet]', 'a.parquet'],
  ['[x/id.npy x/vector.npy]', 'x/{id,vector}.npy'],
  ['[id.npy vector.npy]', '{id,vector}.npy'],
  ['[x/id.npy y/vector.npy]', 'x/id.npy y/vector.npy'],
  ['[daily/my file.json]', 'daily/my file.json'],
  ['plain [1].json', 'plain [1].json'],
  ['[my set/id.npy my set/vector.npy]', 'my set/{id,vector}.npy'],
  ['id:7 paths:"a \\"b\\".json"', 'a "b".json'],
])

table('only http has a query', withoutQuery, [
  ['https://h/a.json?sig=1?2', 'https://h/a.json'],
  ['HTTP://h/a.json?sig=1\n2', 'HTTP://h/a.json'],
  ['s3://b/what?.parquet', 's3://b/what?.parquet'],
  ['daily/what?.parquet', 'daily/what?.parquet'],
])

test('rows in words', () => {
  assert.equal(rows(1200n, 450_000n), '1,200/450,000 rows')
  assert.equal(rows(450n, 450n), '450 rows')
  assert.equal(rows(1n, 1n), '1 row')
  assert.equal(rows(undefined, undefined), '')
  assert.equal(rows(undefined, 7n), '?/7 rows')
})
