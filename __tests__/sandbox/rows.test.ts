import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { tempo } from '../../sandbox/engine.ts'
import { articles } from '../../sandbox/samples.ts'
import { createService, type Service } from '../../sandbox/server.ts'
import { worldOf } from '../harness/world.ts'
import { StandingClock } from './servers.ts'

// Whatever is asked in whatever order: rows are seen where and when they may be, and none is lost or seen twice.

type Step =
  | {
      readonly do: 'import'
      readonly partitionName: '' | 'archive'
      readonly twoPhase: boolean
      readonly timeout?: string
    }
  | { readonly do: 'commit' | 'abort'; readonly job: number }
  | { readonly do: 'load' | 'release' | 'refresh_load' }
  | { readonly do: 'wait'; readonly ms: number }

const ROWS_BEFORE = 1000
/** Long enough for a time-out to come in between. */
const COMMITTING = 60_000
/** Of the file that every job imports. */
const ROWS = 90

const job = fc.nat({ max: 2 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('import' as const),
      partitionName: fc.constantFrom('' as const, 'archive' as const),
      twoPhase: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('import' as const),
      partitionName: fc.constant('' as const),
      twoPhase: fc.boolean(),
      timeout: fc.constantFrom('1s', '110s'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('commit' as const, 'abort' as const), job }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('load' as const, 'release' as const, 'refresh_load' as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 50, max: 20_000 }) }),
  },
)

async function post(service: Service, route: string, body: object): Promise<{ data?: { jobId?: string } }> {
  const request = { method: 'POST', path: `/v2/vectordb/${route}`, headers: {}, body: JSON.stringify(body) }
  const { status, body: answer } = await service.answer(request)
  assert.ok(status === 200 || (status === 404 && /(commit|abort)$/.test(route)), JSON.stringify(answer))
  return answer as object
}

async function carryOut(service: Service, each: Step, ids: string[], clock: StandingClock): Promise<void> {
  const collectionName = 'articles'
  switch (each.do) {
    case 'wait':
      return clock.advance(each.ms)
    case 'import': {
      const { partitionName, timeout, twoPhase } = each
      const options = { auto_commit: String(!twoPhase), ...(timeout && { timeout }) }
      const files = [['parts/part-1.parquet']]
      const { data } = await post(service, 'jobs/import/create', {
        collectionName,
        partitionName,
        files,
        options,
      })
      ids.push(data?.jobId ?? '')
      return
    }
    case 'commit':
    case 'abort':
      await post(service, `jobs/import/${each.do}`, { jobId: ids[each.job] ?? '1' })
      return
    default:
      await post(service, `collections/${each.do}`, { collectionName })
  }
}

/** The rows of jobs as their states have it: what must be part of the collection, and what may be. */
async function sums(
  service: Service,
  ids: readonly string[],
): Promise<{ sure: number; most: number; unfailed: number }> {
  const views = await Promise.all(ids.map(id => service.ledger.view(id)))
  const rowsOf = (...states: readonly (string | undefined)[]) =>
    views
      .filter(view => states.includes(view?.phase))
      .reduce((sum, view) => sum + (view?.importedRows ?? 0), 0)
  const unfailed = views.reduce((sum, view) => sum + (view?.importedRows ?? 0), 0)
  return { sure: rowsOf('Completed'), most: rowsOf('Completed', 'Committing'), unfailed }
}

for (const milvus of ['2.5', '2.6', '3.0.2', '3.0.3'] as const) {
  test(`${milvus}: rows in any order of imports, commits, loads and waits`, async () => {
    const world = await worldOf({
      databases: { default: { articles: { ...articles, rows: ROWS_BEFORE, shardsNum: 2 } } },
    })
    const property = fc.asyncProperty(fc.array(step, { maxLength: 14 }), async steps => {
      const clock = new StandingClock()
      const service = createService({ world, api: { milvus }, clock, tempo: { committing: COMMITTING } })
      const ids: string[] = []
      for (const each of steps) {
        await carryOut(service, each, ids, clock)
        const { most, sure, unfailed } = await sums(service, ids)
        const isLoaded =
          service.collection('default', 'articles')?.loadState(clock.now()) === 'LoadStateLoaded'
        const visible = await service.visibleRows('default', 'articles')
        const staged = await service.stagedRows('default', 'articles')
        assert.ok(isLoaded ? visible >= ROWS_BEFORE : visible === 0, 'what was there is seen if it is loaded')
        assert.ok(visible <= ROWS_BEFORE + most, 'no row is seen before its commit')
        assert.ok(staged >= unfailed - most && staged <= unfailed - sure, 'the others are staged')
        const archived = await service.visibleRows('default', 'articles', 'archive')
        const elsewhere = await service.visibleRows('default', 'articles', '_default')
        assert.equal(archived + elsewhere, visible, 'a partition is a part')
      }
      // In the end every row of a completed job is seen once, and no other.
      await post(service, 'collections/load', { collectionName: 'articles' })
      clock.advance(tempo.loading + tempo.appearing + COMMITTING + 120_000)
      const { sure } = await sums(service, ids)
      assert.equal(await service.visibleRows('default', 'articles'), ROWS_BEFORE + sure)
      assert.equal(sure % ROWS, 0)
      assert.deepEqual(service.mistakes, [])
    })
    await fc.assert(property, { numRuns: 150 })
  })
}
