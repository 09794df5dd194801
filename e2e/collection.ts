import { parseArgs } from 'node:util'
import { articles } from '../sandbox/samples.ts'
import type { Field } from '../sandbox/schema.ts'

const endpoint = process.env['MILVUS'] ?? 'http://127.0.0.1:19530'
const collectionName = process.env['COLLECTION'] ?? 'articles'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  // How long rows may take to be counted: a loaded collection learns of them by `refresh_load`.
  options: { patience: { type: 'string', default: '60' } },
})
const [command, expected = ''] = positionals
if (command === 'create') await create()
else if (command === 'count') await expectRows(Number(expected))
else throw new Error('Usage: node e2e/collection.ts create | count <rows> [--patience <seconds>]')

/** An index makes the server load the collection at once (handler_v2.go, `createCollection`). */
async function create(): Promise<void> {
  await post('collections/create', {
    collectionName,
    schema: { fields: articles.fields.map(fieldSchema) },
    indexParams: [{ fieldName: 'vector', indexName: 'vector', metricType: 'COSINE', indexType: 'AUTOINDEX' }],
  })
  console.log(`Created collection ${collectionName}`)
}

/** `FieldSchema` of Milvus' request_v2.go; `elementTypeParams` is required there, if only empty. */
function fieldSchema({ name, type, isPrimary, dim, maxLength }: Field) {
  const elementTypeParams = { ...(dim && { dim }), ...(maxLength && { max_length: maxLength }) }
  return { fieldName: name, dataType: type, isPrimary: isPrimary ?? false, elementTypeParams }
}

async function expectRows(expected: number): Promise<void> {
  const giveUp = performance.now() + Number(values.patience) * 1000
  await post('collections/refresh_load', { collectionName })
  let rows = await count()
  while (rows !== expected && performance.now() < giveUp) {
    await new Promise(resolve => setTimeout(resolve, 1000))
    rows = await count()
  }
  if (rows !== expected) throw new Error(`The collection holds ${rows} rows, not ${expected}`)
  console.log(`The collection holds ${rows} rows`)
}

async function count(): Promise<number> {
  const query = { collectionName, filter: '', outputFields: ['count(*)'], consistencyLevel: 'Strong' }
  const [row] = (await post('entities/query', query)) as { 'count(*)': number }[]
  return Number(row?.['count(*)'])
}

async function post(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${endpoint}/v2/vectordb/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  })
  const text = await response.text()
  const { code, data } = JSON.parse(text) as { code: number; data: unknown }
  if (code !== 0) throw new Error(`${path} answered ${response.status} ${text}`)
  return data
}
