import { readdir } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { GoNumberError, parseInt64, parseUint } from '../files/go.ts'
import { translate } from '../files/problems.ts'
import type { FileGroup } from '../files/read.ts'
import { ImportProblem } from '../schema.ts'
import type { ImportRequest } from './body.ts'
import type { Call } from './call.ts'
import { importFailed, type Refusal } from './refusal.ts'

export function isBackup({ options }: ImportRequest): boolean {
  return options['backup']?.toLowerCase() === 'true'
}

/**
 * `ListBinlogImportRequestFiles` of `internal/datacoord/import_util.go`: of a restore the server looks at the folders
 * before there is a job. Throws a `Refusal` where they hold nothing.
 */
export async function checkBackup(call: Call, { files }: ImportRequest): Promise<void> {
  const { buckets, bucket = 'example-articles' } = call.context.world
  const tooMany = files.find(paths => paths.length > 2)
  if (tooMany) {
    throw refused(
      call,
      `too many input paths for binlog import. Valid paths length should be one or two, but got paths:[${tooMany.join(' ')}]`,
    )
  }
  for (const [prefix = ''] of files) {
    if (await hasPrefix(join(buckets, bucket, normalize(`/${prefix}`)))) return
  }
  const input = files.map(paths => paths.map(path => `paths:${JSON.stringify(path)}`).join(' ')).join(' ')
  throw refused(call, `no binlog to import, input=[${input}]`)
}

/** A prefix is no folder: it may end in the middle of a name. */
async function hasPrefix(path: string): Promise<boolean> {
  const inside = await readdir(path).catch(() => [])
  if (inside.length > 0 || path.endsWith('/')) return inside.length > 0
  const name = path.slice(dirname(path).length + 1)
  const beside = await readdir(dirname(path)).catch(() => [])
  return beside.some(each => each !== name && each.startsWith(name))
}

function refused({ profile }: Call, reason: string): Refusal {
  const chain = profile.hasSystemCodes
    ? 'failed to broadcast import: failed to validate import request: '
    : ''
  return importFailed(chain + reason)
}

/** Milliseconds of the year 2019 and of the year 9999, between which a time-stamp of Milvus lies. */
const [EARLIEST, LATEST] = [1_546_300_800_000n, 253_402_300_799_000n]

/**
 * What becomes of a restore: options that can't be read fail it by name (`ParseTimeRange` and `GetStorageVersion` of
 * `importutilv2/option.go`), all else fails, too, as the sandbox reads no binlogs. Throws an `ImportProblem`.
 */
export async function restoreNothing({ options }: ImportRequest): Promise<FileGroup[]> {
  const start = timestamp(options, ['start_ts', 'startTs']) ?? 0n
  const end = timestamp(options, ['end_ts', 'endTs'])
  if (end !== undefined && start > end) {
    const words = `start_ts shouldn't be larger than end_ts, start_ts:${start}, end_ts:${end}`
    throw new ImportProblem(words)
  }
  const version = options['storage_version']
  if (version !== undefined) parsed('storage_version', version, () => parseInt64(version, 10, 64))
  throw new ImportProblem('the sandbox reads no binlogs, so it restores nothing', 0, 'storage')
}

/** The names of the option are compared without their case. */
function timestamp(options: ImportRequest['options'], names: readonly string[]): bigint | undefined {
  for (const name of names) {
    const key = Object.keys(options).find(each => each.toLowerCase() === name.toLowerCase())
    const text = options[key ?? '']
    if (text === undefined) continue
    const value = parsed(name, text, () => parseUint(text, 10, 64))
    if (value >> 18n >= EARLIEST && value >> 18n <= LATEST) return value
    throw new ImportProblem(`${name} is not a valid hybrid timestamp, value=${text}`)
  }
  return undefined
}

function parsed<T>(name: string, text: string, parse: () => T): T {
  return translate(
    GoNumberError,
    parse,
    ({ message }) => new ImportProblem(`parse ${name} failed, value=${text}, err=${message}`),
  )
}
