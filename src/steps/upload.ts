import type { VolumeGrant } from '../api/volumes.ts'
import { invalidInput } from '../errors/failures.ts'
import { cancelledUploading, uploadFailed } from '../errors/upload.ts'
import type { RunIdentity } from '../job/idempotency.ts'
import { within } from '../job/limits.ts'
import { CALL, CLEAN_UP } from '../job/patience.ts'
import type { Source } from '../model/job.ts'
import type { LocalFiles, Plan } from '../model/plan.ts'
import type { CallOptions } from '../model/service.ts'
import type { Tools } from '../model/tools.ts'
import type { UploadProgress } from '../model/upload.ts'
import { parseDestination, urlOf } from '../storage/destination.ts'
import { StoreFailure } from '../storage/failure.ts'
import type { FoundFile } from '../storage/found.ts'
import { compareFolder, type StoreFolder } from '../storage/look.ts'
import { keysFromEnv, openBucket, openVolume, regionFromEnv, type StoreContext } from '../storage/open.ts'
import { findFiles, folderBelow, planParts, type UploadPlan } from '../storage/plan.ts'
import { PlanProblem } from '../storage/problem.ts'
import { deleteUploaded } from '../storage/remove.ts'
import type { StoreNote } from '../storage/store.ts'
import type { Patience } from '../storage/tries.ts'
import { type UploadEvent, uploadAll } from '../storage/upload.ts'
import { size as inUnits, plural } from '../words/format.ts'
import type { Redactor } from '../words/redact.ts'
import { ask } from './ask.ts'
import { namesByFolder, sourceOf } from './upload-source.ts'

/** What an upload needs of the world outside, besides the tools of every step. */
export interface UploadWorld {
  readonly wire: StoreContext['wire']
  readonly env: NodeJS.ProcessEnv
  /** Takes secrets out of texts; `add` masks keys that become known later, before anything is printed with them. */
  readonly redact: Redactor
  readonly apply: (volumeName: string, folder: string, options: CallOptions) => Promise<VolumeGrant>
}

/** Files of the runner, planned to the byte, before anything of them is sent. */
export interface Upload {
  /** What the server is to import: exactly these files. */
  readonly source: Source
  readonly files: readonly FoundFile[]
  /** Follows from the bytes of the files alone. */
  readonly content: string
  /** Makes sure that the files are there. Throws an `UploadFailed`. */
  send(): Promise<void>
  /** Deletes what lies in a folder of this step's own, and never fails: trouble is one warning. */
  cleanUp(): Promise<void>
}

/**
 * The step: finds the files of `path` and reads them once. Nothing is sent before `send`. Throws `InvalidInput` for
 * files that can't be uploaded, `UploadFailed` for those that change while they are read.
 */
export async function planUpload(
  local: LocalFiles,
  { connection: { api } }: Plan,
  identity: RunIdentity,
  tools: Tools,
  world: UploadWorld,
): Promise<Upload> {
  const plan = await planned(local, tools, world)
  const owner = local.deleteUploaded ? [identity.runId, identity.job, identity.step] : undefined
  const below = folderBelow('', identity.repository, plan.contentHash, owner)
  const to = placeOf(local, below)
  tools.tell({
    kind: 'found',
    files: plan.files.length,
    bytes: plan.bytes,
    format: plan.format,
    folder: plan.folder,
  })
  for (const name of plan.skipped)
    tools.tell({ kind: 'noted', text: `Not uploaded: ${name} holds credentials of Google Cloud` })

  let target: StoreFolder | undefined
  return {
    source: sourceOf(plan, local, to.path, api),
    files: plan.files,
    content: plan.contentHash,
    async send() {
      try {
        target = await opened(plan, local, to, tools, world)
        const hidden = local.to.kind === 'volume' ? target.prefix.length - to.path.length : 0
        await transfer(plan, target, to, hidden, tools)
        if (namesByFolder(plan, api)) await checkListing(plan, target, tools)
      } catch (error) {
        throw asUploadFailed(error, to.shown, api, tools)
      }
    },
    async cleanUp() {
      if (target && local.deleteUploaded) await remove(plan, target, to.shown, tools)
    },
  }
}

async function planned(local: LocalFiles, tools: Tools, { env }: UploadWorld): Promise<UploadPlan> {
  const ground = {
    workspace: env['GITHUB_WORKSPACE'] || process.cwd(),
    temp: env['RUNNER_TEMP'] || undefined,
  }
  try {
    const found = await findFiles(local.patterns, ground)
    return await planParts(found, { signal: tools.signal, told: () => {} })
  } catch (error) {
    if (error instanceof PlanProblem) throw invalidInput(error.problems)
    throw asUploadFailed(error, undefined, undefined, tools)
  }
}

/** Where the files go: the folder in the bucket or volume, and the same in words. */
export interface Place {
  /** Ends in `/`. */
  readonly path: string
  /** As `uploadFolder` has it. */
  readonly shown: string
  readonly words: string
}

/** In a volume the files lie below `imports/`. */
function placeOf({ to }: LocalFiles, below: string): Place {
  if (to.kind === 'volume') {
    const path = `imports/${below}`
    return { path, shown: path, words: `volume ${to.volumeName}, folder ${path}` }
  }
  const destination = parseDestination(to.folderUrl)
  if (typeof destination === 'string') throw invalidInput([`\`objectUrl\` ${destination}`])
  const shown = urlOf(destination, below)
  return { path: destination.folder + below, shown, words: shown }
}

async function opened(
  plan: UploadPlan,
  local: LocalFiles,
  to: Place,
  tools: Tools,
  { wire, env, redact, apply }: UploadWorld,
): Promise<StoreFolder> {
  const context: StoreContext = { wire, redact, today: tools.today, told: noting(tools) }
  if (local.to.kind === 'bucket') {
    const { folderUrl, storageEndpoint: endpoint, storageRegion, credentials } = local.to
    const destination = parseDestination(folderUrl)
    if (typeof destination === 'string') throw invalidInput([`\`objectUrl\` ${destination}`])
    const { accessKey = '', secretKey = '', sessionToken } = credentials
    const given =
      accessKey !== '' || sessionToken
        ? { accessKey, secretKey, sessionToken, expires: undefined }
        : undefined
    const keys = given ?? keysFromEnv(env)
    if (!keys) throw invalidInput([NO_KEYS])
    const region = storageRegion ?? regionFromEnv(env)
    return { store: openBucket(destination, { keys, endpoint, region }, context), prefix: to.path }
  }
  const { volumeName } = local.to
  const grantOf = async () => {
    const asked = await ask(tools, options => apply(volumeName, to.path, options), { timeout: CALL })
    if ('refusal' in asked) throw new StoreFailure(asked.failure)
    const { accessKey, secretKey, sessionToken = '' } = asked.answer.keys
    redact.add([accessKey, secretKey, sessionToken].filter(Boolean))
    return asked.answer
  }
  const grant = await grantOf()
  judgeTerms(plan, grant)
  const store = openVolume(grant, { ...context, clock: tools.clock, renew: grantOf })
  return { store, prefix: grant.prefix + to.path }
}

const NO_KEYS =
  '`accessKey` and `secretKey` are required for `objectUrl`: neither they nor `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` in the environment are given'

/** What the control plane allows in one upload, where it says so. */
function judgeTerms(plan: UploadPlan, { mostBytes, mostFiles, volumeName }: VolumeGrant): void {
  const problems = [
    mostBytes !== undefined && BigInt(plan.bytes) > mostBytes
      ? `the files have ${inUnits(BigInt(plan.bytes))}, volume ${volumeName} takes ${inUnits(mostBytes)} in one upload`
      : '',
    mostFiles !== undefined && BigInt(plan.files.length) > mostFiles
      ? `there are ${plural(plan.files.length, 'file')}, volume ${volumeName} takes ${mostFiles} in one upload`
      : '',
  ].filter(Boolean)
  if (problems.length > 0)
    throw new StoreFailure({ kind: 'code', code: 'UploadTooLarge', said: '', title: problems.join('; ') })
}

function noting({ tell }: Tools) {
  return (note: StoreNote) => {
    if (note.kind === 'region')
      tell({ kind: 'noted', text: `The bucket is in ${note.region}: going on there` })
    if (note.kind === 'clock')
      tell({
        kind: 'noted',
        text: `The clock of this runner differs from the store's by ${Math.round(note.ahead / 1000)} s: signing with the store's time`,
      })
    if (note.kind === 'renewed')
      tell({ kind: 'noted', text: 'The temporary keys of the volume were renewed' })
  }
}

/** `hidden`: so many characters of each key are the prefix of the volume, which its paths don't have. */
async function transfer(
  plan: UploadPlan,
  target: StoreFolder,
  to: Place,
  hidden: number,
  tools: Tools,
): Promise<void> {
  const { clock, random, signal, tell } = tools
  const startedAt = clock.now()
  let progress: UploadProgress = {
    ...{ files: plan.files.length, bytes: plan.bytes, filesThere: 0, bytesThere: 0, sent: 0, filesSent: 0 },
    speed: undefined,
  }
  const told = (event: UploadEvent) => {
    if (event.kind === 'looked')
      progress = { ...progress, filesThere: event.present, bytesThere: event.presentBytes }
    else if (event.kind === 'progress') {
      const elapsed = clock.now() - startedAt
      const speed = elapsed >= 1000 ? (event.sent / elapsed) * 1000 : undefined
      progress = { ...progress, sent: event.sent, filesSent: event.filesDone, speed }
    } else if (event.kind === 'trouble') {
      const { path, part, failure, wait } = event
      const where = part === undefined ? path : `${path}, part ${part}`
      const text = `${where}: ${failure.detail.code}. Sending it again in ${Math.ceil(wait / 1000)} s`
      return tell({ kind: 'noted', text })
    } else return
    tell({ kind: 'uploading', to: to.words, progress })
  }
  const {
    files: sent,
    sentBytes,
    leftOpen,
  } = await uploadAll(plan, target, {
    clock,
    random: random,
    signal,
    told,
  })
  if (leftOpen.length > 0) tell({ kind: 'warned', text: openParts(leftOpen) })
  const elapsed = clock.now() - startedAt
  const files = sent.map(file => ({ ...file, key: file.key.slice(hidden) }))
  tell({ kind: 'uploaded', files, folder: to.shown, sent: sentBytes, elapsed })
}

function openParts(keys: readonly string[]): string {
  return `${plural(keys.length, 'unfinished upload')} may be left in the bucket, invisible and billed (${keys.slice(0, 3).join(', ')}): a lifecycle rule that aborts incomplete multipart uploads removes them`
}

async function checkListing(plan: UploadPlan, target: StoreFolder, tools: Tools): Promise<void> {
  const { missing, foreign } = await compareFolder(plan, target, patienceOf(tools))
  if (missing.length === 0 && foreign.length === 0) return
  const title = [
    missing.length > 0
      ? `${plural(missing.length, 'file')} are missing (${missing.slice(0, 3).join(', ')})`
      : '',
    foreign.length > 0
      ? `${plural(foreign.length, 'other object')} lie in it (${foreign.slice(0, 3).join(', ')})`
      : '',
  ]
  throw new StoreFailure({
    kind: 'code',
    code: 'ListingDiffers',
    said: '',
    title: title.filter(Boolean).join('; '),
  })
}

function patienceOf({ clock, random, signal }: Tools): Patience {
  return { clock, random, signal, failed: () => {} }
}

async function remove(plan: UploadPlan, target: StoreFolder, shown: string, tools: Tools): Promise<void> {
  const limit = within(tools.clock, tools.signal, CLEAN_UP)
  const { removed, kept, failure } = await deleteUploaded(plan, target, {
    ...patienceOf(tools),
    signal: limit.signal,
  })
  limit.end()
  if (kept.length === 0)
    return tools.tell({ kind: 'noted', text: `Deleted ${plural(removed.length, 'uploaded file')}` })
  const why = failure ? ` (${failure.detail.code})` : ''
  tools.tell({
    kind: 'warned',
    text: `${plural(kept.length, 'uploaded file')} could not be deleted from ${shown}${why}. The import is not affected; a lifecycle rule of the bucket can remove them.`,
  })
}

/** What went wrong between a sound plan and the create, with what stays where. */
function asUploadFailed(
  error: unknown,
  shown: string | undefined,
  api: Plan['connection']['api'] | undefined,
  tools: Tools,
): unknown {
  if (!(error instanceof StoreFailure)) return error
  const { code, said, requestId, file, part, title, leftOpen = [], finished = [] } = error.detail
  if (leftOpen.length > 0) tools.tell({ kind: 'warned', text: openParts(leftOpen) })
  const kept = finished.length > 0 ? shown : undefined
  if (tools.signal.aborted) return cancelledUploading(kept)
  const path = file && part !== undefined ? `${file}, part ${part},` : file
  return uploadFailed({ code, said, requestId, path, title, kept, api })
}
