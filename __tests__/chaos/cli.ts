import { parseArgs } from 'node:util'
import { profiles } from './profiles.ts'
import { searchPublished } from './published.ts'
import { search, tellEndings } from './search.ts'
import { searchUploads } from './uploads.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    path: { type: 'string' },
    api: { type: 'string' },
    published: { type: 'boolean', default: false },
    uploads: { type: 'boolean', default: false },
  },
})
if (values.published) {
  const started = performance.now()
  const { endings, failure } = await searchPublished({
    ...{ runs: Number(values.runs), seed: Number(values.seed), path: values.path },
  })
  console.log(
    `gate, searchable and alias on Milvus 3.0, seed ${values.seed}, ${Math.round(performance.now() - started)} ms`,
  )
  console.log(tellEndings(endings))
  if (failure !== undefined) {
    console.log(`\n${failure}`)
    process.exitCode = 1
  }
}
if (values.uploads) {
  const started = performance.now()
  const { endings, failure } = await searchUploads({ runs: Number(values.runs), seed: Number(values.seed) })
  console.log(`uploads, seed ${values.seed}, ${Math.round(performance.now() - started)} ms`)
  for (const [ending, count] of Object.entries(endings)) console.log(`${String(count).padStart(7)} ${ending}`)
  if (failure !== undefined) {
    console.log(`\n${failure}`)
    process.exitCode = 1
  }
}
const others = values.published || values.uploads ? [] : profiles
for (const profile of others.filter(({ name }) => !values.api || name === values.api)) {
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
