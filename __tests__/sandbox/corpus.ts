import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MilvusVersion } from '../../sandbox/milvus/profile.ts'
import type { Collection, Field } from '../../sandbox/schema.ts'
import { createService, type Service } from '../../sandbox/service.ts'
import { StandingClock } from './servers.ts'

/** What becomes of a create call and its job. Reasons and messages are regular expressions where they are expected. */
export type Outcome =
  | { readonly state: 'Completed'; readonly rows: number }
  | { readonly state: 'Failed'; readonly reason: string }
  | { readonly state: 'Refused'; readonly code?: number; readonly message: string }
  | { readonly state: 'Accepted' }

/** Data files, a collection, and what is known of the import. The keys are told in the README beside the files. */
export interface Case {
  readonly name: string
  readonly files: readonly (readonly string[])[]
  readonly schema: readonly Field[]
  readonly dynamic: boolean
  readonly options: Readonly<Record<string, string>>
  readonly partitionName?: string
  readonly partitions?: readonly string[]
  readonly bodySuffix?: string
  readonly profiles: Readonly<Record<string, Outcome | 'unknown'>>
  readonly words?: Readonly<Record<string, string>>
}

/** Where the paths of cases begin. */
export const CORPUS = fileURLToPath(new URL('../fixtures/files', import.meta.url))

export function readCases(name: string): Promise<Case[]> {
  return readLines<Case>(name)
}

/** The values of a file of JSON Lines in the corpus. */
export async function readLines<T>(name: string): Promise<T[]> {
  const lines = (await readFile(join(CORPUS, name), 'utf8')).split('\n')
  return lines.filter(line => line !== '').map(line => JSON.parse(line))
}

const API_KEY = 'an-api-key'
const CLUSTER = 'in01-0123456789abcde'

/** Carries a case out on the service of a version, or of the cloud, from the create call to the end of the job. */
export async function carryOut(each: Case, profile: string, root = CORPUS): Promise<Outcome> {
  return profile === 'zilliz-v2' ? onCloud(each, root) : onMilvus(each, profile as MilvusVersion, root)
}

async function onMilvus(each: Case, milvus: MilvusVersion, root: string): Promise<Outcome> {
  const { files, options, partitionName, bodySuffix = '' } = each
  const body = { collectionName: 'c', files, options, ...(partitionName && { partitionName }) }
  const { service, advance } = start(each, root, milvus)
  const answer = await ask(service, 'create', JSON.stringify(body) + bodySuffix)
  return outcome(answer, jobId => ask(service, 'describe', JSON.stringify({ jobId })), advance)
}

async function onCloud(each: Case, root: string): Promise<Outcome> {
  const objectUrls = each.files.map(group => group.map(path => `s3://${folderName(root)}/${path}`))
  const { service, advance } = start(each, root)
  const where = { clusterId: CLUSTER, dbName: 'default' }
  const body = { ...where, collectionName: 'c', partitionName: each.partitionName, objectUrls }
  const answer = await ask(service, 'create', JSON.stringify(body))
  return outcome(answer, jobId => ask(service, 'getProgress', JSON.stringify({ ...where, jobId })), advance)
}

interface Answer {
  readonly code: number
  readonly message?: string
  readonly data?: Readonly<Record<string, string & number>>
}

async function ask(service: Service, route: string, body: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${API_KEY}` }
  const path = `/v2/vectordb/jobs/import/${route}`
  const reply = await service.answer({ method: 'POST', path, headers, body })
  return reply.body as Answer
}

async function outcome(
  { code, message = '', data }: Answer,
  describe: (jobId: string) => Promise<Answer>,
  advance: () => void,
): Promise<Outcome> {
  if (code !== 0 || !data) return { state: 'Refused', code, message }
  advance()
  const job = (await describe(String(data['jobId']))).data ?? {}
  if (job['state'] === 'Failed') return { state: 'Failed', reason: String(job['reason']) }
  assert.equal(job['state'], 'Completed', JSON.stringify(job))
  assert.equal(job['importedRows'], job['totalRows'])
  return { state: 'Completed', rows: Number(job['totalRows']) }
}

function start({ schema, dynamic, partitions }: Case, root: string, milvus?: MilvusVersion) {
  const collection: Collection = {
    fields: schema,
    enableDynamicField: dynamic,
    ...(partitions && { partitions }),
  }
  const databases = { default: { c: collection } }
  const clock = new StandingClock()
  const service = createService({
    world: {
      apiKeys: [API_KEY],
      clusters: { [CLUSTER]: databases },
      databases,
      buckets: join(root, '..'),
      bucket: folderName(root),
    },
    ...(milvus && { api: { milvus } }),
    clock,
  })
  // Ten minutes: all jobs are over, and none is forgotten.
  return { service, advance: () => clock.advance(600_000) }
}

function folderName(root: string): string {
  return root.slice(root.lastIndexOf('/') + 1)
}

/** Why an outcome is not the expected one; `undefined` if it is. */
export function difference(found: Outcome, expected: Outcome): string | undefined {
  const shown = JSON.stringify(found)
  if (expected.state === 'Accepted') return found.state === 'Refused' ? shown : undefined
  if (found.state !== expected.state) return shown
  if (found.state === 'Completed' && expected.state === 'Completed') {
    return found.rows === expected.rows ? undefined : shown
  }
  if (found.state === 'Failed' && expected.state === 'Failed') {
    return new RegExp(expected.reason, 's').test(found.reason) ? undefined : shown
  }
  if (found.state === 'Refused' && expected.state === 'Refused') {
    const isCode = expected.code === undefined || expected.code === found.code
    return isCode && new RegExp(expected.message, 's').test(found.message) ? undefined : shown
  }
  return shown
}
