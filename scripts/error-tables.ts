import { fallbacks, groups } from '../src/errors/catalogue.ts'
import { CHECK_CODES, checkFailed } from '../src/errors/checks.ts'
import { type Advice, type Does, type Entry, entries } from '../src/errors/entry.ts'
import * as ends from '../src/errors/failures.ts'
import * as gate from '../src/errors/gate.ts'
import type { ImportError } from '../src/errors/import-error.ts'
import * as published from '../src/errors/publishing.ts'
import { reasons } from '../src/errors/reasons.ts'
import { storage } from '../src/errors/storage.ts'
import { cancelledUploading, uploadFailed, uploads } from '../src/errors/upload.ts'
import { code, table } from './markdown.ts'

const TITLES = {
  http: 'HTTP statuses, where the server gives no code of its own',
  network: 'The network',
  zilliz: 'Codes of Zilliz Cloud',
  milvus: 'Codes of Milvus, and of the data plane of Zilliz Cloud',
  storage: 'Codes of object stores, during an upload',
} as const

const gateway = { code: 'Http502', said: '502 Bad Gateway', requestId: undefined }
const jobId = 'job-0123456789'
const STAGED = { jobId: '451234567890' }
const ABORTED = { kind: 'aborted' } as const
const UNCONFIRMED = {
  kind: 'unconfirmed',
  failure: { code: 'Timeout', said: '', requestId: undefined },
  isRefused: false,
  dropsAt: Date.UTC(2026, 10, 26, 14, 30),
} as const

/** Each end that this action gives a code of its own, with values filled in as an example. */
export const EXAMPLES: readonly ImportError[] = [
  ends.invalidInput(['`timeout` is not a duration: `soon`']),
  ends.unreachable({ code: 'ENOTFOUND', said: 'getaddrinfo ENOTFOUND milvus.example', requestId: '' }, {}),
  ends.submitUnconfirmed({ api: 'milvus', failure: gateway, list: 'none' }),
  ends.submitUnconfirmed({ api: 'zilliz-v2', list: 'told', jobId }),
  ends.earlierUnconfirmed('zilliz-v2', true),
  ends.jobFailed({ reason: '', at: '', hasOwnKey: false }),
  ends.rowCountMismatch({ kind: 'atLeast', rows: 5000n }, 4000n),
  ends.timedOut({ jobId, timeout: 1_800_000, last: undefined }),
  ends.cancelledWaiting(jobId),
  ends.cancelledBefore('nothing was submitted'),
  cancelledUploading('s3://bucket/folder/'),
  ends.internalError(new Error('…'), undefined),
  gate.uncommitted('milvus'),
  gate.rowsRefused(STAGED.jobId, ABORTED, '9,990 rows were staged, 10,000 were expected'),
  gate.tooLateToCommit(STAGED.jobId, ABORTED, 240_000),
  gate.endedUnstaged({ ...STAGED, isCancelled: false, seen: 'Uncommitted 99 %' }, UNCONFIRMED),
  gate.endedUnstaged({ ...STAGED, isCancelled: true, seen: '' }, ABORTED),
  gate.endedUnstaged({ ...STAGED, isCancelled: true, seen: '' }, { kind: 'committed' }),
  gate.leftStaged({ ...STAGED, isCancelled: false, seen: 'Uncommitted 99 %' }),
  gate.committedLate(ends.cancelledWaiting(STAGED.jobId), STAGED.jobId),
  gate.commitUnknown(STAGED.jobId, { code: 'ECONNRESET', said: 'read ECONNRESET', requestId: undefined }),
  gate.failedCommitting(STAGED.jobId, 'import timeout'),
  published.notSearchable({ imported: 500n, counted: 1000n, expected: 1500n, waited: 300_000 }),
  published.otherCollection('articles_v8', 'articles_v7'),
  published.cancelledCounting(500n),
  published.notLoaded('the partition `week47`'),
  published.aliasNotSwitched(
    { alias: 'prod', collectionName: 'articles_v8' },
    { code: '1807', said: 'rate limit exceeded', requestId: undefined },
    'articles_v7',
  ),
  published.aliasUnproven('prod'),
  published.cancelledSwitching('prod', false),
]

/** All tables: own ends first, then what others say. */
export function everyError(): string {
  const own = EXAMPLES.map(error => [
    code(error.code),
    code(error.status),
    error.message.slice(0, -error.advice.length).trim(),
    error.advice,
  ])
  const checked = CHECK_CODES.map(name => checkFailed(name))
  const uploaded = Object.keys(uploads).map(name => uploadFailed({ code: name }))
  const codes = {
    ...Object.fromEntries(Object.entries(groups).map(([name, rows]) => [name, entries(rows())])),
    storage,
  }
  const ofCodes = Object.entries(codes).map(
    ([group, rows]) =>
      [TITLES[group as keyof typeof TITLES], rowsOf('Code', Object.entries(rows), ', ')] as const,
  )
  const ofReasons = reasons().map(reason => [reason.says, reason] as const)
  const others = Object.entries(entries(fallbacks())).map(
    ([name, entry]) => [FALLBACKS[name] ?? name, entry] as const,
  )
  const sections = [
    ['Codes of this action', table(['Code', '`status`', 'Message, for example', 'What to do'], own)],
    ['Checks before the import (`status`: `CheckFailed`)', simple(checked)],
    ['Uploads (`status`: `UploadFailed`)', simple(uploaded)],
    ...ofCodes,
    ["The server's words", rowsOf('The server says, for example', ofReasons, '<br>')],
    ['Everything else', rowsOf('Code', others, ', ')],
  ] as const
  return sections.map(([title, text]) => `## ${title}\n\n${text}`).join('\n\n')
}

const FALLBACKS: Readonly<Record<string, string>> = {
  code: 'any other code of a server',
  network: 'any other name of a network failure',
}

function simple(errors: readonly ImportError[]): string {
  return table(
    ['Code', 'Message', 'What to do'],
    errors.map(error => [code(error.code), error.title, error.advice]),
  )
}

/** What this action does, at the create and at a poll. */
const DOES: Readonly<Record<Does, string>> = {
  stop: '',
  again: 'asks again while waiting',
  later: 'tries again',
  ambiguous: 'looks for the job',
  unanswered: 'looks for the job, asks again while waiting',
  gone: 'stops waiting',
}

/** One row for all that means the same, where the first of it stands. */
function rowsOf(head: string, entries: readonly (readonly [string, Entry])[], between: string): string {
  const rows = new Map<string, string[]>()
  for (const [key, entry] of entries) {
    const meaning = JSON.stringify([entry.title, adviceOf(entry.advice), DOES[entry.does]])
    rows.set(meaning, [...(rows.get(meaning) ?? []), code(key)])
  }
  return table(
    [head, 'Meaning', 'What to do', 'This action'],
    [...rows].map(([meaning, keys]) => [keys.join(between), ...JSON.parse(meaning)]),
  )
}

const READERS = {
  ...{ 'zilliz-v1': 'API v1', 'zilliz-v2': 'API v2', milvus: 'Milvus' },
  ...{ json: 'JSON', csv: 'CSV', parquet: 'Parquet', numpy: 'NumPy' },
} as const

function adviceOf(advice: Advice): string {
  if (typeof advice === 'string') return advice
  const { all, ...others } = advice
  const special = Object.entries(others).map(
    ([reader, text]) => `*${READERS[reader as keyof typeof READERS]}:* ${text}`,
  )
  return [all, ...special].join('<br>')
}
