import { parseArgs } from 'node:util'
import { profiles } from './profiles.ts'
import { search, tellEndings } from './search.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    path: { type: 'string' },
    api: { type: 'string' },
  },
})
for (const profile of profiles.filter(({ name }) => !values.api || name === values.api)) {
  const started = performance.now()
  const runs = Number(values.runs)
  const seed = Number(values.seed)
  const { endings, failure } = await search({ profile, runs, seed, path: values.path })
  console.log(`${profile.name}, seed ${seed}, ${Math.round(performance.now() - started)} ms`)
  console.log(tellEndings(endings))
  if (failure === undefined) continue
  console.log(`\n${failure}`)
  process.exitCode = 1
}
