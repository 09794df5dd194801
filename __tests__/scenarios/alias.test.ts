import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { articles } from '../../sandbox/samples.ts'
import type { Sandbox, SandboxOptions } from '../../sandbox/server.ts'
import {
  answer,
  asked,
  assertSeen,
  data,
  type Inputs,
  milvusStep,
  requestsTo,
  testSandbox,
  whenAsked,
} from '../harness/step.ts'

// What the contract says of `alias`, row by row.

const SWITCH = { collectionName: 'articles_v8', searchable: 'true', alias: 'prod' }

/** Last night's collection, which readers know as `prod` unless said otherwise, and tonight's. */
function nights(options: Partial<SandboxOptions> = {}, aliases: readonly string[] = ['prod']) {
  const databases = {
    default: { articles_v7: { ...articles, rows: 900, aliases }, articles_v8: articles },
    other: { articles_v8: articles, prod: articles },
  }
  return testSandbox({ databases }, { api: { milvus: '2.6' }, tempo: { refreshing: 50 }, ...options })
}

interface Row {
  readonly aliases?: readonly string[]
  readonly inputs?: Inputs
  readonly aliasBefore: string
  /** The aliases of the database afterwards. */
  readonly after: Readonly<Record<string, string>>
  readonly changes: readonly string[]
  readonly log: RegExp
}

const SWITCHED: Readonly<Record<string, Row>> = {
  'leads to the collection once its rows are searchable, and the way back is an output': {
    aliasBefore: 'articles_v7',
    after: { prod: 'articles_v8' },
    changes: ['aliases/alter'],
    log: /Switched: alias prod points to articles_v8 \(before: articles_v7\)/,
  },
  'is created where there is none: aliasBefore is empty': {
    ...{ aliases: [], aliasBefore: '', after: { prod: 'articles_v8' } },
    changes: ['aliases/create'],
    log: /alias prod points to articles_v8 \(newly created\)/,
  },
  'is left alone where it leads to the collection already': {
    inputs: { collectionName: 'articles_v7' },
    ...{ aliasBefore: 'articles_v7', after: { prod: 'articles_v7' }, changes: [] },
    log: /Alias prod already points to articles_v7/,
  },
  'leads to the collection that another alias means, by which rows were imported': {
    inputs: { collectionName: 'tonight', alias: 'fresh' },
    ...{ aliases: ['tonight'], aliasBefore: '', after: { tonight: 'articles_v7', fresh: 'articles_v7' } },
    changes: ['aliases/create'],
    log: /alias fresh points to articles_v7/,
  },
  'is of one database: another has aliases and collections of its own': {
    inputs: { dbName: 'other', alias: 'live' },
    ...{ aliasBefore: '', after: { live: 'articles_v8' }, changes: ['aliases/create'] },
    log: /alias live points to articles_v8/,
  },
}

const users = {
  loader: {
    ...{ password: 'example-password', mayImport: ['default'] },
    privileges: ['Query', 'Load'] as const,
  },
}
/** What ends before anything is submitted. */
const REFUSED: Readonly<Record<string, readonly [Inputs, code: string, says: RegExp]>> = {
  'the name of a collection': [
    { alias: 'articles_v7' },
    'AliasTaken',
    /The alias has the name of a collection: articles_v7\. Choose another `alias`/,
  ],
  'the name of a collection in another database': [
    { dbName: 'other' },
    'AliasTaken',
    /has the name of a collection: prod/,
  ],
  'a user who may not see aliases': [
    { apiKey: 'loader:example-password' },
    'NotPermitted',
    /because `alias` would not work/,
  ],
}

const LEFT = { prod: 'articles_v7' }
const aliasesOf = (sandbox: Sandbox) => sandbox.aliases('default')

describe('alias', { concurrency: 4 }, () => {
  for (const [name, { aliases, inputs, aliasBefore, after, changes, log }] of Object.entries(SWITCHED))
    test(name, async () => {
      await using sandbox = await nights({}, aliases)
      const result = await milvusStep(sandbox, { ...SWITCH, ...inputs })
      assertSeen(result, { conclusion: 'success', aliasBefore })
      assert.deepEqual(sandbox.aliases(inputs?.['dbName'] ?? 'default'), after)
      const paths = asked(sandbox)
      assert.deepEqual(
        paths.filter(path => /aliases\/(create|alter)/.test(path)),
        changes,
      )
      if (changes.length > 0) assert.equal(paths.at(-1), changes[0])
      assert.match(result.log, log)
      assert.match(result.summary, /<\/code> points to <code>articles&#95;v/)
    })

  for (const [name, [inputs, errorCode, says]] of Object.entries(REFUSED))
    test(`${name}: ${errorCode}, before anything is submitted`, async () => {
      const api = { milvus: '2.6', ...(inputs['apiKey'] ? { users } : {}) } as const
      await using sandbox = await nights({ api })
      const result = await milvusStep(sandbox, { ...SWITCH, ...inputs })
      assertSeen(result, { status: 'CheckFailed', errorCode }, says)
      assert.deepEqual(requestsTo(sandbox, 'create'), [])
    })

  test('a collection got the name meanwhile: AliasNotSwitched, and nobody should import again', async () => {
    await using sandbox = await nights()
    const message = 'alias and collection name conflict[database=default][alias=prod]'
    answer(sandbox, { '/alter': { status: 200, body: { code: 1601, message } } })
    assertSeen(
      await milvusStep(sandbox, SWITCH),
      { status: 'Completed', errorCode: 'AliasNotSwitched', conclusion: 'failure', aliasBefore: undefined },
      /^The import is complete, but the alias prod could not be switched to articles_v8; it still points to articles_v7\..*\(code 1601.*Don't import again: switch the alias yourself, or run a step with this `jobId` and `alias`\./,
    )
  })

  for (const when of ['before', 'after'] as const)
    test(`a lost answer (reset ${when}) is settled by asking`, async () => {
      const faults = [{ on: 'alias', nth: 4, fault: { kind: 'reset', when } }] as const
      await using sandbox = await nights({ faults })
      const seen = { conclusion: 'success', aliasBefore: 'articles_v7' }
      assertSeen(await milvusStep(sandbox, SWITCH), seen)
      assert.deepEqual(aliasesOf(sandbox), { prod: 'articles_v8' })
      assert.equal(sandbox.faults.fired.length, 1)
    })

  test('an alias that goes away at the same moment is created', async () => {
    await using sandbox = await nights()
    answer(sandbox, {
      '/alter': nth => {
        if (nth > 1) return undefined
        void sandbox.answer({
          ...{ method: 'POST', path: '/v2/vectordb/aliases/drop', headers: {} },
          body: JSON.stringify({ aliasName: 'prod' }),
        })
        const message = 'alias not found[database=default][alias=prod]'
        return { status: 200, body: { code: 1600, message } }
      },
    })
    assertSeen(await milvusStep(sandbox, SWITCH), { conclusion: 'success' })
    assert.deepEqual(aliasesOf(sandbox), { prod: 'articles_v8' })
  })

  test('the server does not tell rows: the alias is left alone', async () => {
    await using sandbox = await nights()
    answer(sandbox, { 'import/describe': data({ state: 'Completed', progress: 100 }) })
    const says = /whether a query sees all of them is not known, and the alias prod was left alone/
    assertSeen(await milvusStep(sandbox, SWITCH), { errorCode: 'AliasNotSwitched' }, says)
    assert.deepEqual(aliasesOf(sandbox), LEFT)
  })

  test('cancelled at the switch: said that it may have been sent', async () => {
    await using sandbox = await nights()
    const held = Promise.withResolvers<void>()
    const inner = sandbox.exchange.bind(sandbox)
    sandbox.exchange = async request => {
      const isSwitch = request.path.endsWith('/alter')
      const reply = inner(request)
      if (isSwitch) await held.promise
      return reply
    }
    const result = await milvusStep(sandbox, SWITCH, { cancel: whenAsked(sandbox, '/alter') })
    held.resolve()
    const says =
      "The import is complete and searchable, but the alias prod may or may not have been switched. Don't import again"
    assertSeen(result, { status: 'Cancelled' }, says)
    assert.ok((result.endedAfter ?? Infinity) < 3000)
  })

  test('a step with the job and the alias does what is left', async () => {
    await using sandbox = await nights()
    const { jobId = '' } = (await milvusStep(sandbox, { collectionName: 'articles_v8' })).outputs
    assertSeen(await milvusStep(sandbox, { ...SWITCH, files: null, jobId }), { conclusion: 'success' })
    assert.deepEqual(aliasesOf(sandbox), { prod: 'articles_v8' })
  })
})
