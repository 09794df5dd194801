import { invalidInput } from '../errors/failures.ts'
import { ImportError } from '../errors/import-error.ts'
import { cancelledUploading, stayed, uploadFailed } from '../errors/upload.ts'
import type { RunIdentity } from '../job/idempotency.ts'
import { within } from '../job/limits.ts'
import { CLEAN_UP } from '../job/patience.ts'
import type { Api, Source } from '../model/job.ts'
import type { LocalFiles, Plan } from '../model/plan.ts'
import type { Tools } from '../model/tools.ts'
import { StoreFailure } from '../storage/failure.ts'
import { compareFolder, deleteUploaded, type StoreFolder } from '../storage/folder.ts'
import type { FoundFile } from '../storage/found.ts'
import {
  type FoundFiles,
  findFiles,
  folderBelow,
  PlanProblem,
  planParts,
  type UploadPlan,
} from '../storage/plan.ts'
import { uploadAll } from '../storage/upload.ts'
import { plural } from '../words/format.ts'
import { openParts, troubles } from './upload-notes.ts'
import { folderOf, keysFor, openFolder, type UploadFolder, type UploadWorld } from './upload-place.ts'
import { namesByFolder, problemOfSource, sourceOf } from './upload-source.ts'

export type { UploadWorld } from './upload-place.ts'

/** Files of the runner, planned to the byte, before anything of them is sent. */
export interface Upload {
  /** What the server is to import: exactly these files. */
  readonly source: Source
  readonly files: readonly FoundFile[]
  /** Follows from the bytes of the files alone. */
  readonly content: string
  /** Makes sure that the files are there. Throws an `UploadFailed`. */
  send(): Promise<void>
  /** The error of a step whose files were uploaded, with where they stay; `isSubmitted`: there is a job of them. */
  explained(error: unknown, isSubmitted: boolean): unknown
  /**
   * If it was asked for, and all rows are in, deletes what lies in a folder of this step's own. Never fails: trouble is
   * one warning.
   */
  cleanUp(allRowsIn: boolean): Promise<void>
}

/**
 * The step: finds the files of `path` and reads them once. Nothing is sent before `send`. Throws `InvalidInput` for
 * files that can't be uploaded, `UploadFailed` for those that change while they are read.
 */
export async function planUpload(
  local: LocalFiles,
  plan: Plan,
  identity: RunIdentity,
  tools: Tools,
  world: UploadWorld,
): Promise<Upload> {
  const { api } = plan.connection
  const found = await filesOf(local, api, world.env)
  const { files, bytes, format, folder, skipped } = found
  tools.tell({ kind: 'found', files: files.length, bytes, format, folder })
  for (const name of skipped)
    tools.tell({ kind: 'noted', text: `Not uploaded: ${name} holds credentials of Google Cloud` })
  const parts = await readOnce(found, tools)
  const owner = local.deleteUploaded ? ownerOf(plan, identity) : undefined
  const below = folderBelow('', identity.repository, parts.contentHash, owner)
  const to = folderOf(local, below, api)
  const open = () => openFolder(local, to, api, { plan: parts, tools, world })
  let target: StoreFolder | undefined
  let isThere = false
  let isSent = false

  const sendOnce = async () => {
    target = await open()
    const startedAt = tools.clock.now()
    const { clock, random, signal, tell } = tools
    const { files, sent, leftOpen } = await uploadAll(parts, target, {
      ...{ clock, random, signal, failed: troubles(tools) },
      told: progress => tell({ kind: 'uploading', to: to.words, progress }),
    })
    const elapsed = clock.now() - startedAt
    warnOfOpen(leftOpen, tools)
    isThere = true
    if (namesByFolder(parts, api)) await checkListing(parts, target, tools)
    const hidden = local.to.kind === 'volume' ? target.prefix.length - to.path.length : 0
    const named = files.map(file => ({ ...file, key: file.key.slice(hidden) }))
    tell({ kind: 'uploaded', files: named, folder: to.shown, sent, elapsed })
  }
  return {
    source: sourceOf(parts, local, to.path, api),
    files: parts.files,
    content: parts.contentHash,
    async send() {
      try {
        await sendOnce().catch(error => {
          if (!(error instanceof StoreFailure) || error.failure.code !== 'UploadMoved') throw error
          warnOfOpen(error.failure.leftOpen, tools)
          tools.tell({ kind: 'noted', text: 'The volume is in another place now: uploading there' })
          return sendOnce()
        })
      } catch (error) {
        throw asUploadFailed(error, tools, { api, to, isThere })
      }
      isSent = true
    },
    explained(error, isSubmitted) {
      if (!isSent || !(error instanceof ImportError)) return error
      return stayed(error, { ...to, isSubmitted, deletes: local.deleteUploaded })
    },
    async cleanUp(allRowsIn) {
      if (!local.deleteUploaded) return
      if (allRowsIn) return remove(parts, async () => target ?? open(), to, tools)
      const why = 'the server does not report that all of their rows came in'
      tools.tell({ kind: 'noted', text: `The uploaded files stay in ${to.shown}: ${why}` })
    },
  }
}

/** What is wrong with the files and with the keys is told together. */
async function filesOf({ patterns, to }: LocalFiles, api: Api, env: NodeJS.ProcessEnv): Promise<FoundFiles> {
  const keys = to.kind === 'bucket' ? keysFor(to, api, env) : ''
  const problems = typeof keys === 'string' && keys !== '' ? [keys] : []
  const ground = {
    workspace: env['GITHUB_WORKSPACE'] || process.cwd(),
    temp: env['RUNNER_TEMP'] || undefined,
  }
  const found = await findFiles(patterns, ground).catch(error => {
    if (error instanceof PlanProblem) throw invalidInput([...problems, ...error.problems])
    throw error
  })
  const problem = problemOfSource(found, api)
  if (problem) problems.push(problem)
  if (problems.length > 0) throw invalidInput(problems)
  return found
}

async function readOnce(found: FoundFiles, tools: Tools): Promise<UploadPlan> {
  const { signal, tell } = tools
  const { files, bytes } = found
  let read = 0
  const told = (more: number) => {
    read += more
    tell({ kind: 'reading', files: files.length, bytes, read })
  }
  try {
    return await planParts(found, { signal, told })
  } catch (error) {
    throw asUploadFailed(error, tools)
  }
}

/**
 * Whose folder it is, if it is to be deleted: legs of a matrix share run, job and step, and what one of them deletes
 * must not be what another imports.
 */
function ownerOf({ connection, target, task }: Plan, { runId, job, step }: RunIdentity): string[] {
  const into = task.kind === 'submit' ? task.into : task
  return [runId, job, step, JSON.stringify([connection.api, connection.endpoint, target, into])]
}

/** The server is given the folder: it would read whatever else lies in it. */
async function checkListing(
  plan: UploadPlan,
  target: StoreFolder,
  { clock, random, signal }: Tools,
): Promise<void> {
  const { missing, foreign } = await compareFolder(plan, target, { clock, random, signal, failed: () => {} })
  const some = (keys: readonly string[]) => keys.slice(0, 3).join(', ')
  const problems = [
    missing.length > 0 ? `${plural(missing.length, 'file')} missing (${some(missing)})` : '',
    foreign.length > 0 ? `${plural(foreign.length, 'object')} not of this upload (${some(foreign)})` : '',
  ].filter(Boolean)
  if (problems.length === 0) return
  const title = `The folder does not hold exactly the planned files: ${problems.join('; ')}`
  throw new StoreFailure({ kind: 'code', code: 'ListingDiffers', said: '', title })
}

async function remove(
  plan: UploadPlan,
  open: () => Promise<StoreFolder>,
  { shown }: UploadFolder,
  { clock, random, signal, tell }: Tools,
): Promise<void> {
  const limit = within(clock, signal, CLEAN_UP)
  try {
    await deleteUploaded(plan, await open(), { clock, random, signal: limit.signal, failed() {} })
    tell({ kind: 'noted', text: `Deleted ${plural(plan.files.length, 'uploaded file')}` })
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error
    const { code, finished = [] } = error.failure
    const kept = plural(plan.files.length - finished.length, 'uploaded file')
    const advice = 'the keys need the right to delete, or a lifecycle rule of the bucket removes what is old.'
    tell({
      kind: 'warned',
      text: `${kept} could not be deleted and may stay in ${shown} (${code}). The import is not affected; ${advice}`,
    })
  } finally {
    limit.end()
  }
}

function warnOfOpen(keys: readonly string[] = [], { tell }: Tools): void {
  if (keys.length > 0) tell({ kind: 'warned', text: openParts(keys) })
}

/** What went wrong between a sound plan and the create, with what stays where. */
function asUploadFailed(
  error: unknown,
  tools: Tools,
  sending?: { readonly api: Api; readonly to: UploadFolder; readonly isThere: boolean },
): unknown {
  if (!(error instanceof StoreFailure)) return error
  const { code, said, requestId, file, part, title, volumeName, finished = [] } = error.failure
  warnOfOpen(error.failure.leftOpen, tools)
  const kept = sending && (sending.isThere || finished.length > 0) ? sending.to.shown : undefined
  if (tools.signal.aborted) return cancelledUploading(kept)
  const path = file && part !== undefined ? `${file}, part ${part},` : file
  const api = sending?.api
  return uploadFailed({ code, said, requestId, path, title, kept, volumeName, api })
}
