import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Api } from './api.ts'
import { isMilvusVersion } from './milvus/profile.ts'
import { articles, writeSamples } from './samples.ts'
import { startSandbox } from './server.ts'

const USAGE = `Starts a local import service that speaks the APIs of Zilliz Cloud and Milvus and reads real files.

  npm run sandbox -- [options]

  --api <name>         zilliz-v2 if not given, zilliz-v1, or milvus-<version>: milvus-2.4, milvus-2.5, milvus-2.6,
                       milvus-3.0, or a full version such as milvus-2.6.24
  --port <number>      the port on 127.0.0.1, 19531 if not given
  --buckets <folder>   a folder with one folder for each bucket; without it samples are written to a temporary one
  --api-key <key>      the key that it accepts, "example-api-key-0123456789" if not given
  --speed <number>     how many times faster than the wall its clock runs, 1 if not given

It holds the cluster in01-0123456789abcde with the collection "articles"
(id Int64, title VarChar, reading_time Int64, vector FloatVector of 8 dimensions). A Milvus has that collection too, reads keys of
the bucket "example-articles", and asks for no credentials. Ctrl+C stops it.`

const { values } = parseArgs({
  options: {
    api: { type: 'string', default: 'zilliz-v2' },
    port: { type: 'string', default: '19531' },
    buckets: { type: 'string' },
    'api-key': { type: 'string', default: 'example-api-key-0123456789' },
    speed: { type: 'string', default: '1' },
    help: { type: 'boolean' },
  },
})

const api = apiNamed(values.api)
if (values.help) console.log(USAGE)
else if (api) await serve(api)
else {
  console.error(`There is no API "${values.api}".\n\n${USAGE}`)
  process.exitCode = 2
}

function apiNamed(name: string): Api | undefined {
  if (name === 'zilliz-v2' || name === 'zilliz-v1') return name
  const version = name.startsWith('milvus-') ? name.slice('milvus-'.length) : ''
  return isMilvusVersion(version) ? { milvus: version } : undefined
}

async function serve(api: Api): Promise<void> {
  const buckets = values.buckets ?? (await sampleBuckets())
  const clusters = { 'in01-0123456789abcde': { default: { articles } } }
  const world = { apiKeys: [values['api-key']], clusters, buckets }
  const sandbox = await startSandbox({ world, api, port: Number(values.port), speed: Number(values.speed) })
  console.log(`Import service on ${sandbox.url}, buckets in ${buckets}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => sandbox[Symbol.asyncDispose]())
}

async function sampleBuckets(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'buckets-'))
  await writeSamples(folder)
  return folder
}
