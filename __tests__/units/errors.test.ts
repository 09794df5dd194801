import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readReason } from '../../src/api/v2.ts'
import { codes, fallbacks, reasons } from '../../src/errors/catalogue.ts'
import { explain } from '../../src/errors/explain.ts'
import { ImportError } from '../../src/errors/import-error.ts'
import type { Api } from '../../src/model/job.ts'

const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/codes/milvus-reasons.json', import.meta.url), 'utf8'),
)
const APIS: readonly (Api | undefined)[] = [undefined, 'zilliz-v1', 'zilliz-v2', 'milvus']

/** The kind that a text is told as: that of the first pattern that matches. */
const kindOf = (said: string) => reasons.find(({ pattern }) => pattern.test(said))?.kind

test('every reason that a server is known to give is told as what it is, whole and bare', () => {
  for (const { kind, examples } of fixture.reasons)
    for (const said of examples) {
      assert.equal(kindOf(said), kind, said)
      assert.equal(kindOf(readReason(said).reason), kind, `bare: ${said}`)
    }
})

test('every kind of reason of the reference is in the catalogue', () => {
  const known = new Set(reasons.map(({ kind }) => kind))
  for (const { kind } of fixture.reasons) assert.ok(known.has(kind), kind)
})

test('the example of every reason is explained by this very reason', () => {
  for (const reason of reasons)
    assert.equal(
      reasons.find(({ pattern }) => pattern.test(reason.says)),
      reason,
      reason.says,
    )
})

test('every group that a title names is one of its pattern', () => {
  for (const { pattern, titleWith = '' } of reasons) {
    const groups = (new RegExp(`${pattern.source}|`).exec('') ?? []).length - 1
    for (const [, group] of titleWith.matchAll(/\$(\d)/g)) assert.ok(Number(group) <= groups, titleWith)
  }
})

test('titles say what the server named', () => {
  const cases: readonly (readonly [code: string, said: string, title: string])[] = [
    [
      '2100',
      "expected dim '128' for FloatVector field 'v', got dim '64': importing data failed",
      "A vector does not have the collection's dimension: the field `v` wants 128, a file has 64",
    ],
    ['ImportFailed', "value of field is missed: 'x'", 'A file lacks a field of the collection: `x`'],
    [
      '100',
      'collection not found[database=default][collection=articles]',
      'The collection `articles` does not exist in the database `default`',
    ],
    ['100', "can't find collection", 'The collection does not exist'],
    ['200', 'partition not found[partition=week47]', 'The partition `week47` does not exist'],
    // The pattern caught no field: the plain title.
    ['ImportFailed', 'value length 300 exceeds max_length 256', 'A text is longer than its field allows'],
    // What is caught is as long as it is, and may hold anything.
    [
      'ImportFailed',
      `value of field '${'`'.repeat(3)}${'x'.repeat(90)}' is missed`,
      `A file lacks a field of the collection: \`'''${'x'.repeat(56)}…\``,
    ],
  ]
  for (const [code, said, title] of cases) assert.equal(explain(code, said).title, title)
})

test('codes of many conditions are told apart by the words, all others are not', () => {
  const denied =
    'rpc error: code = PermissionDenied desc = PrivilegeImport: permission deny to a in the `b` database'
  const cases: readonly (readonly [code: string, said: string, title: RegExp])[] = [
    ['65535', denied, /^The user may not import/],
    ['65535', 'something', /fault of its own/],
    ['1100', 'import request is empty: invalid parameter', /no file to import/],
    ['2100', 'The number of jobs has reached the limit, please', /as many import jobs as it may/],
    [
      '2101',
      'failed to broadcast import: collection not found[database=d][collection=c]',
      /`c` does not exist/,
    ],
    ['2101', 'import job does not exist, jobID=7: importing data failed', /does not know job 7/],
    ['83001', 'Failed to getObjectMeta {Access denied}.', /refused the credentials/],
    ['83001', 'Failed to getObjectMeta {xxx}.', /could not read the object/],
    ['47053', 'Failed to checkFiles {NoSuchBucket}.', /bucket does not exist/],
    ['ImportFailed', 'nothing that is known', /No row of the import was kept/],
    ['96018', 'Access Denied', /cluster does not exist/],
    ['31337', 'IO failed[key=a.json]', /could not read the object storage/],
    ['31337', 'no idea', /refused the request/],
    // The page of a gateway is not about the bucket.
    ['Http403', 'Access Denied', /^The API key may not do this/],
    ['Http418', 'Access Denied', /^The server refused the request/],
    ['Http302', '', /redirects/],
    ['Http599', '', /in trouble/],
    ['HPE_INVALID_CONSTANT', 'Expected HTTP/', /connection to the server failed/],
    ['toString', '', /connection to the server failed/],
    ['__proto__', '', /connection to the server failed/],
  ]
  for (const [code, said, title] of cases) assert.match(explain(code, said).title, title, `${code} ${said}`)
})

test('advice fits the API', () => {
  const missing = 'key not found[key=a.json]'
  assert.match(explain('ImportFailed', missing, 'milvus').advice, /without bucket name and `s3:\/\/`/)
  assert.match(explain('ImportFailed', missing, 'zilliz-v2').advice, /`objectUrl`/)
  assert.equal(explain('ImportFailed', missing).advice, explain('ImportFailed', missing, 'zilliz-v2').advice)
  assert.match(explain('1800', '', 'milvus').advice, /root:Milvus/)
  assert.doesNotMatch(explain('1800', '', 'zilliz-v2').advice, /Milvus/)
  assert.doesNotMatch(explain('47005', '', 'zilliz-v1').advice, /dbName/)
})

test('every entry is written as the others: plain sentences, short enough for an annotation', () => {
  for (const entry of [...Object.values(codes), ...reasons, ...Object.values(fallbacks)]) {
    const { title, titleWith = title, adviceFor = {} } = entry as (typeof reasons)[number]
    for (const text of [title, titleWith]) {
      assert.match(text, /^[A-Z`].*[^.!?:]$/, text)
      assert.ok(text.length <= 110, text)
    }
    for (const text of [entry.advice, ...Object.values(adviceFor)]) {
      assert.match(text, /^[A-Z`].*[^.]\.$/, text)
      assert.doesNotMatch(text, /\.\.|!|\bplease try\b/i, text)
      assert.ok(text.length <= 330, `${text.length}: ${text}`)
    }
    for (const text of [title, entry.advice, ...Object.values(adviceFor)])
      assert.equal(text.split('`').length % 2, 1, `backticks in pairs: ${text}`)
  }
})

test('every message stays under 1 KB, whatever a server says', () => {
  const said = 'x"'.repeat(5000)
  for (const code of [...Object.keys(codes), '31337'])
    for (const api of APIS)
      for (const status of ['Rejected', 'Unknown'] as const) {
        const context =
          'How import job job-13f1290455a6f867200d9f ends is unknown: it was not touched and may run'
        const { message } = new ImportError({ status, code, said, api, context, requestId: 'r'.repeat(36) })
        assert.ok(message.length <= 1024, `${message.length}: ${message}`)
      }
})

const message = (detail: Partial<ConstructorParameters<typeof ImportError>[0]>) =>
  new ImportError({ status: 'Rejected', code: '96018', ...detail }).message

test('the words of a server stay readable inside a message', () => {
  assert.match(message({ said: 'No.' }), / said: "No\." \(code 96018\)\. Check/)
  assert.match(message({ said: 'No.', code: 'ImportFailed' }), / said: "No\." Correct/)
  assert.match(
    message({ said: 'Get "http://a/": no', code: 'ImportFailed' }),
    / said: “Get "http:\/\/a\/": no”\. C/,
  )
  assert.match(message({ requestId: 'r-1' }), /The server gave no reason \(code 96018, request id r-1\)\. /)
  assert.match(
    message({ code: 'Unreachable', cause: 'ENOTFOUND', said: 'getaddrinfo ENOTFOUND a.example' }),
    /^The name of the server could not be resolved\. The network said: "getaddrinfo ENOTFOUND a\.example"\. /,
  )
})

test('what lies behind an unconfirmed create is shown, and does not hide what it means', () => {
  const detail = { status: 'Unknown', code: 'SubmitUnconfirmed', cause: '65535', said: 'internal' } as const
  assert.match(
    message(detail),
    /^It is unclear whether the import was submitted: .*"internal" \(code 65535\)\. Look at the import jobs/,
  )
})

test('advice for a job whose end is unknown does not lead to a second import', () => {
  const again =
    /Give the step the `jobId` of this job: without it, the next run imports everything once more\.$/
  assert.match(message({ status: 'Unknown', code: 'Http503' }), again)
  assert.match(message({ status: 'Unknown', code: '21119' }), again)
  assert.doesNotMatch(message({ status: 'Rejected', code: 'Http503' }), again)
  assert.doesNotMatch(message({ status: 'Unknown', code: 'SubmitUnconfirmed' }), again)
  // A job that is no longer known can't be waited for.
  assert.match(message({ status: 'Unknown', code: '96026' }), /before you import again\.$/)
  const gone = { status: 'Unknown', code: '2100', said: 'import job does not exist, jobID=7' } as const
  assert.match(message(gone), /before you import again\.$/)
})
