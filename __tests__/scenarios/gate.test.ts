import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { play } from '../harness/scenes.ts'
import {
  asked,
  createBody,
  errorOf,
  milvusSandbox,
  milvusStep,
  requestsTo,
  whenAsked,
} from '../harness/step.ts'

// What the contract says of `commit`, row by row. The sandbox's own counts judge.

const visible = (sandbox: Awaited<ReturnType<typeof milvusSandbox>>) =>
  sandbox.visibleRows('default', 'articles')
const stateOf = async (sandbox: Awaited<ReturnType<typeof milvusSandbox>>, jobId: string | undefined) =>
  (await sandbox.ledger.view(jobId ?? ''))?.state

describe('commit: verified', { concurrency: 4 }, () => {
  test('the probe comes first, the create is held back, rows are judged, then published', async () => {
    await using sandbox = await milvusSandbox()
    const result = await milvusStep(sandbox, { commit: 'verified', expectedRows: '120' })
    assert.equal(result.conclusion, 'success', errorOf(result))
    const { status, state, importedRows } = result.outputs
    assert.deepEqual(
      { status, state, importedRows },
      { status: 'Completed', state: 'Completed', importedRows: '120' },
    )
    const [probe, ...others] = asked(sandbox)
    assert.equal(probe, 'commit')
    assert.equal(sandbox.requests[0]?.body, '{}')
    assert.deepEqual(createBody(sandbox)['options'], { auto_commit: 'false', timeout: '3600s' })
    assert.ok(others.indexOf('create') < others.indexOf('commit'))
    assert.equal(others.filter(path => path === 'commit').length, 1)
    assert.match(result.log, /Staged 120 rows, not visible yet: the count holds/)
    assert.match(result.log, /Committing: from here on the rows are, or will be, visible/)
    assert.match(result.log, /Published 120 rows/)
    assert.match(result.summary, /published after the count held/)
    assert.equal(await stateOf(sandbox, result.outputs['jobId']), 'Completed')
  })

  test('an author who sets a timeout in the options keeps it', async () => {
    await using sandbox = await milvusSandbox()
    const result = await milvusStep(sandbox, { commit: 'verified', options: 'timeout=2h30m' })
    assert.equal(result.conclusion, 'success', errorOf(result))
    assert.deepEqual(createBody(sandbox)['options'], { auto_commit: 'false', timeout: '2h30m' })
  })

  test('an older server would publish at once: TwoPhaseUnsupported, nothing was submitted', async () => {
    await using sandbox = await milvusSandbox('2.6')
    const result = await milvusStep(sandbox, { commit: 'verified' })
    assert.equal(result.outputs['status'], 'CheckFailed')
    assert.equal(result.outputs['errorCode'], 'TwoPhaseUnsupported')
    assert.deepEqual(asked(sandbox), ['commit'])
    assert.match(errorOf(result), /no two-phase import, which needs Milvus 3\.0/)
  })

  test('credentials that are refused: NotPermitted, nothing was submitted', async () => {
    await using sandbox = await milvusSandbox({ milvus: '3.0.2', users: {} })
    const result = await milvusStep(sandbox, { commit: 'verified' })
    assert.equal(result.outputs['status'], 'CheckFailed')
    assert.equal(result.outputs['errorCode'], 'NotPermitted')
    assert.deepEqual(requestsTo(sandbox, 'create'), [])
  })

  test('expectedRows does not hold: aborted, and no row becomes visible', async () => {
    await using sandbox = await milvusSandbox()
    const result = await milvusStep(sandbox, { commit: 'verified', expectedRows: '>=121' })
    assert.equal(result.conclusion, 'failure')
    const { status, errorCode, state, importedRows, jobId } = result.outputs
    assert.deepEqual(
      { status, errorCode, state, importedRows },
      { status: 'Aborted', errorCode: 'RowCountMismatch', state: 'Failed', importedRows: '0' },
    )
    assert.match(
      errorOf(result),
      /^120 rows were staged, at least 121 were expected\. The import was aborted; no row became visible\. Check what the job that wrote the files produced, then run again\.$/,
    )
    assert.equal(result.annotations[0]?.title, 'Import aborted: no row became visible')
    assert.match(result.summary, /^## Import aborted: no row became visible$/m)
    assert.equal(requestsTo(sandbox, 'commit').length, 1, 'the probe alone')
    assert.equal(await stateOf(sandbox, jobId), 'Failed')
    assert.equal(await visible(sandbox), 1000)
    assert.doesNotMatch(result.log + result.summary, /To wait for this job again/)
  })

  test('fewer rows are staged than the files hold: aborted', async () => {
    await using sandbox = await milvusSandbox()
    sandbox.intercept = ({ path, body }) =>
      path.endsWith('/describe')
        ? {
            status: 200,
            body: {
              code: 0,
              data: {
                ...{ jobId: JSON.parse(body).jobId, state: 'Uncommitted', progress: 99 },
                ...{ importedRows: 119, totalRows: 120, details: [] },
              },
            },
          }
        : undefined
    const result = await milvusStep(sandbox, { commit: 'verified' })
    assert.equal(result.outputs['status'], 'Aborted')
    assert.match(errorOf(result), /^119 rows were staged, the files hold 120\. The import was aborted/)
    assert.equal(requestsTo(sandbox, 'abort').length, 1)
  })

  for (const when of ['before', 'after', 'halfway'] as const) {
    test(`the answer to the commit is lost (reset ${when}): settled by describe and by asking again`, async () => {
      const faults = [{ on: 'commit', nth: 2, fault: { kind: 'reset', when } }] as const
      await using sandbox = await milvusSandbox('3.0.2', {}, { faults })
      const result = await milvusStep(sandbox, { commit: 'verified' })
      assert.equal(result.outputs['status'], 'Completed', errorOf(result))
      assert.match(result.log, /The commit got no answer \(.+\): looking at the job/)
      assert.equal(await stateOf(sandbox, result.outputs['jobId']), 'Completed')
      assert.equal(requestsTo(sandbox, 'abort').length, 0)
    })
  }

  test('a commit that is lost again and again: never aborted, and the message says what to look at', async () => {
    const faults = [{ on: 'commit', nth: 2, times: 99, fault: { kind: 'reset', when: 'before' } }] as const
    await using sandbox = await milvusSandbox('3.0.2', {}, { faults })
    const result = await milvusStep(sandbox, { commit: 'verified', timeout: '4s' })
    assert.equal(result.outputs['status'], 'TimedOut')
    const { jobId } = result.outputs
    assert.ok(
      errorOf(result).startsWith(
        `The commit of import job ${jobId} got no answer: its rows may be visible, or become so.`,
      ),
    )
    assert.ok(
      errorOf(result).endsWith(
        `Don't import again: look at the job, or run this step again with \`jobId: "${jobId}"\`.`,
      ),
    )
    assert.equal(requestsTo(sandbox, 'abort').length, 0)
  })

  test('a commit that the server puts off until the time is up: Uncommitted, and nothing is aborted', async () => {
    const fault = { kind: 'answer', when: 'before', answer: 'code 1807' } as const
    await using sandbox = await milvusSandbox(
      '3.0.2',
      {},
      { faults: [{ on: 'commit', nth: 2, times: 99, fault }] },
    )
    const result = await milvusStep(sandbox, { commit: 'verified', timeout: '3s', onTimeout: 'warn' })
    assert.equal(result.conclusion, 'failure')
    assert.deepEqual([result.outputs['status'], result.outputs['errorCode']], ['Uncommitted', '1807'])
    assert.match(errorOf(result), /hold, but the server refused the commit\. No row is visible/)
    assert.equal(requestsTo(sandbox, 'abort').length, 0)
  })

  test('a commit that is refused for good: Uncommitted, red, with the code of the server', async () => {
    await using sandbox = await milvusSandbox()
    sandbox.intercept = ({ path, body }) =>
      path.endsWith('/commit') && body !== '{}'
        ? { status: 403, body: { code: 65535, message: 'PrivilegeImport: permission deny' } }
        : undefined
    const result = await milvusStep(sandbox, { commit: 'verified' })
    assert.equal(result.conclusion, 'failure')
    assert.equal(result.outputs['status'], 'Uncommitted')
    assert.equal(result.outputs['errorCode'], '65535')
    assert.match(errorOf(result), /hold, but the server refused the commit\. No row is visible/)
    assert.match(errorOf(result), /commit: verified/)
    assert.match(result.summary, /commit: verified/)
    assert.equal(requestsTo(sandbox, 'abort').length, 0)
    assert.equal(await visible(sandbox), 1000)
  })

  test('a commit that the server puts off is sent again', async () => {
    const fault = { kind: 'answer', when: 'before', answer: 'code 1807' } as const
    await using sandbox = await milvusSandbox('3.0.2', {}, { faults: [{ on: 'commit', nth: 2, fault }] })
    const result = await milvusStep(sandbox, { commit: 'verified' })
    assert.equal(result.outputs['status'], 'Completed', errorOf(result))
    assert.equal(requestsTo(sandbox, 'commit').length, 2, 'the probe, and the one that was let through')
  })

  for (const [what, tempo] of [
    ['Pending', { queued: 600_000 }],
    ['Importing', { checking: 600_000 }],
  ] as const) {
    test(`the wait times out while the job is ${what}: aborted, red also with onTimeout: warn`, async () => {
      await using sandbox = await milvusSandbox('3.0.2', {}, { tempo })
      const result = await milvusStep(sandbox, { commit: 'verified', timeout: '1s', onTimeout: 'warn' })
      assert.equal(result.conclusion, 'failure')
      const { status, errorCode, jobId } = result.outputs
      assert.deepEqual({ status, errorCode }, { status: 'Aborted', errorCode: 'TimedOut' })
      assert.match(
        errorOf(result),
        new RegExp(
          `^Timed out before the rows of import job ${jobId} were published \\(last seen: ${what}.*\\)\\. The import was aborted; no row became visible\\. Raise \`timeout\`, then run again\\.$`,
        ),
      )
      assert.equal(await stateOf(sandbox, jobId), 'Failed')
    })
  }

  test('the abort gets no answer: what is known, when the server drops the job, and how to abort it', async () => {
    const faults = [{ on: 'abort', nth: 1, times: 99, fault: { kind: 'reset', when: 'before' } }] as const
    await using sandbox = await milvusSandbox('3.0.2', {}, { faults, tempo: { queued: 900_000_000 } })
    const cancel = whenAsked(sandbox, '/describe', 2)
    const result = await milvusStep(sandbox, { commit: 'verified' }, { cancel })
    const { status, jobId } = result.outputs
    assert.equal(status, 'Cancelled')
    assert.match(
      errorOf(result),
      new RegExp(
        `^The workflow was cancelled\\. The abort of import job ${jobId} got no answer\\. No row is visible; the server drops the job by itself at about \\d\\d:\\d\\d UTC \\(.+\\)\\..* Look at the job, or abort it yourself: send .* to \`/v2/vectordb/jobs/import/abort\``,
      ),
    )
    assert.equal(
      result.annotations[0]?.title,
      'Workflow cancelled: the abort of the import is not confirmed, no row is visible yet',
    )
    assert.ok((result.endedAfter ?? Infinity) < 6000, `${result.endedAfter} ms`)
  })

  for (const when of ['before', 'after'] as const) {
    test(`the answer to the abort is lost (reset ${when}): settled by describe and by asking again`, async () => {
      const faults = [{ on: 'abort', nth: 1, fault: { kind: 'reset', when } }] as const
      await using sandbox = await milvusSandbox('3.0.2', {}, { faults })
      const result = await milvusStep(sandbox, { commit: 'verified', expectedRows: '1' })
      assert.match(errorOf(result), /The import was aborted; no row became visible/)
      assert.equal(await stateOf(sandbox, result.outputs['jobId']), 'Failed')
    })
  }

  for (const [what, tempo] of [
    ['Pending', { queued: 600_000 }],
    ['Importing', { checking: 600_000 }],
  ] as const) {
    test(`the workflow is cancelled while the job is ${what}: one abort, at once`, async () => {
      await using sandbox = await milvusSandbox('3.0.2', {}, { tempo })
      const cancel = whenAsked(sandbox, '/describe', 3)
      const result = await milvusStep(sandbox, { commit: 'verified' }, { cancel })
      const { status, jobId, state } = result.outputs
      assert.deepEqual({ status, state }, { status: 'Cancelled', state: 'Failed' })
      assert.equal(
        errorOf(result),
        'The workflow was cancelled. The import was aborted; no row became visible. Run the step again to import.',
      )
      assert.equal(requestsTo(sandbox, 'abort').length, 1)
      assert.equal(await stateOf(sandbox, jobId), 'Failed')
      assert.ok((result.endedAfter ?? Infinity) < 3000, `${result.endedAfter} ms`)
    })
  }

  test('the workflow is cancelled after the commit: nothing is aborted, the rows are or will be visible', async () => {
    await using sandbox = await milvusSandbox('3.0.2', {}, { tempo: { committing: 600_000 } })
    const cancel = whenAsked(sandbox, '/commit', 2).then(
      () => new Promise(resolve => setTimeout(resolve, 300)),
    )
    const result = await milvusStep(sandbox, { commit: 'verified' }, { cancel })
    const { status, jobId } = result.outputs
    assert.equal(status, 'Cancelled')
    assert.equal(
      errorOf(result),
      `Cancelled after the commit of import job ${jobId} was sent: the rows are, or will be, visible. Don't import again: look at the job, or run this step again with \`jobId: "${jobId}"\`.`,
    )
    assert.equal(requestsTo(sandbox, 'abort').length, 0)
    assert.equal(
      result.annotations[0]?.title,
      'Workflow cancelled after the commit was sent: the rows are, or will be, visible',
    )
  })

  test('the wait times out after the commit: nothing is aborted, the rows are or will be visible', async () => {
    await using sandbox = await milvusSandbox('3.0.2', {}, { tempo: { committing: 600_000 } })
    const result = await milvusStep(sandbox, { commit: 'verified', timeout: '2s' })
    assert.equal(result.outputs['status'], 'TimedOut')
    assert.match(
      errorOf(result),
      /^Timed out after the commit of import job \d+ was sent: the rows are, or will be, visible\. Don't import again/,
    )
    assert.equal(requestsTo(sandbox, 'abort').length, 0)
  })

  test('a job of an earlier attempt that waits for its commit is gone on with', async () => {
    await using sandbox = await milvusSandbox()
    const lost = whenAsked(sandbox, '/describe', 1)
    await milvusStep(
      sandbox,
      { commit: 'verified', searchable: 'true' },
      { cancel: lost, reason: 'lost' },
    ).catch(() => {})
    sandbox.intercept = undefined
    const again = await milvusStep(sandbox, { commit: 'verified', searchable: 'true' }, { attempt: 2 })
    assert.equal(again.conclusion, 'success', errorOf(again))
    assert.equal(again.outputs['reused'], 'true')
    assert.equal(again.outputs['rowsAfter'], '1120', 'rows that were held back until now have a baseline')
    assert.equal(sandbox.ledger.entries.length, 1)
    assert.equal(await visible(sandbox), 1120)
  })

  test('a re-run whose job was aborted submits one new job', async () => {
    await using sandbox = await milvusSandbox('3.0.2', {}, { tempo: { checking: 60_000 } })
    const cancel = whenAsked(sandbox, '/describe', 2)
    const first = await milvusStep(sandbox, { commit: 'verified' }, { cancel })
    assert.equal(await stateOf(sandbox, first.outputs['jobId']), 'Failed')
    sandbox.intercept = undefined
    const again = await milvusStep(sandbox, { commit: 'verified' }, { attempt: 2 })
    assert.equal(again.outputs['status'], 'Completed', errorOf(again))
    assert.notEqual(again.outputs['jobId'], first.outputs['jobId'])
    assert.equal(sandbox.ledger.entries.length, 2)
  })

  test('a job that is not yet known to be ours is not aborted', async () => {
    // The answer to the create is lost, and the one new job tells no files.
    const sent: string[] = []
    const data = { state: 'Pending', progress: 0, details: [] }
    const seen = await play({
      inputs: {
        ...{ api: 'milvus', endpoint: 'http://127.0.0.1:19530', clusterId: '', objectUrl: '' },
        ...{ files: 'daily/science.jsonl', commit: 'verified' },
      },
      replies(path) {
        sent.push(path.replace(/.*\//, ''))
        const isProbe = path.endsWith('/commit')
        if (path.endsWith('/create'))
          return { status: 502, body: '', requestId: undefined, retryAfter: undefined }
        const records = sent.includes('create')
          ? [{ jobId: '7', collectionName: 'articles', state: 'Pending' }]
          : []
        const body = isProbe ? { code: 1802 } : { code: 0, data: path.endsWith('/list') ? { records } : data }
        return { status: 200, body: JSON.stringify(body), requestId: undefined, retryAfter: undefined }
      },
      cancelAt: 45_000,
    })
    assert.match(seen.log.join('\n'), /Import job 7 is new and may be it/)
    assert.equal(seen.outcome.status, 'Cancelled')
    assert.equal(sent.includes('abort'), false)
  })

  test('the job of an earlier attempt is as old as the server says: too late for a commit', async () => {
    await using sandbox = await milvusSandbox()
    const lost = whenAsked(sandbox, '/describe', 1)
    await milvusStep(sandbox, { commit: 'verified' }, { cancel: lost, reason: 'lost' }).catch(() => {})
    const createTime = new Date(Date.now() - 56 * 60_000).toISOString()
    const rows = { importedRows: 120, totalRows: 120, progress: 99, details: [] }
    sandbox.intercept = ({ path }) =>
      path.endsWith('/describe')
        ? { status: 200, body: { code: 0, data: { state: 'Uncommitted', createTime, ...rows } } }
        : undefined
    const again = await milvusStep(sandbox, { commit: 'verified' }, { attempt: 2 })
    assert.equal(again.outputs['status'], 'Aborted')
    assert.match(errorOf(again), /^The rows hold, but the server ends the job in (4m|3m\d\ds)/)
  })

  test('less than five minutes are left of the timeout that the server keeps: aborted', async () => {
    await using sandbox = await milvusSandbox()
    const result = await milvusStep(sandbox, { commit: 'verified', options: 'timeout=4m30s' })
    const { status, errorCode, jobId } = result.outputs
    assert.deepEqual({ status, errorCode }, { status: 'Aborted', errorCode: 'TimedOut' })
    assert.match(
      errorOf(result),
      /^The rows hold, but the server ends the job in 4m\d\ds: too little for a safe commit\. The import was aborted; no row became visible\. Raise `timeout` \(or the `timeout` in `options`\), then run again\.$/,
    )
    assert.equal(await stateOf(sandbox, jobId), 'Failed')
    assert.equal(requestsTo(sandbox, 'commit').length, 1)
  })

  test('an early 3.0 ends a job while it is committed: rows may be gone again (milvus#53315)', async () => {
    const tempo = { committing: 3_600_000 }
    await using sandbox = await milvusSandbox('3.0.1', {}, { tempo, speed: 300 })
    const result = await milvusStep(sandbox, { commit: 'verified', options: 'timeout=7m' })
    assert.equal(result.outputs['status'], 'Failed')
    assert.match(
      errorOf(result),
      /failed after its commit was sent: rows that were visible for a moment may be gone again\. The server said: "import timeout"\. Count the rows/,
    )
    assert.equal(requestsTo(sandbox, 'abort').length, 0)
  })

  test('a job that fails by itself is a failed import', async () => {
    await using sandbox = await milvusSandbox()
    const result = await milvusStep(sandbox, { commit: 'verified', files: 'broken/sports.jsonl' })
    assert.equal(result.outputs['status'], 'Failed')
    assert.equal(requestsTo(sandbox, 'abort').length, 0)
    assert.equal(requestsTo(sandbox, 'commit').length, 1)
  })

  test('channel after channel becomes visible: searchable waits for the last', async () => {
    await using sandbox = await milvusSandbox('3.0.2', { shardsNum: 4 }, { tempo: { committing: 10_000 } })
    const result = await milvusStep(sandbox, {
      ...{ commit: 'verified', searchable: 'true', alias: 'prod', expectedRows: '120' },
    })
    assert.equal(result.conclusion, 'success', errorOf(result))
    const { rowsBefore, rowsAfter, aliasBefore } = result.outputs
    assert.deepEqual(
      { rowsBefore, rowsAfter, aliasBefore },
      { rowsBefore: '1000', rowsAfter: '1120', aliasBefore: '' },
    )
    assert.equal(await visible(sandbox), 1120)
    assert.deepEqual(sandbox.aliases('default'), { prod: 'articles' })
  })
})

describe('commit: manual, and the step that publishes', { concurrency: 4 }, () => {
  test('manual ends green at Uncommitted; a step with jobId and verified publishes', async () => {
    await using sandbox = await milvusSandbox()
    const staged = await milvusStep(sandbox, { commit: 'manual', expectedRows: '120' })
    assert.equal(staged.conclusion, 'success')
    const { status, errorCode, jobId = '' } = staged.outputs
    assert.deepEqual({ status, errorCode }, { status: 'Uncommitted', errorCode: undefined })
    assert.deepEqual(createBody(sandbox)['options'], { auto_commit: 'false' }, 'an approval may take days')
    assert.match(
      staged.log,
      /To publish the rows, give a later step this in place of the source:\n\s+with:\n\s+jobId: "\d+"\n\s+commit: verified/,
    )
    assert.match(staged.summary, /^## Staged 120 rows, not visible until the job is committed$/m)
    assert.match(staged.summary, /commit: verified/)
    assert.equal(await visible(sandbox), 1000)

    const published = await milvusStep(sandbox, {
      ...{ files: null, jobId, commit: 'verified', expectedRows: '120' },
      ...{ searchable: 'true', alias: 'prod' },
    })
    assert.equal(published.conclusion, 'success', errorOf(published))
    assert.equal(published.outputs['status'], 'Completed')
    assert.equal(published.outputs['rowsAfter'], '1120')
    assert.equal(published.outputs['rowsBefore'], undefined)
    assert.equal(sandbox.ledger.entries.length, 1)
  })

  test('rows that do not hold are aborted with manual, too', async () => {
    await using sandbox = await milvusSandbox()
    const result = await milvusStep(sandbox, { commit: 'manual', expectedRows: '99' })
    assert.equal(result.outputs['status'], 'Aborted')
    assert.equal(result.outputs['errorCode'], 'RowCountMismatch')
    assert.equal(await stateOf(sandbox, result.outputs['jobId']), 'Failed')
  })

  test('the step that publishes judges, too', async () => {
    await using sandbox = await milvusSandbox()
    const { outputs } = await milvusStep(sandbox, { commit: 'manual' })
    const jobId = outputs['jobId'] ?? ''
    const result = await milvusStep(sandbox, { files: null, jobId, commit: 'verified', expectedRows: '99' })
    assert.equal(result.outputs['status'], 'Aborted')
    assert.equal(await stateOf(sandbox, jobId), 'Failed')
    assert.equal(await visible(sandbox), 1000)
  })

  test('time-out and cancel leave the job, and the message holds both commands', async () => {
    await using sandbox = await milvusSandbox('3.0.2', {}, { tempo: { checking: 90_000_000 } })
    const late = await milvusStep(sandbox, { commit: 'manual', timeout: '1s', onTimeout: 'warn' })
    assert.equal(late.outputs['status'], 'TimedOut')
    assert.equal(late.conclusion, 'success')
    const { jobId = '' } = late.outputs
    const message = late.outputs['errorMessage'] ?? ''
    assert.match(
      message,
      /^Timed out waiting for import job \d+ \(last seen: .+\)\. The job was left as it is: no row is visible, it waits for a commit or an abort\./,
    )
    assert.ok(message.includes(`\`jobId: "${jobId}"\` and \`commit: verified\``))
    assert.ok(message.includes(`send \`{"jobId":"${jobId}"}\` to \`/v2/vectordb/jobs/import/commit\``))
    assert.ok(message.includes('send it to `/v2/vectordb/jobs/import/abort`'))

    const cancel = whenAsked(sandbox, '/describe', 2)
    const given = { files: null, jobId, commit: 'verified' }
    const stopped = await milvusStep(sandbox, given, { cancel })
    assert.equal(stopped.outputs['status'], 'Cancelled')
    assert.match(
      errorOf(stopped),
      /^The workflow was cancelled while it waited for import job \d+ .*The job was left as it is/,
    )
    assert.equal(requestsTo(sandbox, 'abort').length, 0)
    assert.notEqual(await stateOf(sandbox, jobId), 'Failed')
  })

  test('a job that ends by the timeout of the server while it waits is a failed import', async () => {
    await using sandbox = await milvusSandbox('3.0.2', {}, { speed: 600 })
    const { outputs } = await milvusStep(sandbox, { commit: 'manual', options: 'timeout=10s' })
    const jobId = outputs['jobId'] ?? ''
    await new Promise(resolve => setTimeout(resolve, 500))
    const result = await milvusStep(sandbox, { files: null, jobId, commit: 'verified' })
    assert.equal(result.outputs['status'], 'Failed')
    assert.match(errorOf(result), /import timeout/)
  })

  test('a job that was published before is judged by its rows', async () => {
    await using sandbox = await milvusSandbox()
    const { outputs } = await milvusStep(sandbox, { commit: 'verified' })
    const jobId = outputs['jobId'] ?? ''
    const again = await milvusStep(sandbox, { files: null, jobId, commit: 'verified', expectedRows: '120' })
    assert.equal(again.outputs['status'], 'Completed')
    assert.equal(again.conclusion, 'success')
    assert.match(again.log, /became visible without this step: none were held back for it to count/)
  })
})
