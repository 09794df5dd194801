import type { Api } from '../model/job.ts'
import { explain } from './explain.ts'
import { ImportError } from './import-error.ts'
import { storage } from './storage.ts'

/** Codes of ours for uploads that went wrong. */
// biome-ignore format: a table, one row a line
export const uploads = {
  FileChanged: ['A file changed or was removed while it was read', 'Let the step that writes the files finish before this one begins, and keep them until this one has ended.'],
  UploadTooLarge: ['The files exceed what the volume accepts', 'Split them into several jobs. On the Free plan a volume takes 1 GB and 1,000 files per upload.'],
  ListingDiffers: ['The folder does not hold exactly the planned files', 'Remove what does not belong there, or give another folder.'],
  UploadMoved: ['The server named another place for the files in the middle of the upload', 'Run the step again.'],
  CloudUnsupported: ['The volume is in a cloud that this action cannot upload to', 'Use a volume on AWS or Google Cloud, or your own bucket (`objectUrl`).'],
} as const satisfies Record<string, readonly [title: string, advice: string]>

interface UploadFailure {
  /** A code of `uploads`, of the store or of the server, `Http403`, or the name of a network failure. */
  readonly code: keyof typeof uploads | (string & {})
  /** The file it is about, by its path on the runner. */
  readonly path?: string | undefined
  /** What happened, where the table can't know it: `part-3.parquet has 5.1 GB, the volume accepts 5 GB`. */
  readonly title?: string | undefined
  readonly said?: string | undefined
  readonly requestId?: string | undefined
  /** Where uploaded files stay, if some do: `s3://bucket/folder/`. */
  readonly kept?: string | undefined
  /** The volume for which the server did not give leave to upload. */
  readonly volumeName?: string | undefined
  readonly api?: Api | undefined
}

/** The files could not be uploaded; nothing was submitted. What our own code found is not "the store said". */
export function uploadFailed({ code, path, title, kept, volumeName, ...rest }: UploadFailure): ImportError {
  const { own, by, advice, ...known } = meaningOf(code, volumeName === undefined, rest)
  const what = volumeName ? `The upload into volume ${volumeName}` : `The upload${path ? ` of ${path}` : ''}`
  const more = [volumeName ? VOLUMES : '', kept ? `What was uploaded stays in ${kept}: ${NOT_AGAIN}` : '']
  return new ImportError({
    ...{ status: 'UploadFailed', code, advice, by },
    ...(own ? {} : rest),
    context: `${what} failed: nothing was submitted`,
    title: title ?? (own && rest.said ? rest.said : known.title),
    more: more.filter(Boolean).join('. ') || undefined,
  })
}

const NOT_AGAIN = 'the next run does not send it again'
const VOLUMES =
  'An upload needs a managed volume (an external one is read-only), and an API key of its organisation with the role Project Admin'

/** What `explain` advises about a failed call is about `endpoint`; here it was the store that gave no usable answer. */
const STORE =
  'Check that the runner can reach the store, and `storageEndpoint` and the bucket where they are given. For a private certificate authority set `NODE_EXTRA_CA_CERTS` (in `env:` of the job).'

/** What a status of a store means where no code stood beside it. */
const BY_STATUS: Readonly<Record<string, string>> = {
  Http401: 'AccessDenied',
  Http403: 'AccessDenied',
  Http404: 'NoSuchBucket',
}

/** `isStore`: the store failed, not the server that gives leave to upload. */
function meaningOf(code: string, isStore: boolean, { said = '', api }: Pick<UploadFailure, 'said' | 'api'>) {
  if (Object.hasOwn(uploads, code)) {
    const [title, advice] = uploads[code as keyof typeof uploads]
    return { own: true, by: undefined, title, advice }
  }
  const named = isStore ? (BY_STATUS[code] ?? code) : code
  const store = Object.hasOwn(storage, named) ? storage[named] : undefined
  if (store) return { own: false, by: 'The store', title: store.title, advice: String(store.advice) }
  const { title, advice } = explain(code, said, { api })
  const isAboutEndpoint = isStore && (advice.includes('`endpoint`') || code.startsWith('Http'))
  return { own: false, by: undefined, title, advice: isAboutEndpoint ? STORE : advice }
}

/** The workflow was cancelled while files were uploaded; `kept` is where finished ones stay, if some do. */
export function cancelledUploading(kept: string | undefined): ImportError {
  const stays = kept ? `What was uploaded stays in ${kept}: ${NOT_AGAIN}` : 'No file was left behind'
  return new ImportError({
    ...{ status: 'Cancelled', code: 'Cancelled' },
    title: 'The workflow was cancelled during the upload: nothing was submitted',
    advice: `Run the step again to import. ${stays}`,
  })
}

interface Stay {
  /** `s3://bucket/folder/`, or the path in a volume. */
  readonly shown: string
  /** The input that imports the files from there. */
  readonly input: 'files' | 'objectUrl'
  /** There is a job that imports the files. */
  readonly isSubmitted: boolean
  /** `deleteUploaded` was asked for. */
  readonly deletes: boolean
}

/** The error of a step whose files were uploaded before, with where they stay. */
export function stayed(error: ImportError, { shown, input, isSubmitted, deletes }: Stay): ImportError {
  if (!isSubmitted)
    return error.with(`The files stay in ${shown}: \`${input}\` imports them without uploading them again`)
  if (deletes) return error.with(`The uploaded files stay in ${shown}, also with \`deleteUploaded\``)
  return error.status === 'Failed' ? error.with(`The uploaded files stay in ${shown}`) : error
}
