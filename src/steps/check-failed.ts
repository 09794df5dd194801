import { ImportError } from '../errors/import-error.ts'
import type { CallFailure } from '../model/service.ts'

/** What can be found before the create; the first that applies is the `errorCode`, in this order. */
export const CHECK_CODES = [
  ...['ClusterNotRunning', 'DataPlaneUnreachable', 'NotPermitted', 'DatabaseMissing', 'CollectionMissing'],
  ...[
    'PartitionMissing',
    'PartitionWithKey',
    'ExternalCollection',
    'TwoPhaseUnsupported',
    'NotLoaded',
    'NoIndex',
  ],
  ...['AliasTaken', 'ObjectMissing', 'FolderEmpty', 'TooManyFiles', 'FileTooLarge', 'MixedFormats'],
  ...['FormatUnsupported', 'SchemaMismatch', 'RowsUnknown'],
] as const
export type CheckCode = (typeof CHECK_CODES)[number]

export interface Finding {
  /** The input that can't be kept. */
  readonly input?: string | undefined
  /** The refusal that shows it. */
  readonly failure?: CallFailure | undefined
  /** What the code alone does not say. */
  readonly because?: string | undefined
}

/** Something was found before the create: the step is red, and nothing was submitted. */
export function checkFailed(code: CheckCode, { input, failure, because }: Finding): ImportError {
  const needed = input ? ` \`${input}\` can't be kept` : ''
  return new ImportError({
    status: 'CheckFailed',
    code,
    cause: failure?.code,
    said: failure?.said,
    requestId: failure?.requestId,
    context: [`Nothing was submitted.${needed}`, because].filter(Boolean).join(': '),
  })
}
