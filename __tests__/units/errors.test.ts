import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readReason } from '../../src/api/v2.ts'
import { fallbacks, groups } from '../../src/errors/catalogue.ts'
import { checks, checksFailed } from '../../src/errors/checks.ts'
import { type Advice, entries } from '../../src/errors/entry.ts'
import { explain } from '../../src/errors/explain.ts'
import {
  jobFailed,
  lostContact,
  rejected,
  submitUnconfirmed,
  timedOut,
  unreachable,
} from '../../src/errors/failures.ts'
import type { ImportError } from '../../src/errors/import-error.ts'
import { reasons as reasonsOf } from '../../src/errors/reasons.ts'
import { storage } from '../../src/errors/storage.ts'
import { uploadFailed, uploads } from '../../src/errors/upload.ts'
import { advance } from '../../src/job/progress.ts'
import type { Api } from '../../src/model/job.ts'

const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/codes/milvus-reasons.json', import.meta.url), 'utf8'),
)
const reasons = reasonsOf()
const codes = entries(Object.values(groups).flatMap(rows => rows()))
const APIS: readonly (Api | undefined)[] = [undefined, 'zilliz-v1', 'zilliz-v2', 'milvus']

/** The kind that a text is told as, without its variant: that of the first pattern that matches. */
const kindOf = (said: string) => reasons.find(({ pattern }) => pattern.test(said))?.kind.split('/')[0]

test('every reason that a server is known to give is told as what it is, whole and bare', () => {
  for (const { kind, examples } of fixture.reasons) {
    assert.ok(reasons.some(reason => reason.kind.split('/')[0] === kind))
    for (const said of examples)
      for (const text of [said, readReason(said).reason]) assert.equal(kindOf(text), kind, text)
  }
  for (const reason of reasons)
    assert.equal(
      reasons.find(({ pattern }) => pattern.test(reason.says)),
      reason,
      `${reason.says} is explained by another reason`,
    )
})

test('every group that a title names is one of its pattern', () => {
  for (const { pattern, titleWith = '' } of reasons) {
    const groups = (new RegExp(`${pattern.source}|`).exec('') ?? []).length - 1
    for (const [, group] of titleWith.matchAll(/\$(\d)/g)) assert.ok(Number(group) <= groups, titleWith)
  }
})

test('titles say what the server named', () => {
  // biome-ignore format: a table, one row a line
  const cases: readonly (readonly [code: string, said: string, title: string])[] = [
    ['2100', "expected dim '128' for FloatVector field 'v', got dim '64': importing data failed", "A vector does not have the collection's dimension: the field `v` has 128, a file has 64"],
    ['ImportFailed', "value of field is missed: 'x'", 'A file lacks the field `x` of the collection'],
    ['100', 'collection not found[database=default][collection=articles]', 'The collection `articles` does not exist in the database `default`'],
    ['100', "can't find collection", 'The collection does not exist'],
    ['200', 'partition not found[partition=week47]', 'The partition `week47` does not exist'],
    // The pattern caught no field: the plain title.
    ['ImportFailed', 'value length 300 exceeds max_length 256', 'A text is longer than its field allows'],
    // What is caught is as long as it is, and may hold anything.
    ['ImportFailed', `value of field '${'`'.repeat(3)}${'x'.repeat(90)}' is missed`, `A file lacks the field \`'''${'x'.repeat(56)}…\` of the collection`],
  ]
  for (const [code, said, title] of cases) assert.equal(explain(code, said).title, title)
})

test('codes of many conditions are told apart by the words, all others are not', () => {
  const denied =
    'rpc error: code = PermissionDenied desc = PrivilegeImport: permission deny to a in the `b` database'
  const cases: readonly (readonly [code: string, said: string, title: RegExp])[] = [
    ['65535', denied, /^The user may not import/],
    ['65535', 'something', /internal error/],
    ['1100', 'import request is empty: invalid parameter', /no file to import/],
    ['2100', 'The number of jobs has reached the limit, please', /limit of import jobs/],
    [
      '2101',
      'failed to broadcast import: collection not found[database=d][collection=c]',
      /`c` does not exist/,
    ],
    ['2101', 'import job does not exist, jobID=7: importing data failed', /does not know job 7/],
    ['83001', 'Failed to getObjectMeta {Access denied}.', /refused the credentials/],
    ['83001', 'Failed to getObjectMeta {xxx}.', /could not read the object/],
    ['47053', 'Failed to checkFiles {NoSuchBucket}.', /bucket does not exist/],
    ['96018', 'Access Denied', /cluster does not exist/],
    ['31337', 'IO failed[key=a.json]', /could not read the object storage/],
    ['31337', 'no idea', /refused the request/],
    // The page of a gateway is not about the bucket.
    ['Http403', 'Access Denied', /^The API key may not do this/],
    ['Http418', 'Access Denied', /^The server refused the request/],
    ['Http302', '', /redirects/],
    ['Http599', '', /has a problem/],
    ['HPE_INVALID_CONSTANT', 'Expected HTTP/', /connection to the server failed/],
    ['EWHATEVER', '', /connection to the server failed/],
    // Words that a server has for a code.
    ['AccessDenied', '', /refused the request/],
    ['ERROR', '', /refused the request/],
    ['toString', '', /refused the request/],
    ['__proto__', '', /refused the request/],
  ]
  for (const [code, said, title] of cases) assert.match(explain(code, said).title, title, `${code} ${said}`)
})

test('advice fits the API', () => {
  const missing = 'key not found[key=a.json]'
  assert.match(explain('2100', missing, { api: 'milvus' }).advice, /without bucket name and `s3:\/\/`/)
  assert.match(explain('2100', missing, { api: 'zilliz-v2' }).advice, /`objectUrl`/)
  assert.equal(explain('ImportFailed', missing).advice, explain('2100', missing, { api: 'zilliz-v2' }).advice)
  assert.match(explain('1800', '', { api: 'milvus' }).advice, /root:Milvus/)
  assert.doesNotMatch(explain('1800', '', { api: 'zilliz-v2' }).advice, /root:Milvus/)
  assert.doesNotMatch(explain('47005', '', { api: 'zilliz-v1' }).advice, /dbName/)
})

const advices = (advice: Advice) => (typeof advice === 'string' ? [advice] : Object.values(advice))

test('every entry is written as the others: plain sentences, short enough for an annotation', () => {
  const others = [...Object.values({ ...codes, ...storage, ...entries(fallbacks()) }), ...reasons]
  const own = Object.values({ ...checks, ...uploads }).map(([title, advice]) => ({ title, advice }))
  for (const entry of [...others, ...own]) {
    const { title, titleWith = title } = entry as (typeof reasons)[number]
    for (const text of [title, titleWith]) {
      assert.match(text, /^[A-Z`$].*[^.!?:]$/, text)
      assert.ok(text.length <= 110, text)
    }
    for (const text of advices(entry.advice)) {
      assert.match(text, /^[A-Z`].*[^.]\.$/, text)
      assert.doesNotMatch(text, /\.\.|!|\bplease try\b|\bwhole\b[^ n]|there is no way/i, text)
      assert.ok(text.length <= 340, `${text.length}: ${text}`)
    }
    for (const text of [title, ...advices(entry.advice)])
      assert.equal(text.split('`').length % 2, 1, `backticks in pairs: ${text}`)
  }
})

test('every message stays under 1 KB, whatever a server says', () => {
  for (const said of ['x"'.repeat(5000), '导入失败'.repeat(2000)])
    for (const code of [...Object.keys(codes), '31337'])
      for (const api of APIS) {
        const failure = { code, said, requestId: 'r'.repeat(36) }
        const { message } = lostContact('job-13f1290455a6f867200d9f', failure, { api })
        assert.ok(Buffer.byteLength(message) <= 1024, `${message.length}: ${message}`)
        const doubt = submitUnconfirmed({ api: api ?? 'milvus', failure, list: 'none' })
        // The advice of the cause comes last: its end may be cut off.
        assert.ok(Buffer.byteLength(doubt.message) <= 1400, doubt.message)
      }
})

const failure = (code: string, said = '', requestId?: string) => ({ code, said, requestId })
const cloud = { api: 'zilliz-v2' } as const

test('the words of a server stay readable inside a message, and are given to who said them', () => {
  const cases: readonly (readonly [ImportError, RegExp])[] = [
    [rejected(failure('96018', 'No.'), cloud), / The server said: "No\." \(code 96018\)\. Check/],
    [rejected(failure('96018', 'Get "http://a/": no'), cloud), / said: “Get "http:\/\/a\/": no” \(code/],
    [rejected(failure('96018', '', 'r-1'), cloud), /No reason was given \(code 96018, request id r-1\)\. /],
    [rejected(failure('Http502', 'Bad'), cloud), / The answer was: "Bad" \(code Http502\)\. /],
    [rejected(failure('Http407', 'Proxy response (407)'), cloud), / The error was: "Proxy response /],
    [
      unreachable(failure('ENOTFOUND', 'getaddrinfo ENOTFOUND a.example'), cloud),
      /^Nothing was submitted\. The host name could not be resolved\. The error was: "getaddrinfo ENOTFOUND a\.example"\. /,
    ],
    [
      lostContact('7', failure('NotHttp', 'Parse Error: Expected HTTP/'), cloud),
      / The error was: "Parse Error/,
    ],
    [lostContact('7', failure('Unreadable', 'Welcome'), cloud), / The answer was: "Welcome"\. /],
  ]
  for (const [{ message }, words] of cases) assert.match(message, words)
})

test('an unconfirmed create keeps the advice of its cause, and says what it knows', () => {
  const message = (api: Api, told: ReturnType<typeof failure>, list: 'none' | 'told') =>
    submitUnconfirmed({ api, failure: told, list }).message
  const gateway = message('milvus', failure('Http502', 'Bad Gateway'), 'none')
  assert.match(gateway, /: no call to the server got a usable answer\. The answer was: "Bad Gateway"/)
  assert.match(gateway, /importing twice doubles the rows.*REST port of Milvus.*set up for gRPC/)
  const lost = message('zilliz-v2', failure('65535', 'internal'), 'told')
  assert.match(lost, /: the answer does not say, and no job .* The server said: "internal" \(code 65535\)\./)
  assert.match(lost, /Look at the import jobs of the collection in the console .* support of Zilliz Cloud/)
})

test('advice for a job whose result is unknown does not lead to a second import', () => {
  const again = /Give the next run the `jobId` of this job: without it, everything is imported once more\.$/
  assert.match(lostContact('7', failure('Http503'), cloud).message, again)
  assert.match(lostContact('7', failure('21119'), cloud).message, again)
  assert.doesNotMatch(rejected(failure('Http503'), cloud).message, again)
  // A job that is no longer known can't be waited for.
  assert.match(lostContact('7', failure('96026'), cloud).message, /before you import again\.$/)
  const gone = lostContact('7', failure('2100', 'import job does not exist, jobID=7'), { api: 'milvus' })
  assert.match(gone.message, /before you import again\.$/)
})

test('a wait that ended before the job began says so', () => {
  const seen = (state: string, percent: number) =>
    advance(undefined, {
      ...{ state, standing: 'running', percent, collectionName: 'c', reason: '', blamed: [], files: [] },
      ...{ importedRows: undefined, totalRows: undefined },
    })
  const wait = { jobId: '7', timeout: 60_000 }
  const pending = timedOut({ ...wait, last: seen('Pending', 0) }).message
  assert.match(pending, /\(last seen: Pending 0 %\)\. The server has not started it yet\. The server is busy/)
  assert.doesNotMatch(pending, /raise `timeout`/)
  assert.match(
    timedOut({ ...wait, last: seen('Importing', 50) }).message,
    /continues on the server.*raise `timeout`/,
  )
  assert.doesNotMatch(timedOut({ ...wait, last: undefined }).message, /continues/)
})

test('checks: one finding is the message, several are counted', () => {
  const text = 'part-3.parquet: column v holds 64 values per row, the field v has dimension 128'
  const one = { code: 'SchemaMismatch', text } as const
  const other = { code: 'SchemaMismatch', text: 'b.parquet: no column id' } as const
  const first = { code: 'PartitionMissing', text: 'There is no partition p' } as const
  const many = Array.from({ length: 20 }, () => other)
  for (const [found, words] of [
    [[one], /^Nothing was submitted\. part-3\.parquet: column v .* 128\. Correct the files or columns/],
    [[one, other], / 2 checks failed: \(1\) part-3.*128; \(2\) b\.parquet: no column id\. Correct/],
    [[one, first], /\(1\) There is no partition p\. Create it.*; \(2\) part-3.*128\. Correct the files or/],
    [[one, ...many], /21 checks failed: .*\(9\) 13 more, which the table/],
  ] as const)
    assert.match(checksFailed(found).message, words)
  assert.equal(checksFailed([one, first]).code, 'PartitionMissing')
})

test('uploads: what failed, why, and what stays', () => {
  const away = { code: 'ECONNREFUSED', said: 'connect ECONNREFUSED 127.0.0.1:9' }
  const file = { path: 'out/a.parquet' }
  const changed = { ...file, code: 'FileChanged', said: 'The file was written while it was read' }
  // biome-ignore format: a table, one row a line
  const cases: readonly (readonly [Parameters<typeof uploadFailed>[0], RegExp])[] = [
    [{ ...file, code: 'AccessDenied', said: 'Access Denied', kept: 's3://b/x/' }, /^The upload of out\/a\.parquet failed: nothing was submitted\. .*The store said: "Access Denied" \(code AccessDenied\)\. .*s3:PutObject.* stays in s3:\/\/b\/x\//],
    [{ code: '63240', api: 'zilliz-v2' }, /volume does not exist.*`volumeName`/],
    [away, /refused the connection.*The error was.*the store, and `storageEndpoint`/],
    [{ ...away, volumeName: 'ci' }, /into volume ci failed.*`endpoint`/],
    [{ code: 'Http403', said: '' }, /store did not allow the upload.*s3:PutObject/],
    [changed, /nothing was submitted\. The file was written while it was read\. Let the step/],
  ]
  for (const [detail, words] of cases) assert.match(uploadFailed(detail).message, words)
  assert.doesNotMatch(uploadFailed(away).message, /`endpoint`/, 'the import was not even begun')
  assert.equal(uploadFailed(changed).status, 'UploadFailed')
})

/** Texts of the field (issues of milvus-io and others), as the API names the file: what they must and must not advise. */
// biome-ignore format: a table, one row a line
const FIELD: readonly (readonly [said: string, file: string, right: RegExp, wrong?: RegExp])[] = [
  ["failed to parse row, error: got invalid timestamptz string 'tomorrow'", 'a.csv', /time is not readable: `tomorrow`.*ISO 8601/, /JSON/],
  ["failed to parse row, error: invalid character 'a' looking for beginning of value", 'a.csv', /double the quotes inside/, /array of rows/],
  ['failed to parse row, error: strconv.ParseInt: parsing "1.0": invalid syntax', 'a.json', /`1\.0` is not a whole number.*without decimal point/, /array of rows/],
  ['failed to parse row, error: strconv.ParseInt: parsing "300": value out of range', 'a.json', /`300` does not fit its field/],
  ['failed to parse row, error: strconv.ParseUint: parsing "-1": invalid syntax', 'a.json', /sparse vectors are whole numbers/],
  ['failed to parse row, error: strconv.ParseFloat: parsing "1e39": value out of range', 'a.json', /`1e39` does not fit/],
  ['failed to parse row, error: strconv.ParseBool: parsing "yes": invalid syntax', 'a.csv', /`true` or `false`/],
  ["failed to decode row, error: invalid character 'N' looking for beginning of value", 'a.json', /NaN, Infinity/],
  ["failed to append row, error: value 'NaN' is not a number or infinity", 'a.csv', /finite numbers/],
  ["array element is not allowed to be null value for field 'vector'", 'a.parquet', /field `vector` holds a null element/],
  ['compression for LZ4_RAW unimplemented', 'a.parquet', /`LZ4_RAW`.*snappy or zstd/],
  ['new parquet reader failed, err=compression for LZO unimplemented', 'a.parquet', /snappy or zstd/, /uploaded completely/],
  ['unsupported importing numpy files for collection with data type: Array', 'x/a.npy', /`Array`.*Parquet or JSON/, /dtype/],
  ['unsupported importing numpy files for collection with data type: Geometry', 'x/a.npy', /`Geometry`.*Parquet or JSON/, /dtype/],
  ['not support bulk insert numpy files in field(note) which set nullable == true', 'x/a.npy', /`note`, because it is nullable.*Parquet/],
  ["failed to parse row, error: expected dim '32' for field 'v' with type 'FloatVector', got dim '0'", 'a.csv', /vector is empty.*`nullkey=null`/],
  ["failed to parse row, error: expected type 'VarChar' for field 'title', got type '<nil>' with value '<nil>'", 'a.json', /null in the field `title`/],
  ["failed to parse row, error: expected type 'JSON' for field 'extra', got type 'json.Number' with value '5'", 'a.json', /JSON field `extra`.*Write an object/],
  ["schema not equal, err=field 'title' type mis-match, expect arrow type 'utf8', get arrow data type 'large_utf8'", 'a.parquet', /`large_utf8`.*pandas 3 and polars/],
  ["expected element type 'Int64' for field 'id', got type 'Int32'", 'x/id.npy', /astype\("int64"\)/],
  ["failed to parse row, error: expected type 'Int64' for field 'id', got type 'string' with value '1.0'", 'a.csv', /without `\.0`/],
  ['init failed, failed to decode JSON, error: EOF', 'a.json', /file is empty/],
  ['init failed, failed to decode JSON, error: unexpected EOF', 'a.json', /ended early/],
  ["failed to parse row, error: value of field 'x' is missed", 'a.jsonl', /lacks the field `x`/],
  ['failed to parse row, error: something new', 'a.csv', /row of a file could not be read.*`nullkey`/, /JSON/],
  ['failed to parse row, error: something new', 'a.jsonl', /each row is one object/],
  ['failed to parse row, error: failed to parse geometry: invalid wkt', 'a.csv', /WKT/],
  ['no binlog to import, input=[backup/7]', 'backup/7', /backup holds no data/],
]

test('advice comes from the innermost cause, and fits the format of the file', () => {
  for (const [reason, file, right, wrong] of FIELD) {
    const { message } = jobFailed({
      api: 'milvus',
      reason: `${reason}: importing data failed`,
      at: file,
      files: [file],
      hasOwnKey: false,
    })
    assert.match(message, right)
    if (wrong) assert.doesNotMatch(message.split(' The server said: ').at(-1) ?? '', wrong, message)
  }
})

test('without a file to blame, the one format of all files decides', () => {
  const advice = (files: readonly string[]) =>
    jobFailed({
      api: 'milvus',
      reason: 'failed to parse row, error: new',
      at: '',
      files,
      hasOwnKey: false,
    }).advice
  assert.match(advice(['a.csv', 'https://h.example/b.csv?sig=abcdefgh']), /`nullkey`/)
  assert.match(advice(['a.ndjson', 'b.jsonl']), /each row is one object/)
  for (const files of [['a.csv', 'b.json'], ['folder/'], []])
    assert.doesNotMatch(advice(files), /nullkey|one object/)
})
