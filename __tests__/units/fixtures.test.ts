import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createImportService } from '../../src/api/client.ts'
import { readEnvelope } from '../../src/api/envelope.ts'
import { readJobId } from '../../src/api/v2.ts'
import { advance } from '../../src/job/progress.ts'
import { isUnknownJob, meaningOfCreate } from '../../src/job/retry.ts'
import type { ImportRequest, Target } from '../../src/model/job.ts'
import { importedRowsOf } from '../../src/model/job.ts'
import { CallError, type CallFailure } from '../../src/model/service.ts'

// The exchanges of Milvus, of Zilliz Cloud and of the control plane, as the client reads them: each file is in
// exactly one table.

interface Exchange {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

const target: Target = { kind: 'instance' }
const request: ImportRequest = {
  ...{ target, dbName: undefined, collectionName: 'c', partitionName: undefined },
  source: { kind: 'files', groups: [['a.json']], options: {} },
}
const never = { timeout: 1000, signal: new AbortController().signal }

const read = (path: string): Exchange =>
  JSON.parse(readFileSync(new URL(`../fixtures/${path}.json`, import.meta.url), 'utf8'))

/** A service of the API of a folder, whose only answer is the one of a file. */
function answering(path: string) {
  const { status, headers, body } = read(path)
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const reply = { status, body: text, requestId: headers['requestid'], retryAfter: undefined }
  const [folder] = path.split('/')
  const api = folder === 'milvus' || folder === 'zilliz-v1' ? folder : 'zilliz-v2'
  return createImportService(api, { send: async () => reply }, { target, dbName: undefined }, text => text)
}

/** The job that the answer of a file is about: who asks must mean this one. */
function toldIn(path: string): string {
  return readJobId(readEnvelope(JSON.stringify(read(path).body))?.data ?? {}) ?? '1'
}

async function failureOf(call: Promise<unknown>): Promise<CallFailure> {
  const error = await call.catch(thrown => thrown)
  assert.ok(error instanceof CallError, `succeeded with ${JSON.stringify(error)}`)
  return error.failure
}

const CREATED: Readonly<Record<string, string>> = {
  'milvus/documented-create': '448707763884413158',
  'milvus/documented-create-idempotency-key': '448707763884413158',
  'milvus/reported-create-2.4.8-wrong-path-accepted': '451910421389390804',
  'milvus/reported-create-2024-03-27-code-200-jobId': '448661240466124807',
  'milvus/reported-create-2024-03-backup-code-200-jobID': '448343692569963550',
  'milvus/reported-create-2024-03-code-200-jobID': '448349928406079712',
  'milvus/reported-create-2024-10': '453468002260053160',
  'zilliz-v1/documented-create': 'job-xxxxxxxxxxxxxxxxxxxxxx',
  'zilliz-v2/documented-create-external-on-demand': 'job-xxxxxxxxxxxxxxxxxxxxx',
  'zilliz-v2/documented-create-external-serving': 'job-xxxxxxxxxxxxxxxxxxxxx',
  'zilliz-v2/documented-create-object-url-numeric-id': '448707763884413158',
  'zilliz-v2/documented-create-schema-data-is-array': '448707763884413158',
  'zilliz-v2/documented-create-volume-on-demand': 'job-xxxxxxxxxxxxxxxxxxxxx',
  'zilliz-v2/documented-create-volume-serving': 'job-xxxxxxxxxxxxxxxxxxxxx',
}

/** code, what it means for the one job */
const REFUSED: Readonly<Record<string, readonly [string, ReturnType<typeof meaningOfCreate>]>> = {
  'milvus/documented-create-code-0-but-error': ['Unreadable', 'ambiguous'],
  'milvus/reported-create-2100-job-limit': ['2100', 'later'],
  'milvus/source-1100-import-request-empty': ['1100', 'refused'],
  'milvus/source-1100-request-timeout-header': ['1100', 'refused'],
  'milvus/source-1801-auto-commit-null': ['1801', 'refused'],
  'milvus/source-1801-empty-body': ['1801', 'refused'],
  'milvus/source-1802-collection-name-missing': ['1802', 'refused'],
  'milvus/source-200-partition-not-found': ['200', 'refused'],
  'milvus/source-2100-file-type': ['2100', 'refused'],
  'milvus/source-2100-file-type-2.4': ['2100', 'refused'],
  'milvus/source-2100-mixed-types': ['2100', 'refused'],
  'milvus/source-2100-partition-key': ['2100', 'refused'],
  'milvus/source-2100-too-many-files': ['2100', 'refused'],
  'milvus/source-2100-two-parquet-in-one-group': ['2100', 'refused'],
  'milvus/source-2101-job-limit-3.0': ['2101', 'later'],
  'milvus/source-401-not-authenticated': ['1800', 'refused'],
  'milvus/source-403-no-import-privilege': ['65535', 'refused'],
  'milvus/source-404-unknown-route': ['Http404', 'refused'],
  'milvus/source-408-request-timeout': ['10001', 'ambiguous'],
  'milvus/source-408-request-timeout-2.4': ['Http408', 'ambiguous'],
  'milvus/source-500-panic': ['Http500', 'ambiguous'],
  'milvus/source-800-database-not-found': ['800', 'refused'],
  'zilliz-v1/documented-create-80002': ['80002', 'refused'],
  'zilliz-v2/documented-1800-not-authenticated-http-200': ['1800', 'refused'],
  'zilliz-v2/documented-21119-apikey-illegal-http-200': ['21119', 'refused'],
  'zilliz-v2/documented-abort-failed-1100': ['1100', 'refused'],
  'zilliz-v2/documented-commit-failed-1100': ['1100', 'refused'],
  'control-plane/recorded-401-wrong-api-key': ['21119', 'refused'],
  'control-plane/documented-80001-invalid-token': ['80001', 'refused'],
  'control-plane/recorded-200-business-error-40013': ['40013', 'refused'],
  'control-plane/recorded-200-business-error-63104': ['63104', 'refused'],
  'control-plane/documented-volume-not-found-63240': ['63240', 'refused'],
}

/** standing, percent, rows, names of files */
type Described = readonly [string, number, bigint | undefined, ...string[]]
const V1_FILE = '1af78216-xxxx-xxxx-xxxx-2b0a73c566ed/1.parquet'
const ARTICLES: Described = ['completed', 100, 100_000n, 'medium_articles_2020_dpr.json']
const BULK = 'bulkload/in01-dcd8e3875a6162b/job-016881078e8tilww9au69t'
// biome-ignore format: a table, one row a line
const DESCRIBED: Readonly<Record<string, Described>> = {
  'milvus/documented-get-progress-completed-old-file-name': ['completed', 100, 100_000n, 'a6fb2d1c-7b1b-427c-a8a3-178944e3b66d/1.parquet'],
  'milvus/reported-describe-80-percent-files-completed-excerpt': ['running', 80, 520_161n, '5.parquet'],
  'milvus/reported-describe-failed-missing-object-2.5': ['failed', 0, undefined],
  'milvus/reported-describe-failed-without-reason': ['failed', 0, 0n, `${BULK}/1/MultiFieldCollection.json`, `${BULK}/0/MultiFieldCollection.json`],
  'milvus/reported-get-progress-2024-03-code-200': ['completed', 100, undefined],
  'milvus/source-describe-completed': ['completed', 100, 1000n, 'a.parquet'],
  'milvus/source-describe-completed-zero-rows': ['completed', 100, 0n],
  'milvus/source-describe-failed-aborted': ['failed', 0, 0n],
  'milvus/source-describe-failed-access-denied': ['failed', 0, 0n],
  'milvus/source-describe-failed-all-files-same-reason': ['failed', 0, 0n, 'a.parquet', 'b.parquet'],
  'milvus/source-describe-failed-missing-object-json': ['failed', 0, 0n],
  'milvus/source-describe-failed-missing-object-parquet': ['failed', 0, 0n],
  'milvus/source-describe-failed-quota': ['failed', 0, 0n],
  'milvus/source-describe-failed-server-timeout': ['failed', 0, 0n],
  'milvus/source-describe-importing': ['running', 55, 500n, 'b.parquet', 'a.parquet'],
  'milvus/source-describe-numpy-group': ['running', 55, 500n, 'x/id.npy x/vector.npy'],
  'milvus/source-describe-pending': ['running', 5, 0n],
  'milvus/source-describe-pre-importing': ['running', 25, 0n],
  'milvus/source-describe-uncommitted': ['uncommitted', 99, 1000n, 'a.parquet'],
  'zilliz-v2/documented-describe-completed': ARTICLES,
  'zilliz-v2/documented-describe-schema-strings': ARTICLES,
  'zilliz-v2/documented-get-progress-completed': ARTICLES,
  'zilliz-v2/documented-get-progress-on-demand': ARTICLES,
  'zilliz-v1/documented-get-running': ['running', 0, undefined, V1_FILE],
  'zilliz-v1/documented-get-running-no-details': ['running', 0, undefined, V1_FILE],
}

const UNKNOWN: Readonly<Record<string, string>> = {
  'milvus/source-2100-job-does-not-exist': '2100',
  'milvus/source-2101-job-does-not-exist': '2101',
  // No job of this server has such an id.
  'milvus/source-1100-job-id-not-numeric': '1100',
  'milvus/source-2100-job-id-not-numeric': '2100',
}
const NOT_DESCRIBED: Readonly<Record<string, string>> = {
  'zilliz-v1/documented-get-1800': '1800',
}

// biome-ignore format: a table, one row a line
const LISTED: Readonly<Record<string, readonly string[]>> = {
  'milvus/documented-list': ['448761313698322011'],
  'milvus/documented-list-v2.3-code-200': ['448761313698322011'],
  'milvus/reported-list-pending-excerpt': ['453468002260053160'],
  'milvus/source-list-empty': [],
  'milvus/source-list-four-states': ['1', '2', '3', '4'],
  'zilliz-v1/documented-list': ['job-xxxxxxxxxxxxxxxxxxxxxx', '2b93fef7-xxxx-xxxx-xxxx-f82afd598ff1'],
  'zilliz-v1/documented-list-schema-strings': ['job-xxxxxxxxxxxxxxxxxxxxxx'],
  'zilliz-v2/documented-list': ['job-xxxxxxxxxxxxxxxxxxxxx'],
}
const NOT_LISTED: Readonly<Record<string, string>> = {
  'milvus/reported-list-100-collection-not-found': '100',
}

/** Answers to calls that this action does not make. */
const OTHERS = [
  'zilliz-v2/documented-commit-ok',
  'milvus/documented-commit-ok',
  'milvus/source-abort-2100-auto-commit',
  'milvus/source-abort-2100-completed',
  'milvus/source-commit-2100-wrong-state',
  'milvus/source-commit-2101-not-found',
]

for (const [path, jobId] of Object.entries(CREATED)) {
  test(`create: ${path}`, async () =>
    assert.equal(await answering(path).create(request, undefined, never), jobId))
}

for (const [path, expected] of Object.entries(REFUSED)) {
  test(`create refused: ${path}`, async () => {
    const failure = await failureOf(answering(path).create(request, undefined, never))
    assert.deepEqual([failure.code, meaningOfCreate(failure)], expected)
  })
}

for (const [path, expected] of Object.entries(DESCRIBED)) {
  test(`describe: ${path}`, async () => {
    const progress = advance(undefined, await answering(path).describe(toldIn(path), never))
    const { standing, percent, files } = progress
    assert.deepEqual(
      [standing, percent, importedRowsOf(progress), ...files.map(({ name }) => name)],
      expected,
    )
  })
}

for (const [path, code] of Object.entries({ ...UNKNOWN, ...NOT_DESCRIBED })) {
  test(`describe refused: ${path}`, async () => {
    const failure = await failureOf(answering(path).describe('1', never))
    assert.deepEqual([failure.code, isUnknownJob(failure)], [code, path in UNKNOWN])
  })
}

for (const [path, jobs] of Object.entries(LISTED)) {
  test(`list: ${path}`, async () => {
    const listed = await answering(path).list('c', never)
    assert.deepEqual(
      listed.map(({ jobId }) => jobId),
      jobs,
    )
  })
}

for (const [path, code] of Object.entries(NOT_LISTED)) {
  test(`list refused: ${path}`, async () =>
    assert.equal((await failureOf(answering(path).list('c', never))).code, code))
}

test('the culprit of a failed job is read from its reason', async () => {
  const path = 'milvus/source-describe-failed-all-files-same-reason'
  const { blamed } = await answering(path).describe(toldIn(path), never)
  assert.deepEqual(blamed, ['a.parquet'])
})

test('every exchange is in a table', () => {
  const tables = [CREATED, REFUSED, DESCRIBED, UNKNOWN, NOT_DESCRIBED, LISTED, NOT_LISTED]
  const used = [...tables.flatMap(table => Object.keys(table)), ...OTHERS]
  const files = ['milvus', 'zilliz-v1', 'zilliz-v2'].flatMap(folder =>
    readdirSync(new URL(`../fixtures/${folder}/`, import.meta.url)).map(
      file => `${folder}/${file.replace('.json', '')}`,
    ),
  )
  assert.deepEqual(
    files.filter(file => !used.includes(file)),
    [],
  )
  assert.equal(new Set(used).size, used.length)
})
