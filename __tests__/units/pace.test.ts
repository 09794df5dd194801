import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adaptiveInterval, type Sighting } from '../../src/job/pace.ts'
import { phaseOf } from '../../src/job/progress.ts'

const at = (elapsed: number, percent: number): Sighting => {
  const phase = phaseOf({ state: 'Importing', standing: 'running' }, percent)
  return { elapsed, progress: { percent, phase } }
}
const full = () => 0

test('a tenth of the time so far, from 1 s to 20 s, only ever shortened by chance', () => {
  const intervals = [0, 5000, 60_000, 150_000, 200_000, 7_200_000].map(elapsed =>
    adaptiveInterval(at(elapsed, 50), undefined, full),
  )
  assert.deepEqual(intervals, [1000, 1000, 6000, 15_000, 20_000, 20_000])
  assert.equal(
    adaptiveInterval(at(0, 50), undefined, () => 1),
    1000,
  )
  assert.equal(
    adaptiveInterval(at(100_000, 50), undefined, () => 1),
    9800,
  )
})

test('the end of the index is foreseen, a plateau foresees nothing', () => {
  assert.equal(adaptiveInterval(at(600_000, 88), at(580_000, 83), full), 8000)
  assert.equal(adaptiveInterval(at(600_000, 83), at(580_000, 83), full), 20_000)
  assert.equal(adaptiveInterval(at(600_000, 82), at(580_000, 75), full), 20_000)
})

/** Polls a job that ends after `duration`, moving evenly; a chance of 0.5 takes off what is taken off on average. */
function poll(duration: number, random: () => number): { calls: number; lag: number } {
  let before: Sighting | undefined
  let elapsed = 0
  for (let calls = 1; ; calls += 1) {
    if (elapsed >= duration) return { calls, lag: elapsed - duration }
    const now = at(elapsed, Math.floor((100 * elapsed) / duration))
    elapsed += adaptiveInterval(now, before, random)
    before = now
  }
}

test('a job of 30 minutes takes 125 calls at most; the lag is at most a tenth, 20 s, or one second', () => {
  for (const random of [() => 0, () => 0.5, () => 1]) {
    assert.ok(poll(1_800_000, random).calls <= 125)
    for (let duration = 1000; duration <= 7_200_000; duration = Math.ceil(duration * 1.07)) {
      const { lag } = poll(duration, random)
      assert.ok(lag <= Math.min(20_000, Math.max(1000, duration / 10)), `${duration}: ${lag}`)
    }
  }
})
