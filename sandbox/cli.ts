import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { articles, writeSamples } from './samples.ts'
import { startSandbox } from './server.ts'

const USAGE = `Starts a local import service that speaks the API of Zilliz Cloud and reads real files.

  npm run sandbox -- [options]

  --port <number>      the port on 127.0.0.1, 19531 if not given
  --buckets <folder>   a folder with one folder for each bucket; without it samples are written to a temporary one
  --api-key <key>      the key that it accepts, "example-api-key-0123456789" if not given
  --speed <number>     how many times faster than the wall its clock runs, 1 if not given

It holds the cluster in01-0123456789abcde with the collection "articles"
(id Int64, title VarChar, reading_time Int64, vector FloatVector of 8 dimensions). Ctrl+C stops it.`

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '19531' },
    buckets: { type: 'string' },
    'api-key': { type: 'string', default: 'example-api-key-0123456789' },
    speed: { type: 'string', default: '1' },
    help: { type: 'boolean' },
  },
})

if (values.help) console.log(USAGE)
else await serve()

async function serve(): Promise<void> {
  const buckets = values.buckets ?? (await sampleBuckets())
  const clusters = { 'in01-0123456789abcde': { default: { articles } } }
  const world = { apiKeys: [values['api-key']], clusters, buckets }
  const sandbox = await startSandbox({ world, port: Number(values.port), speed: Number(values.speed) })
  console.log(`Import service on ${sandbox.url}, buckets in ${buckets}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => sandbox[Symbol.asyncDispose]())
}

async function sampleBuckets(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'buckets-'))
  await writeSamples(folder)
  return folder
}
