import type { Told } from './failures.ts'
import { ImportError, type ImportErrorDetail } from './import-error.ts'

/** Codes of checks that fail before anything is submitted, in the order in which the first one names the failure. */
export type CheckCode = keyof typeof checks

const nearest = 'upper and lower case matter'

/** What a failed check means, and what to do. */
// biome-ignore format: a table, one row a line
export const checks = {
  ClusterNotRunning: ['The cluster is not running', 'Resume the cluster in the console, or wait until it is running, then run again; if it is not there, check `clusterId` and what the key may see.'],
  DataPlaneUnreachable: ['The address that answers queries could not be reached', 'Give the public endpoint of the cluster as `endpoint`, and check IP allow lists for the address of the runner; a private address needs a self-hosted runner. Or leave out the input that needs it (`searchable`, `alias`).'],
  NotPermitted: ['The credentials do not allow what this step needs', 'Check that the secret behind `apiKey` is set and was copied completely; if it is, grant the user or the key the rights named here, or leave out the input that needs them.'],
  DatabaseMissing: ['The database does not exist', `Check \`dbName\` (${nearest}), or leave it out for the default database.`],
  CollectionMissing: ['The collection does not exist', `Check \`collectionName\` (${nearest}) and \`dbName\`; the import does not create collections.`],
  PartitionMissing: ['The partition does not exist', 'Create it, or leave `partitionName` out to import into the default partition.'],
  PartitionWithKey: ['The collection has a partition key and assigns rows to partitions itself', 'Leave `partitionName` out.'],
  ExternalCollection: ['The collection is external: it reads its files in place and takes no import', 'Import into an ordinary collection: check `collectionName`.'],
  TwoPhaseUnsupported: ['The server has no two-phase import, which needs Milvus 3.0', 'Leave `commit` out: rows then become visible as soon as the import completes. Or update the server.'],
  NotLoaded: ['The collection is not loaded, so its rows cannot be searched', 'Load the collection, or set `searchable: load`.'],
  NoIndex: ['A vector field has no index, so the collection cannot be loaded', 'Create an index on each vector field named here, then run again.'],
  AliasTaken: ['The alias has the name of a collection', 'Choose another `alias`.'],
  ObjectMissing: ['A file is not there', 'Check bucket, key, and upper and lower case, and that the job before this one has written the file.'],
  FolderEmpty: ['A folder holds no file to import', 'Check the folder, that it holds files directly (subfolders do not count), and that the job before this one has written them.'],
  TooManyFiles: ['There are more files than the server accepts in one job', 'Split them into several jobs, for instance with a matrix.'],
  FileTooLarge: ['A file is larger than the server accepts', 'Split it into smaller files.'],
  MixedFormats: ['The files have several formats', 'Put one format into a folder; only the `.npy` files of one set belong together.'],
  FormatUnsupported: ['The server does not import this format', 'Write the files as Parquet or JSON, or update the server.'],
  SchemaMismatch: ['A file does not fit the schema of the collection', 'Correct the files or columns named here, or import into a collection made for these files.'],
  RowsUnknown: ['A file does not report how many rows it has', 'Give `expectedRows` a number (or `>=N`): only Parquet and NumPy files that this step can read show how many they have.'],
} as const satisfies Record<string, readonly [title: string, advice: string]>

/** A proof that the import, or what was asked for besides, can't work. */
export interface Proof {
  readonly code: CheckCode
  /** One sentence without a full stop: `part-3.parquet: column v holds 64 values per row, …`. */
  readonly text: string
  /** The refusal that shows it. */
  readonly failure?: Told | undefined
}

/** Something that was found before the create makes the import impossible; nothing was submitted. */
export class CheckFailed extends ImportError {
  /** What was found; the first of it where there is more. */
  readonly proof: Proof

  constructor(proof: Proof, detail: Pick<ImportErrorDetail, 'context' | 'title' | 'advice' | 'details'>) {
    const { code, failure } = proof
    super({
      ...{ status: 'CheckFailed', code, ...detail },
      ...(failure && { cause: failure.code, said: failure.said, requestId: failure.requestId }),
    })
    this.proof = proof
  }
}

/**
 * One thing was found that keeps the step from doing what `input` asks for. `because` is what the code does not say, as
 * the end of its sentence; `failure` is the refusal that shows it.
 */
export function checkFailed(
  code: CheckCode,
  { input, because, failure }: { input?: string; because?: string | undefined; failure?: Told } = {},
): CheckFailed {
  const [title, advice] = checks[code]
  const found = because ? `${title}: ${because}` : title
  const text = input ? `\`${input}\` would not work: ${found[0]?.toLowerCase()}${found.slice(1)}` : found
  const context = input
    ? `Nothing was submitted, because \`${input}\` would not work`
    : 'Nothing was submitted'
  return new CheckFailed({ code, text, failure }, { context, title: found, advice })
}

/**
 * All that was found, in one message: the code is that of the first in the order of the codes, and what to do is said
 * behind the last finding of each.
 */
export function checksFailed(found: readonly [Proof, ...Proof[]]): CheckFailed {
  const rank = ({ code }: Proof) => CHECK_CODES.indexOf(code)
  const proofs = found.toSorted((one, other) => rank(one) - rank(other))
  const [first = found[0], ...others] = proofs
  const context = 'Nothing was submitted'
  if (others.length === 0)
    return new CheckFailed(first, { context, title: first.text, advice: checks[first.code][1] })
  const shown = proofs.slice(0, MOST_TOLD)
  const details = shown.map(({ code, text, failure }, index) => {
    const said = failure ? `${text} (${failure.code})` : text
    const isLast = shown[index + 1]?.code !== code
    return isLast ? `${said}. ${checks[code][1].replace(/\.$/, '')}` : said
  })
  const more = proofs.length - shown.length
  const { code, text } = first
  return new CheckFailed(
    { code, text },
    {
      context,
      title: `${proofs.length} checks failed`,
      details: more > 0 ? [...details, `${more} more, which the table of the checks shows`] : details,
      advice: 'Correct all of this, then run again',
    },
  )
}

/** An annotation has no room for more. */
const MOST_TOLD = 8

/** The codes, in the order in which the first that applies names the failure. */
export const CHECK_CODES = Object.keys(checks) as readonly CheckCode[]
