import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { articles } from '../../sandbox/samples.ts'
import type { SandboxOptions } from '../../sandbox/server.ts'
import { asked, errorOf, milvusStep, requestsTo, testSandbox } from '../harness/step.ts'

// What the contract says of `alias`, row by row.

const SWITCH = { collectionName: 'articles_v8', searchable: 'true', alias: 'prod' }

/** Last night's collection, which readers know as `prod` unless said otherwise, and tonight's. */
function nights(options: Partial<SandboxOptions> = {}, aliases: readonly string[] = ['prod']) {
  const databases = {
    default: { articles_v7: { ...articles, rows: 900, aliases }, articles_v8: articles },
    other: { articles_v8: articles, prod: articles },
  }
  return testSandbox({ databases }, { api: { milvus: '2.6' }, ...options })
}

describe('alias', { concurrency: 4 }, () => {
  test('leads to the collection once its rows are searchable, and the way back is an output', async () => {
    await using sandbox = await nights()
    const result = await milvusStep(sandbox, SWITCH)
    assert.equal(result.conclusion, 'success', errorOf(result))
    assert.equal(result.outputs['aliasBefore'], 'articles_v7')
    assert.deepEqual(sandbox.aliases('default'), { prod: 'articles_v8' })
    const paths = asked(sandbox)
    assert.equal(paths.at(-1), 'aliases/alter')
    assert.equal(requestsTo(sandbox, 'alter').length, 1)
    assert.match(result.log, /Switched: alias prod points to articles_v8 \(before: articles_v7\)/)
    assert.match(
      result.summary,
      /prod<\/code> points to <code>articles&#95;v8<\/code> \(before: <code>articles&#95;v7/,
    )
  })

  test('is created where there is none: aliasBefore is empty', async () => {
    await using sandbox = await nights({}, [])
    const result = await milvusStep(sandbox, SWITCH)
    assert.equal(result.outputs['aliasBefore'], '')
    assert.deepEqual(sandbox.aliases('default'), { prod: 'articles_v8' })
    assert.match(result.log, /alias prod points to articles_v8 \(newly created\)/)
  })

  test('is left alone where it leads to the collection already', async () => {
    await using sandbox = await nights()
    const result = await milvusStep(sandbox, { ...SWITCH, collectionName: 'articles_v7' })
    assert.equal(result.outputs['aliasBefore'], 'articles_v7')
    assert.match(result.log, /Alias prod already points to articles_v7/)
    assert.ok(!asked(sandbox).some(path => /aliases\/(create|alter)/.test(path)))
  })

  test('an import by another alias goes to the collection that it means', async () => {
    await using sandbox = await nights({}, ['prod', 'tonight'])
    const result = await milvusStep(sandbox, { ...SWITCH, collectionName: 'tonight', alias: 'fresh' })
    assert.equal(result.conclusion, 'success', errorOf(result))
    assert.equal(sandbox.aliases('default')['fresh'], 'articles_v7')
  })

  test('the name of a collection: AliasTaken, before anything is submitted', async () => {
    await using sandbox = await nights()
    const result = await milvusStep(sandbox, { ...SWITCH, alias: 'articles_v7' })
    assert.equal(result.outputs['status'], 'CheckFailed')
    assert.equal(result.outputs['errorCode'], 'AliasTaken')
    assert.match(
      errorOf(result),
      /The alias has the name of a collection: articles_v7\. Choose another `alias`/,
    )
    assert.deepEqual(requestsTo(sandbox, 'create'), [])
  })

  test('another database has aliases and collections of its own', async () => {
    await using sandbox = await nights()
    const result = await milvusStep(sandbox, { ...SWITCH, dbName: 'other', alias: 'live' })
    assert.equal(result.conclusion, 'success', errorOf(result))
    assert.deepEqual(sandbox.aliases('other'), { live: 'articles_v8' })
    assert.deepEqual(sandbox.aliases('default'), { prod: 'articles_v7' })
    const taken = await milvusStep(sandbox, { ...SWITCH, dbName: 'other' })
    assert.equal(taken.outputs['errorCode'], 'AliasTaken')
  })

  test('a collection got the name meanwhile: AliasNotSwitched, and nobody should import again', async () => {
    await using sandbox = await nights()
    const body = { code: 1601, message: 'alias and collection name conflict[database=default][alias=prod]' }
    sandbox.intercept = ({ path }) => (path.endsWith('/alter') ? { status: 200, body } : undefined)
    const result = await milvusStep(sandbox, SWITCH)
    assert.equal(result.conclusion, 'failure')
    assert.deepEqual(
      [result.outputs['status'], result.outputs['errorCode']],
      ['Completed', 'AliasNotSwitched'],
    )
    assert.match(
      errorOf(result),
      /^The import is complete, but the alias prod could not be switched to articles_v8; it still points to articles_v7\..*\(code 1601.*Don't import again: switch the alias yourself, or run a step with this `jobId` and `alias`\./,
    )
    assert.equal(result.outputs['aliasBefore'], undefined)
  })

  for (const when of ['before', 'after'] as const) {
    test(`a lost answer (reset ${when}) is settled by asking`, async () => {
      const faults = [{ on: 'alias', nth: 4, fault: { kind: 'reset', when } }] as const
      await using sandbox = await nights({ faults })
      const result = await milvusStep(sandbox, SWITCH)
      assert.equal(result.conclusion, 'success', errorOf(result))
      assert.deepEqual(sandbox.aliases('default'), { prod: 'articles_v8' })
      assert.equal(result.outputs['aliasBefore'], 'articles_v7')
      assert.equal(sandbox.faults.fired.length, 1)
    })
  }

  test('an alias that goes away at the same moment is created', async () => {
    await using sandbox = await nights()
    sandbox.intercept = ({ path }) => {
      if (!path.endsWith('/alter') || sandbox.aliases('default')['prod'] === undefined) return undefined
      void sandbox.answer({
        ...{ method: 'POST', path: '/v2/vectordb/aliases/drop', headers: {} },
        body: JSON.stringify({ aliasName: 'prod' }),
      })
      return { status: 200, body: { code: 1600, message: 'alias not found[database=default][alias=prod]' } }
    }
    const result = await milvusStep(sandbox, SWITCH)
    assert.equal(result.conclusion, 'success', errorOf(result))
    assert.deepEqual(sandbox.aliases('default'), { prod: 'articles_v8' })
  })

  test('the server does not tell rows: the alias is left alone', async () => {
    await using sandbox = await nights()
    sandbox.intercept = ({ path }) =>
      path.endsWith('/describe') && path.includes('/jobs/')
        ? { status: 200, body: { code: 0, data: { state: 'Completed', progress: 100 } } }
        : undefined
    const result = await milvusStep(sandbox, SWITCH)
    assert.equal(result.outputs['errorCode'], 'AliasNotSwitched')
    assert.match(
      errorOf(result),
      /whether a query sees all of them is not known, and the alias prod was left alone/,
    )
    assert.deepEqual(sandbox.aliases('default'), { prod: 'articles_v7' })
  })

  test('a user who may not see aliases: NotPermitted, before anything is submitted', async () => {
    const privileges = ['Query', 'Load'] as const
    const users = { loader: { password: 'example-password', mayImport: ['default'], privileges } }
    await using sandbox = await nights({ api: { milvus: '2.6', users } })
    const result = await milvusStep(sandbox, { ...SWITCH, apiKey: 'loader:example-password' })
    assert.equal(result.outputs['errorCode'], 'NotPermitted')
    assert.match(errorOf(result), /because `alias` would not work/)
    assert.deepEqual(requestsTo(sandbox, 'create'), [])
  })

  test('cancelled at the switch: said whether it was sent', async () => {
    await using sandbox = await nights()
    let answer = () => {}
    const held = new Promise<void>(resolve => {
      answer = resolve
    })
    const inner = sandbox.exchange.bind(sandbox)
    sandbox.exchange = async request => {
      if (request.path.endsWith('/alter')) await held
      return inner(request)
    }
    const sent = Promise.withResolvers<void>()
    const gate = sandbox.exchange
    sandbox.exchange = request => {
      if (request.path.endsWith('/alter')) sent.resolve()
      return gate(request)
    }
    const result = await milvusStep(sandbox, SWITCH, { cancel: sent.promise })
    answer()
    assert.equal(result.outputs['status'], 'Cancelled')
    assert.match(
      errorOf(result),
      /The import is complete and searchable, but the alias prod may or may not have been switched\. Don't import again/,
    )
    assert.ok((result.endedAfter ?? Infinity) < 3000)
  })

  test('a step with the job and the alias does what is left', async () => {
    await using sandbox = await nights()
    const { outputs } = await milvusStep(sandbox, { collectionName: 'articles_v8' })
    const result = await milvusStep(sandbox, { ...SWITCH, files: null, jobId: outputs['jobId'] ?? '' })
    assert.equal(result.conclusion, 'success', errorOf(result))
    assert.deepEqual(sandbox.aliases('default'), { prod: 'articles_v8' })
  })
})
