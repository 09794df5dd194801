import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Planned } from '../../sandbox/faults.ts'
import type { MilvusOptions } from '../../sandbox/milvus/options.ts'
import type { Sandbox, SandboxOptions } from '../../sandbox/server.ts'
import { play } from '../harness/scenes.ts'
import {
  answer,
  asked,
  assertSeen,
  createBody,
  data,
  type Inputs,
  MILVUS,
  milvusSandbox,
  milvusStep,
  requestsTo,
  type Story,
  tell,
  whenAsked,
} from '../harness/step.ts'

// What the contract says of `commit`, row by row. The sandbox's own counts judge.

const visible = (sandbox: Sandbox) => sandbox.visibleRows('default', 'articles')
const stateOf = async (sandbox: Sandbox, jobId = '') => (await sandbox.ledger.view(jobId))?.state
const verified = { commit: 'verified' }

interface Row extends Story {
  readonly milvus?: MilvusOptions['milvus'] | MilvusOptions
  /** Without the probe. */
  readonly commits?: number
  readonly aborts?: number
  /** What became of the job. */
  readonly state?: string
}

const fault = (on: 'commit' | 'abort', kind: Planned['fault'], times = 1): Partial<SandboxOptions> => ({
  // The first commit is the probe.
  faults: [{ on, nth: on === 'commit' ? 2 : 1, times, fault: kind }],
})
const reset = (when: 'before' | 'after' | 'halfway') => ({ kind: 'reset', when }) as const
const LATER = { kind: 'answer', when: 'before', answer: 'code 1807' } as const
const COMMITTING = { tempo: { committing: 600_000 } }
const NOT_COMMITTED = 'hold, but the server refused the commit. No row is visible'
const ABORTED = { seen: { status: 'Aborted', errorCode: 'TimedOut' }, aborts: 1, state: 'Failed' }
const DENIED = { status: 403, body: { code: 65535, message: 'PrivilegeImport: permission deny' } }
const DONT = /Don't import again: look at the job, or run this step again with `jobId: "\d+"`\.$/

const VERIFIED: Readonly<Record<string, Row>> = {
  'an older server would publish at once: nothing was submitted': {
    milvus: '2.6',
    seen: { status: 'CheckFailed', errorCode: 'TwoPhaseUnsupported' },
    says: ['no two-phase import, which needs Milvus 3.0'],
  },
  'credentials that are refused: nothing was submitted': {
    milvus: { milvus: '3.0.2', users: {} },
    seen: { status: 'CheckFailed', errorCode: 'NotPermitted' },
  },
  'expectedRows does not hold: aborted, and no row becomes visible': {
    inputs: { expectedRows: '>=121' },
    seen: { status: 'Aborted', errorCode: 'RowCountMismatch', state: 'Failed', importedRows: '0' },
    says: [
      /^120 rows were staged, at least 121 were expected\. The import was aborted; no row became visible\. Check what the job that wrote the files produced, then run again\.$/,
    ],
    title: 'Import aborted: no row became visible',
    ...{ aborts: 1, state: 'Failed' },
  },
  'fewer rows are staged than the files hold: aborted': {
    answers: {
      '/describe': (_, { body }) =>
        data({
          ...{ jobId: JSON.parse(body).jobId, state: 'Uncommitted', progress: 99 },
          ...{ importedRows: 119, totalRows: 120, details: [] },
        }),
    },
    seen: { status: 'Aborted', errorCode: 'RowCountMismatch' },
    says: [/^119 rows were staged, the files hold 120\. The import was aborted/],
    aborts: 1,
  },
  ...Object.fromEntries(
    (['before', 'after', 'halfway'] as const).map(when => [
      `the answer to the commit is lost (reset ${when}): settled by describe and by asking again`,
      {
        options: fault('commit', reset(when)),
        seen: { status: 'Completed' },
        log: [/The commit got no answer \(.+\): looking at the job/],
        ...{ commits: 1, state: 'Completed' },
      },
    ]),
  ),
  'a commit that is lost again and again: never aborted, and the message says what to look at': {
    options: fault('commit', reset('before'), 99),
    inputs: { timeout: '4s' },
    seen: { status: 'TimedOut' },
    says: [/^The commit of import job \d+ got no answer: its rows may be visible, or become so\./, DONT],
  },
  'a commit that the server puts off until the time is up: Uncommitted, and nothing is aborted': {
    options: fault('commit', LATER, 99),
    inputs: { timeout: '3s', onTimeout: 'warn' },
    seen: { conclusion: 'failure', status: 'Uncommitted', errorCode: '1807' },
    says: [NOT_COMMITTED],
  },
  'a commit that the server puts off is sent again': {
    ...{ options: fault('commit', LATER), seen: { status: 'Completed' }, commits: 1, state: 'Completed' },
  },
  'a commit that is refused for good: Uncommitted, red, with the code of the server': {
    answers: { '/commit': (_, { body }) => (body === '{}' ? undefined : DENIED) },
    seen: { conclusion: 'failure', status: 'Uncommitted', errorCode: '65535' },
    says: [NOT_COMMITTED, 'commit: verified'],
    ...{ commits: 1, state: 'Uncommitted' },
  },
  'the wait times out while the job is imported: aborted, red also with onTimeout: warn': {
    ...{ ...ABORTED, options: { tempo: { checking: 600_000 } } },
    inputs: { timeout: '1s', onTimeout: 'warn' },
    says: [
      /^Timed out before the rows of import job \d+ were published \(last seen: Importing.*\)\. The import was aborted; no row became visible\. Raise `timeout`, then run again\.$/,
    ],
  },
  'the workflow is cancelled while the job is pending: one abort, at once': {
    ...{ options: { tempo: { queued: 600_000 } }, cancel: ['/describe', 3] },
    seen: { status: 'Cancelled', state: 'Failed' },
    says: [
      /^The workflow was cancelled\. The import was aborted; no row became visible\. Run the step again to import\.$/,
    ],
    ...{ aborts: 1, state: 'Failed' },
  },
  'the abort gets no answer: what is known, when the server drops the job, and how to abort it': {
    options: { ...fault('abort', reset('before'), 99), tempo: { queued: 900_000_000 } },
    cancel: ['/describe', 2],
    seen: { status: 'Cancelled' },
    says: [
      /^The workflow was cancelled\. The abort of import job \d+ got no answer\. No row is visible; the server drops the job by itself at about \d\d:\d\d UTC \(.+\)\..* Look at the job, or abort it yourself: send .* to `\/v2\/vectordb\/jobs\/import\/abort`/,
    ],
    title: 'Workflow cancelled: the abort of the import is not confirmed, no row is visible yet',
    ...{ within: 6000, state: 'Pending' },
  },
  ...Object.fromEntries(
    (['before', 'after'] as const).map(when => [
      `the answer to the abort is lost (reset ${when}): settled by describe and by asking again`,
      {
        ...{ ...ABORTED, options: fault('abort', reset(when)), inputs: { expectedRows: '1' } },
        seen: { status: 'Aborted' },
        says: ['The import was aborted; no row became visible'],
        aborts: when === 'before' ? 1 : 2,
      },
    ]),
  ),
  'the workflow is cancelled after the commit: nothing is aborted, the rows are or will be visible': {
    ...{ options: COMMITTING, cancel: ['/commit', 2, 300], seen: { status: 'Cancelled' } },
    says: [
      /^Cancelled after the commit of import job \d+ was sent: the rows are, or will be, visible\. /,
      DONT,
    ],
    title: 'Workflow cancelled after the commit was sent: the rows are, or will be, visible',
    ...{ commits: 1, state: 'Committing' },
  },
  'the wait times out after the commit: nothing is aborted, the rows are or will be visible': {
    ...{ options: COMMITTING, inputs: { timeout: '2s' }, seen: { status: 'TimedOut' } },
    says: [
      /^Timed out after the commit of import job \d+ was sent: the rows are, or will be, visible\. /,
      DONT,
    ],
    ...{ commits: 1, state: 'Committing' },
  },
  'less than five minutes are left of the timeout that the server keeps: aborted': {
    ...{ ...ABORTED, inputs: { options: 'timeout=4m30s' } },
    says: [
      /^The rows hold, but the server ends the job in 4m\d\ds: too little for a safe commit\. The import was aborted; no row became visible\. Raise `timeout` \(or the `timeout` in `options`\), then run again\.$/,
    ],
  },
  'an early 3.0 ends a job while it is committed: rows may be gone again (milvus#53315)': {
    milvus: '3.0.1',
    options: { tempo: { committing: 3_600_000 }, speed: 300 },
    inputs: { options: 'timeout=7m' },
    seen: { status: 'Failed' },
    says: [
      /failed after its commit was sent: rows that were visible for a moment may be gone again\. The server said: "import timeout"\. Count the rows/,
    ],
    ...{ commits: 1, state: 'Failed' },
  },
  'a job that fails by itself is a failed import': {
    ...{ inputs: { files: 'broken/sports.jsonl' }, seen: { status: 'Failed' }, state: 'Failed' },
  },
}

describe('commit: verified', { concurrency: 4 }, () => {
  for (const [name, row] of Object.entries(VERIFIED))
    test(name, async () => {
      const { milvus, options, commits, aborts = 0, state } = row
      await using sandbox = await milvusSandbox(milvus, {}, options)
      const result = await tell(sandbox, row, { ...MILVUS, ...verified })
      if (commits !== undefined) assert.equal(requestsTo(sandbox, 'commit').length, 1 + commits)
      assert.equal(requestsTo(sandbox, 'abort').length, aborts)
      const { jobId, status } = result.outputs
      if (state) assert.equal(await stateOf(sandbox, jobId), state)
      else if (status === 'CheckFailed') assert.deepEqual(asked(sandbox), ['commit'])
      if (aborts > 0) {
        assert.equal(requestsTo(sandbox, 'commit').length, 1, 'the probe alone')
        assert.equal(await visible(sandbox), 1000)
        assert.doesNotMatch(result.log + result.summary, /To wait for this job again/)
      }
    })

  test('the probe comes first, the create is held back, rows are judged, then published', async () => {
    await using sandbox = await milvusSandbox()
    const result = await milvusStep(sandbox, { ...verified, expectedRows: '120' })
    assertSeen(result, {
      status: 'Completed',
      state: 'Completed',
      importedRows: '120',
      conclusion: 'success',
    })
    const [probe, ...others] = asked(sandbox)
    assert.deepEqual([probe, sandbox.requests[0]?.body], ['commit', '{}'])
    assert.deepEqual(createBody(sandbox)['options'], { auto_commit: 'false', timeout: '3600s' })
    assert.ok(others.indexOf('create') < others.indexOf('commit'))
    assert.equal(others.filter(path => path === 'commit').length, 1)
    assert.match(result.log, /Staged 120 rows, not visible yet: the count holds/)
    assert.match(result.log, /Committing: from here on the rows are, or will be, visible/)
    assert.match(result.log, /Published 120 rows/)
    assert.match(result.summary, /published after the count held/)
    assert.equal(await stateOf(sandbox, result.outputs['jobId']), 'Completed')
  })

  test('an author who sets a timeout in the options keeps it; a later step judges what was published', async () => {
    await using sandbox = await milvusSandbox()
    const result = await milvusStep(sandbox, { ...verified, options: 'timeout=2h30m' })
    assertSeen(result, { status: 'Completed' })
    assert.deepEqual(createBody(sandbox)['options'], { auto_commit: 'false', timeout: '2h30m' })
    const given = { ...verified, files: null, jobId: result.outputs['jobId'] ?? '', expectedRows: '120' }
    const again = await milvusStep(sandbox, given)
    assertSeen(again, { status: 'Completed', conclusion: 'success' })
    assert.match(again.log, /became visible without this step: none were held back for it to count/)
  })

  /** A first attempt whose runner is lost at the first poll. */
  async function lost(inputs: Inputs = verified) {
    const sandbox = await milvusSandbox()
    const cancel = whenAsked(sandbox, '/describe', 1)
    await milvusStep(sandbox, inputs, { cancel, reason: 'lost' })
    sandbox.intercept = undefined
    return sandbox
  }

  test('a job of an earlier attempt that waits for its commit is gone on with', async () => {
    const inputs = { ...verified, searchable: 'true' }
    await using sandbox = await lost(inputs)
    const again = await milvusStep(sandbox, inputs, { attempt: 2 })
    // Rows that were held back until now have a baseline.
    assertSeen(again, { conclusion: 'success', reused: 'true', rowsAfter: '1120' })
    assert.equal(sandbox.ledger.entries.length, 1)
    assert.equal(await visible(sandbox), 1120)
  })

  test('the job of an earlier attempt is as old as the server says: too late for a commit', async () => {
    await using sandbox = await lost()
    const createTime = new Date(Date.now() - 56 * 60_000).toISOString()
    const rows = { importedRows: 120, totalRows: 120, progress: 99, details: [] }
    answer(sandbox, { '/describe': data({ state: 'Uncommitted', createTime, ...rows }) })
    const says = /^The rows hold, but the server ends the job in (4m|3m\d\ds)/
    assertSeen(await milvusStep(sandbox, verified, { attempt: 2 }), { status: 'Aborted' }, says)
  })

  test('a re-run whose job was aborted submits one new job', async () => {
    await using sandbox = await milvusSandbox('3.0.2', {}, { tempo: { checking: 20_000 } })
    const cancel = whenAsked(sandbox, '/describe', 2)
    const first = await milvusStep(sandbox, verified, { cancel })
    assert.equal(await stateOf(sandbox, first.outputs['jobId']), 'Failed')
    sandbox.intercept = undefined
    assertSeen(await milvusStep(sandbox, verified, { attempt: 2 }), { status: 'Completed' })
    assert.equal(sandbox.ledger.entries.length, 2)
  })

  test('a job that is not yet known to be ours is not aborted', async () => {
    // The answer to the create is lost, and the one new job tells no files.
    const sent: string[] = []
    const job = { jobId: '7', collectionName: 'articles', state: 'Pending' }
    const seen = await play({
      inputs: {
        ...{ api: 'milvus', endpoint: 'http://127.0.0.1:19530', clusterId: '', objectUrl: '' },
        ...{ files: 'daily/science.jsonl', commit: 'verified' },
      },
      replies(path) {
        const route = path.replace(/.*\//, '')
        sent.push(route)
        if (route === 'create') return { status: 502, body: '' }
        const records = sent.includes('create') ? [job] : []
        const told = route === 'list' ? { records } : { state: 'Pending', progress: 0, details: [] }
        return { body: JSON.stringify(route === 'commit' ? { code: 1802 } : { code: 0, data: told }) }
      },
      cancelAt: 45_000,
    })
    assert.match(seen.log.join('\n'), /Import job 7 is new and may be it/)
    assert.equal(seen.outcome.status, 'Cancelled')
    assert.equal(sent.includes('abort'), false)
  })

  test('channel after channel becomes visible: searchable waits for the last', async () => {
    await using sandbox = await milvusSandbox('3.0.2', { shardsNum: 4 }, { tempo: { committing: 10_000 } })
    const inputs = { ...verified, searchable: 'true', alias: 'prod', expectedRows: '120' }
    const counts = { rowsBefore: '1000', rowsAfter: '1120', aliasBefore: '' }
    assertSeen(await milvusStep(sandbox, inputs), { conclusion: 'success', ...counts })
    assert.equal(await visible(sandbox), 1120)
    assert.deepEqual(sandbox.aliases('default'), { prod: 'articles' })
  })
})

describe('commit: manual, and the step that publishes', { concurrency: 4 }, () => {
  const manual = { commit: 'manual' }
  const publishing = (jobId = '', more: Inputs = {}) => ({ ...verified, files: null, jobId, ...more })

  test('manual ends green at Uncommitted; a step with jobId and verified publishes', async () => {
    await using sandbox = await milvusSandbox()
    const staged = await milvusStep(sandbox, { ...manual, expectedRows: '120' })
    assertSeen(staged, { conclusion: 'success', status: 'Uncommitted', errorCode: undefined })
    assert.deepEqual(createBody(sandbox)['options'], { auto_commit: 'false' }, 'an approval may take days')
    assert.match(
      staged.log,
      /To publish the rows, give a later step this in place of the source:\n\s+with:\n\s+jobId: "\d+"\n\s+commit: verified/,
    )
    assert.match(staged.summary, /^## Staged 120 rows, not visible until the job is committed$/m)
    assert.match(staged.summary, /commit: verified/)
    assert.equal(await visible(sandbox), 1000)
    const more = { expectedRows: '120', searchable: 'true', alias: 'prod' }
    const published = await milvusStep(sandbox, publishing(staged.outputs['jobId'], more))
    const seen = { status: 'Completed', rowsAfter: '1120', rowsBefore: undefined }
    assertSeen(published, { conclusion: 'success', ...seen })
    assert.equal(sandbox.ledger.entries.length, 1)
  })

  test('rows that do not hold are aborted with manual, too, and by the step that publishes', async () => {
    await using sandbox = await milvusSandbox()
    const wrong = { expectedRows: '99' }
    const aborted = { status: 'Aborted', errorCode: 'RowCountMismatch', state: 'Failed' }
    assertSeen(await milvusStep(sandbox, { ...manual, ...wrong }), aborted)
    const { jobId } = (await milvusStep(sandbox, { ...manual, idempotencyKey: 'off' })).outputs
    assertSeen(await milvusStep(sandbox, publishing(jobId, wrong)), { ...aborted, jobId })
    assert.equal(await visible(sandbox), 1000)
  })

  test('time-out and cancel leave the job, and the message holds both commands', async () => {
    await using sandbox = await milvusSandbox('3.0.2', {}, { tempo: { checking: 90_000_000 } })
    const late = await milvusStep(sandbox, { ...manual, timeout: '1s', onTimeout: 'warn' })
    const { jobId } = late.outputs
    assertSeen(
      late,
      { status: 'TimedOut', conclusion: 'success' },
      /^Timed out waiting for import job \d+ \(last seen: .+\)\. The job was left as it is: no row is visible, it waits for a commit or an abort\./,
      `\`jobId: "${jobId}"\` and \`commit: verified\``,
      `send \`{"jobId":"${jobId}"}\` to \`/v2/vectordb/jobs/import/commit\``,
      'send it to `/v2/vectordb/jobs/import/abort`',
    )
    const cancel = whenAsked(sandbox, '/describe', 2)
    assertSeen(
      await milvusStep(sandbox, publishing(jobId), { cancel }),
      { status: 'Cancelled' },
      /^The workflow was cancelled while it waited for import job \d+ .*The job was left as it is/,
    )
    assert.equal(requestsTo(sandbox, 'abort').length, 0)
    assert.equal(await stateOf(sandbox, jobId), 'Importing')
  })

  test('a job that ends by the timeout of the server while it waits is a failed import', async () => {
    await using sandbox = await milvusSandbox('3.0.2', {}, { speed: 600 })
    const { jobId } = (await milvusStep(sandbox, { ...manual, options: 'timeout=10s' })).outputs
    await sleep(500)
    assertSeen(await milvusStep(sandbox, publishing(jobId)), { status: 'Failed' }, 'import timeout')
  })
})
