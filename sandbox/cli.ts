import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Api } from './api.ts'
import { readCollections } from './collections-file.ts'
import { isMilvusVersion } from './milvus/profile.ts'
import { articles, writeSamples } from './samples.ts'
import { startSandbox } from './server.ts'
import type { Databases } from './world.ts'

/** A mistake in the command line, told to whoever wrote it. */
class Wrong extends Error {}

const CLUSTER = 'in01-0123456789abcde'
const VOLUME = 'example-volume'
const STORE_KEY = 'example-access-key:example-secret-key-0123456789'

const USAGE = `Starts a local import service that speaks the APIs of Zilliz Cloud and Milvus and reads real files.

  npm run sandbox -- [options]      or: node sandbox/cli.ts [options]

  --api <name>           zilliz-v2 if not given, zilliz-v1, or milvus-<version>: milvus-2.4, milvus-2.5, milvus-2.6,
                         milvus-3.0, or a full version such as milvus-2.6.24
  --port <number>        the port on 127.0.0.1, 19531 if not given; 0 takes a free one
  --buckets <folder>     where the files are: a folder with one folder for each bucket, so that
                         s3://example-articles/daily/a.json is <folder>/example-articles/daily/a.json.
                         A Milvus reads keys of the bucket "example-articles". Without it samples are written to a
                         temporary folder; "npm run samples -- <folder>" writes the same ones to a folder of yours
  --collections <file>   the collections, as JSON: {"<database>":{"<collection>":{"fields":[…],
                         "enableDynamicField":false,"partitions":[…],"loaded":true,"rows":0,"aliases":[…]}}},
                         with fields as "collections/describe" of Milvus has them: {"name":"vector",
                         "type":"FloatVector","params":{"dim":8}}, and primaryKey, autoId, nullable, partitionKey,
                         elementType, defaultValue. Without it there is "articles" in "default"
  --api-key <key>        the key that it accepts, "example-api-key-0123456789" if not given
  --store-key <a:s>      access key and secret key of the object store,
                         "${STORE_KEY}" if not given
  --speed <number>       how many times faster than the wall its clock runs, 1 if not given

The first line that it prints holds its URL. The same URL is an object store that verifies every request: S3 calls by
path (PUT /bucket/key, region us-east-1) write below the folder of --buckets, which is what imports read, and the volume
"${VOLUME}" gives out keys for it. It has the cluster ${CLUSTER}; a Milvus has the same collections and
asks for no credentials. "articles" has id Int64, title VarChar, reading_time Int64 and vector FloatVector of 8
dimensions. GET /sandbox/requests tells what it was asked, as a JSON array of method, path, headers and body, with
nothing left out: give it no real secret. Ctrl+C stops it.`

const OPTIONS = {
  api: { type: 'string', default: 'zilliz-v2' },
  port: { type: 'string', default: '19531' },
  buckets: { type: 'string' },
  collections: { type: 'string' },
  'api-key': { type: 'string', default: 'example-api-key-0123456789' },
  'store-key': { type: 'string', default: STORE_KEY },
  speed: { type: 'string', default: '1' },
  help: { type: 'boolean' },
} as const

type Values = ReturnType<typeof valuesGiven>

try {
  const values = valuesGiven()
  if (values.help) console.log(USAGE)
  else await serve(values)
} catch (error) {
  if (!(error instanceof Wrong)) throw error
  console.error(error.message)
  process.exitCode = 2
}

function valuesGiven() {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch (error) {
    throw new Wrong(`${(error as Error).message}\n\n${USAGE}`)
  }
}

async function serve(values: Values): Promise<void> {
  const api = apiNamed(values.api)
  const port = numberNamed('--port', values.port, value => Number.isInteger(value) && value <= 65_535)
  const speed = numberNamed('--speed', values.speed, value => value > 0)
  const databases = values.collections ? await collectionsIn(values.collections) : { default: { articles } }
  const buckets = values.buckets ? await folderAt(values.buckets) : await sampleBuckets()
  const [accessKey = '', ...secretKey] = values['store-key'].split(':')
  const world = {
    apiKeys: [values['api-key']],
    clusters: { [CLUSTER]: databases },
    buckets,
    volumes: [{ name: VOLUME }],
  }
  const store = { keys: [{ accessKey, secretKey: secretKey.join(':') }] }
  const sandbox = await startSandbox({ world, api, port, speed, store }).catch(error => {
    throw new Wrong(`--port ${port}: ${(error as Error).message}`)
  })
  console.log(`Import service on ${sandbox.url}, buckets in ${buckets}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => sandbox[Symbol.asyncDispose]())
}

function apiNamed(name: string): Api {
  if (name === 'zilliz-v2' || name === 'zilliz-v1') return name
  const version = name.startsWith('milvus-') ? name.slice('milvus-'.length) : ''
  if (isMilvusVersion(version)) return { milvus: version }
  throw new Wrong(`There is no API "${name}".\n\n${USAGE}`)
}

function numberNamed(name: string, text: string, isGood: (value: number) => boolean): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && isGood(value)) return value
  throw new Wrong(`${name}: "${text}" is no such number.`)
}

/** A folder that can be read: in one that is not there every file would be missing. */
async function folderAt(folder: string): Promise<string> {
  try {
    await readdir(folder)
    return folder
  } catch (error) {
    throw new Wrong(`--buckets ${folder}: ${(error as Error).message}`)
  }
}

async function collectionsIn(file: string): Promise<Databases> {
  try {
    const { databases, notes } = readCollections(await readFile(file, 'utf8'))
    for (const note of notes) console.error(`--collections ${file}: ${note}`)
    return databases
  } catch (error) {
    throw new Wrong(`--collections ${file}: ${(error as Error).message}`)
  }
}

async function sampleBuckets(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'buckets-'))
  await writeSamples(folder)
  return folder
}
