import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTransient, isUnknownJob, meaningOfCreate } from '../../src/job/retry.ts'
import type { CallFailure } from '../../src/model/service.ts'

/** What a failure means for a create, and whether a poll is repeated. */
type Meaning = readonly [create: ReturnType<typeof meaningOfCreate>, again: boolean]
const meaning = (failure: CallFailure): Meaning => [meaningOfCreate(failure), isTransient(failure)]

/** A body code with an HTTP status: what it means for a create, and whether a poll is repeated. */
const CODES: readonly (readonly [code: string, status: number, said: string, ...Meaning])[] = [
  // "Internal error", cancelled, too late: the job may have been registered before it.
  ['5', 200, 'service internal error', 'ambiguous', false],
  ['10000', 200, 'context canceled', 'ambiguous', true],
  ['10001', 200, 'context deadline exceeded', 'ambiguous', true],
  ['10001', 408, 'request timeout', 'ambiguous', true],
  ['65535', 200, 'unexpected', 'ambiguous', false],
  // Milvus refuses rights with 65535, too.
  ['65535', 403, 'PrivilegeImport: permission deny to writer', 'refused', false],
  // Not now.
  ...['1', '2', '4', '8', '1807', '47039', '47055'].map(code => [code, 200, '', 'later', true] as const),
  ['2100', 200, 'The number of jobs has reached the limit, please try again later', 'later', false],
  ['2101', 200, 'The number of jobs has reached the limit, please try again later', 'later', false],
  ['1100', 429, 'slow down', 'later', true],
  // No.
  ...['2100', '1100', '96018', '80001', '31337'].map(code => [code, 200, 'no', 'refused', false] as const),
  ...['12', '106', '110', '1002', '1003'].map(code => [code, 200, '', 'refused', true] as const),
  // A failure of a server says nothing of the job, whatever the code.
  ['1100', 500, '', 'ambiguous', true],
  ['8', 503, '', 'ambiguous', true],
]

test('what a code means for the one job, and for a poll', () => {
  for (const [code, httpStatus, said, ...expected] of CODES)
    assert.deepEqual(
      meaning({ kind: 'code', code, said, httpStatus }),
      expected,
      `${code} ${httpStatus} ${said}`,
    )
})

test('what an HTTP status means', () => {
  const statuses = {
    ...{ 302: ['refused', false], 400: ['refused', false], 401: ['refused', false], 404: ['refused', false] },
    ...{ 408: ['ambiguous', true], 413: ['refused', false], 415: ['refused', false], 425: ['refused', true] },
    ...{ 429: ['later', true], 500: ['ambiguous', true], 502: ['ambiguous', true], 503: ['ambiguous', true] },
    ...{ 504: ['ambiguous', true], 599: ['ambiguous', true] },
  }
  for (const [status, expected] of Object.entries(statuses)) {
    const failure = { kind: 'status', code: `Http${status}`, said: '', httpStatus: Number(status) } as const
    assert.deepEqual(meaning(failure), expected, status)
  }
})

test('what a failure on the way means', () => {
  const cases: readonly (readonly [CallFailure['kind'], string, ...Meaning])[] = [
    ['unsent', 'ECONNREFUSED', 'unsent', true],
    ['unsent', 'TlsFailed', 'unsent', false],
    ['interrupted', 'Timeout', 'ambiguous', true],
    ['interrupted', 'NotHttp', 'ambiguous', true],
    ['unreadable', 'Unreadable', 'ambiguous', true],
    ['unreadable', 'ResponseTooLarge', 'ambiguous', true],
    ['aborted', 'Cancelled', 'ambiguous', false],
  ]
  for (const [kind, code, ...expected] of cases)
    assert.deepEqual(meaning({ kind, code, said: '' }), expected, code)
})

test('which answers say that there is no such job', () => {
  const unknown = (code: string, said: string) => isUnknownJob({ kind: 'code', code, said, httpStatus: 200 })
  for (const [code, said] of [
    ['96026', ''],
    ['90144', ''],
    ['2100', 'import job does not exist, jobID=7: importing data failed'],
    ['1100', 'parse job id failed: strconv.ParseInt: parsing "job-1": invalid syntax'],
    ['31337', 'Job not found'],
  ] as const)
    assert.ok(unknown(code, said), said)
  assert.ok(!unknown('100', 'collection not found[database=default][collection=c]'))
  assert.ok(!isUnknownJob({ kind: 'status', code: 'Http404', said: 'page not found', httpStatus: 404 }))
})
