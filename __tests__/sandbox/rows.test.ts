import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { tempo } from '../../sandbox/engine.ts'
import { articles } from '../../sandbox/samples.ts'
import { createService, type Service } from '../../sandbox/server.ts'
import { worldOf } from '../harness/world.ts'
import { StandingClock } from './servers.ts'

// Whatever is asked in whatever order: rows are seen where and when they may be, and none is lost or seen twice.

const ROWS_BEFORE = 1000
/** Long enough for a time-out to come in between. */
const COMMITTING = 60_000
/** Of the file that every job imports. */
const ROWS = 90

interface Step {
  readonly do: 'import' | 'commit' | 'abort' | 'load' | 'release' | 'refresh_load' | 'wait'
  readonly partitionName?: string
  readonly twoPhase?: boolean
  readonly timeout?: string
  readonly job?: number
  readonly ms?: number
}

const weighted = (weight: number, what: readonly Step['do'][], more: object = {}) => ({
  weight,
  arbitrary: fc.record({ do: fc.constantFrom(...what), ...more }) as fc.Arbitrary<Step>,
})
const twoPhase = fc.boolean()
const step: fc.Arbitrary<Step> = fc.oneof(
  weighted(2, ['import'], { partitionName: fc.constantFrom('', 'archive'), twoPhase }),
  weighted(1, ['import'], { twoPhase, timeout: fc.constantFrom('1s', '110s') }),
  weighted(2, ['commit', 'abort'], { job: fc.nat({ max: 2 }) }),
  weighted(3, ['load', 'release', 'refresh_load']),
  weighted(5, ['wait'], { ms: fc.integer({ min: 50, max: 20_000 }) }),
)

const collectionName = 'articles'

async function post(service: Service, route: string, body: object): Promise<{ data?: { jobId?: string } }> {
  const request = { method: 'POST', path: `/v2/vectordb/${route}`, headers: {}, body: JSON.stringify(body) }
  const { status, body: answer } = await service.answer(request)
  assert.ok(status === 200 || (status === 404 && /(commit|abort)$/.test(route)), JSON.stringify(answer))
  return answer as object
}

async function carryOut(service: Service, each: Step, ids: string[], clock: StandingClock): Promise<void> {
  const { partitionName = '', timeout, job = 0 } = each
  if (each.do === 'wait') clock.advance(each.ms ?? 0)
  else if (each.do === 'import') {
    const options = { auto_commit: String(!each.twoPhase), ...(timeout && { timeout }) }
    const body = { collectionName, partitionName, files: [['parts/part-1.parquet']], options }
    ids.push((await post(service, 'jobs/import/create', body)).data?.jobId ?? '')
  } else if (each.do === 'commit' || each.do === 'abort') {
    await post(service, `jobs/import/${each.do}`, { jobId: ids[job] ?? '1' })
  } else await post(service, `collections/${each.do}`, { collectionName })
}

/** The rows of jobs as their states have it: what must be part of the collection, what may be, and all. */
async function sums(service: Service, ids: readonly string[]) {
  const views = await Promise.all(ids.map(id => service.ledger.view(id)))
  const rowsOf = (isMeant: (phase: string | undefined) => boolean) =>
    views.reduce((sum, view) => sum + (isMeant(view?.phase) ? (view?.importedRows ?? 0) : 0), 0)
  return {
    sure: rowsOf(phase => phase === 'Completed'),
    most: rowsOf(phase => phase === 'Completed' || phase === 'Committing'),
    unfailed: rowsOf(() => true),
  }
}

for (const milvus of ['2.5', '2.6', '3.0.2', '3.0.3'] as const) {
  test(`${milvus}: rows in any order of imports, commits, loads and waits`, async () => {
    const seed = { ...articles, rows: ROWS_BEFORE, shardsNum: 2 }
    const world = await worldOf({ databases: { default: { articles: seed } } })
    const property = fc.asyncProperty(fc.array(step, { maxLength: 14 }), async steps => {
      const clock = new StandingClock()
      const service = createService({ world, api: { milvus }, clock, tempo: { committing: COMMITTING } })
      const visibleIn = (partition?: string) => service.visibleRows('default', collectionName, partition)
      const ids: string[] = []
      for (const each of steps) {
        await carryOut(service, each, ids, clock)
        const { most, sure, unfailed } = await sums(service, ids)
        const loadState = service.collection('default', collectionName)?.loadState(clock.now())
        const isLoaded = loadState === 'LoadStateLoaded'
        const visible = await visibleIn()
        const staged = await service.stagedRows('default', collectionName)
        assert.ok(isLoaded ? visible >= ROWS_BEFORE : visible === 0, 'what was there is seen if it is loaded')
        assert.ok(visible <= ROWS_BEFORE + most, 'no row is seen before its commit')
        assert.ok(staged >= unfailed - most && staged <= unfailed - sure, 'the others are staged')
        assert.equal((await visibleIn('archive')) + (await visibleIn('_default')), visible, 'parts')
      }
      // In the end every row of a completed job is seen once, and no other.
      await post(service, 'collections/load', { collectionName })
      clock.advance(tempo.loading + tempo.appearing + COMMITTING + 120_000)
      const { sure } = await sums(service, ids)
      assert.equal(await visibleIn(), ROWS_BEFORE + sure)
      assert.equal(sure % ROWS, 0)
      assert.deepEqual(service.mistakes, [])
    })
    await fc.assert(property, { numRuns: 150 })
  })
}
