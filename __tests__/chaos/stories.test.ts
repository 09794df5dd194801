import assert from 'node:assert/strict'
import { test } from 'node:test'
import { profiles } from './profiles.ts'
import { search, tellEndings } from './search.ts'

// Many more: npm run test:chaos -- --runs 10000 --seed 7

const RUNS = 80

for (const profile of profiles) {
  test(`${profile.name}: ${RUNS} random stories of faults, cancels and re-runs break no rule`, async context => {
    const { endings, failure } = await search({ profile, runs: RUNS, seed: 20_261_122 })
    context.diagnostic(`\n${tellEndings(endings)}`)
    assert.equal(failure, undefined)
    assert.ok([...endings.keys()].length >= 6, 'the stories end in many ways')
  })
}
