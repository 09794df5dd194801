import { fileType } from '../files/read.ts'
import type { Collection } from '../schema.ts'
import type { ImportRequest } from './body.ts'
import type { Call } from './call.ts'
import { importFailed, parameterInvalid, Refusal } from './refusal.ts'

const MOST_GROUPS = 1024

/** What can be wrong with the proxy itself. */
export function checkServer({ options: { trouble }, profile }: Call): void {
  if (trouble === 'notReady') throw new Refusal(1, 'service not ready')
  if (trouble === 'queueFull' && profile.hasQueue) {
    throw new Refusal(4, 'too many concurrent requests, queue is full')
  }
}

/** What the collection does not take. */
export function checkCollection({ profile }: Call, request: ImportRequest, collection: Collection): void {
  const { collectionName, partitionName, options } = request
  if (profile.hasExternalCollections && collection.isExternal) {
    throw parameterInvalid(`import operation is not supported for external collection ${collectionName}`)
  }
  if (isTrue(options['backup']) && !partitionName) {
    const words = 'partition not specified'
    throw profile.hasSystemCodes ? new Refusal(1101, `${words}: missing parameter`) : parameterInvalid(words)
  }
  if (isTrue(options['l0_import'])) {
    if (profile.refusesL0) {
      throw importFailed(
        'l0 import is disabled (dataCoord.import.enableL0Import=false); fold L0 deletes into data segment deltalogs before restore',
      )
    }
    if (collection.isLoaded) {
      throw importFailed('for l0 import, collection cannot be loaded, please release it first')
    }
  }
  if (!partitionName) return
  if (!isRestore(options) && collection.fields.some(field => field.isPartitionKey)) {
    throw importFailed('not allow to set partition name for collection with partition key')
  }
  if (partitionName !== '_default' && !collection.partitions?.includes(partitionName)) {
    throw new Refusal(200, `partition not found[partition=${partitionName}]`)
  }
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true'
}

/** A restore of a backup or of deletes: its paths are folders of binlogs, of no type. */
export function isRestore(options: ImportRequest['options']): boolean {
  return isTrue(options['backup']) || isTrue(options['l0_import'])
}

/** How many groups there are, and of which type each is. */
export function checkFiles({ profile }: Call, { files, options }: ImportRequest): void {
  if (files.length === 0) throw parameterInvalid('import request is empty')
  if (files.length > MOST_GROUPS) {
    throw importFailed(
      `The max number of import files should not exceed ${MOST_GROUPS}, but got ${files.length}`,
    )
  }
  if (isRestore(options)) return
  for (const paths of files) {
    const found = fileType(paths, profile.extensions)
    if (!('problem' in found)) continue
    throw importFailed(profile.isTerse ? found.problem.replace('unexpected', 'unexpect') : found.problem)
  }
}
