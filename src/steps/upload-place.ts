import type { Wire } from '../api/transport.ts'
import type { StoreKeys, VolumeGrant } from '../api/volumes.ts'
import { invalidInput } from '../errors/failures.ts'
import { CALL } from '../job/patience.ts'
import type { Api } from '../model/job.ts'
import type { LocalFiles, UploadTarget } from '../model/plan.ts'
import type { CallOptions } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import { type BucketAddress, parseDestination, urlOf } from '../storage/address.ts'
import { StoreFailure } from '../storage/failure.ts'
import type { StoreFolder } from '../storage/folder.ts'
import { keysFromEnv, openBucket, openVolume, regionFromEnv } from '../storage/open.ts'
import type { UploadPlan } from '../storage/plan.ts'
import { size as inUnits, plural } from '../words/format.ts'
import type { Redactor } from '../words/redact.ts'
import { ask } from './ask.ts'
import { noting } from './upload-notes.ts'

/** What an upload needs of the world outside, besides the tools of every step. */
export interface UploadWorld {
  readonly wire: Wire
  readonly env: NodeJS.ProcessEnv
  /** Takes secrets out of texts; `add` masks keys that become known later, before anything is printed with them. */
  readonly redact: Redactor
  readonly apply: (volumeName: string, folder: string, options: CallOptions) => Promise<VolumeGrant>
}

/** Where the files go: the folder in the bucket or volume, and the same in words. */
export interface UploadFolder {
  /** Ends in `/`. */
  readonly path: string
  /** As `uploadFolder` has it. */
  readonly shown: string
  readonly words: string
  /** The input that imports the files from there without an upload. */
  readonly input: 'files' | 'objectUrl'
}

/** In a volume the files lie below `imports/`. Throws an `InvalidInput` for a bucket that can't be. */
export function folderOf({ to }: LocalFiles, below: string, api: Api): UploadFolder {
  if (to.kind === 'volume') {
    const path = `imports/${below}`
    return { path, shown: path, words: `volume ${to.volumeName}, folder ${path}`, input: 'files' }
  }
  const destination = destinationOf(to)
  const shown = urlOf(destination, below)
  const input = api === 'milvus' ? 'files' : 'objectUrl'
  return { path: destination.key + below, shown, words: shown, input }
}

type Bucket = Extract<UploadTarget, { kind: 'bucket' }>

function destinationOf({ folderUrl }: Bucket): BucketAddress {
  const destination = parseDestination(folderUrl)
  if (typeof destination === 'string') throw invalidInput([`\`objectUrl\` ${destination}`])
  return destination
}

/**
 * The keys to upload with: those of the inputs, else those of the environment. The server reads the bucket with those of
 * the inputs, and never gets the others, so that Zilliz Cloud can't do without. A text where they don't suffice: what to
 * give.
 */
export function keysFor(to: Bucket, api: Api, env: NodeJS.ProcessEnv): StoreKeys | string {
  const { kind } = destinationOf(to)
  const { accessKey = '', secretKey = '', sessionToken } = to.credentials
  const needsPair = kind === 's3' || (kind === 'gcs' && !sessionToken)
  if (!needsPair || accessKey !== '') return { accessKey, secretKey, sessionToken, expires: undefined }
  if (kind === 'gcs') return api === 'zilliz-v1' ? NEEDS_HMAC : NEEDS_GOOGLE
  const found = keysFromEnv(env)
  if (found && api === 'milvus') return found
  if (!found) return api === 'milvus' ? `${NEEDS_PAIR}, or ${IN_ENV}` : NEEDS_PAIR
  if (found.sessionToken && api === 'zilliz-v1') return NO_TOKEN_IN_V1
  const lines = [...PASTE, ...(found.sessionToken ? [PASTE_TOKEN] : [])].map(line => `\`${line}\``)
  return `\`accessKey\` and \`secretKey\` are required: the server reads the bucket with them, and the keys of the environment go to nobody unless you say so. Add to \`with\`: ${lines.join(', ')}`
}

/** An expression of a workflow. */
const expression = (text: string) => `\${{ ${text} }}`
const NEEDS_PAIR = '`objectUrl` needs `accessKey` and `secretKey`, the keys of the bucket'
const IN_ENV = '`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` in the environment'
const NEEDS_HMAC =
  '`objectUrl` on Google Cloud needs an HMAC key as `accessKey` and `secretKey` with `zilliz-v1`, which takes no token'
const NEEDS_GOOGLE = `\`objectUrl\` on Google Cloud needs an access token (\`sessionToken: ${expression('steps.auth.outputs.access_token')}\`), or an HMAC key as \`accessKey\` and \`secretKey\``
const NO_TOKEN_IN_V1 =
  '`zilliz-v1` takes no session token, and the keys of the environment have one: give keys that do not expire as `accessKey` and `secretKey`, or use `zilliz-v2`'
const PASTE = [
  `accessKey: ${expression('env.AWS_ACCESS_KEY_ID')}`,
  `secretKey: ${expression('env.AWS_SECRET_ACCESS_KEY')}`,
]
const PASTE_TOKEN = `sessionToken: ${expression('env.AWS_SESSION_TOKEN')}`

/** Opens the store for the folder. Of a volume leave is asked, and its limits are held. Fails with a `StoreFailure`. */
export async function openFolder(
  { to }: LocalFiles,
  { path }: UploadFolder,
  api: Api,
  { plan, tools, world }: { readonly plan: UploadPlan; readonly tools: Tools; readonly world: UploadWorld },
): Promise<StoreFolder> {
  const { wire, env, redact } = world
  const context = { wire, redact, today: tools.today, told: noting(tools) }
  if (to.kind === 'bucket') {
    const keys = keysFor(to, api, env)
    if (typeof keys === 'string') throw invalidInput([keys])
    const { storageEndpoint: endpoint, storageRegion } = to
    const region = storageRegion ?? regionFromEnv(env)
    return { store: openBucket(destinationOf(to), { keys, endpoint, region }, context), prefix: path }
  }
  const grantOf = () => grantFor(to.volumeName, path, tools, world)
  const grant = await grantOf()
  judgeTerms(plan, grant)
  const store = openVolume(grant, { ...context, clock: tools.clock, renew: grantOf })
  return { store, prefix: grant.prefix + path }
}

/** Keys are masked before anything is done with them. */
async function grantFor(
  volumeName: string,
  folder: string,
  tools: Tools,
  { redact, apply }: UploadWorld,
): Promise<VolumeGrant> {
  const asked = await ask(tools, options => apply(volumeName, folder, options), { timeout: CALL })
  if ('refusal' in asked) throw new StoreFailure({ ...asked.failure, volumeName })
  const { accessKey, secretKey, sessionToken = '' } = asked.answer.keys
  redact.add([accessKey, secretKey, sessionToken].filter(Boolean))
  return asked.answer
}

/** What the control plane allows in one upload, where it says so. */
function judgeTerms(plan: UploadPlan, { mostBytes, mostFiles, volumeName }: VolumeGrant): void {
  const { bytes, files } = plan
  const problems: string[] = []
  if (mostBytes !== undefined && BigInt(bytes) > mostBytes)
    problems.push(
      `The files have ${inUnits(BigInt(bytes))}, volume ${volumeName} takes ${inUnits(mostBytes)} in one upload`,
    )
  if (mostFiles !== undefined && BigInt(files.length) > mostFiles)
    problems.push(
      `There are ${plural(files.length, 'file')}, volume ${volumeName} takes ${mostFiles} in one upload`,
    )
  if (problems.length > 0)
    throw new StoreFailure({ kind: 'code', code: 'UploadTooLarge', said: '', title: problems.join('. ') })
}
