import { readdir } from 'node:fs/promises'
import { basename, extname, join, normalize } from 'node:path'
import type { FileGroup } from './files/read.ts'
import { ImportProblem } from './schema.ts'

/** An object or a folder in a bucket. */
export interface ObjectPath {
  readonly bucket: string
  /** Ends in `/` for a folder. */
  readonly key: string
}

/** `host` patterns of the URL styles of docs.zilliz.com, "storage options"; `bucket` is a group, or leads the path. */
const HOSTS: readonly RegExp[] = [
  /^(?<bucket>.+)\.s3[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/,
  /^s3[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/,
  /^storage\.cloud\.google\.com$/,
  /^[a-z0-9]+\.blob\.core\.windows\.net$/,
  /^(?<bucket>.+)\.oss-[a-z0-9-]+\.aliyuncs\.com$/,
  /^oss\.[a-z0-9-]+\.aliyuncs\.com$/,
  /^(?<bucket>.+)\.cos\.[a-z0-9-]+\.myqcloud\.com$/,
]

/**
 * Resolves a documented form of object URL; `undefined` for any other. A key is literal where the scheme is that of
 * a store: `%`, `?`, `#` and blanks are part of it. Only https URLs are encoded, and have a query.
 */
export function parseObjectUrl(text: string): ObjectPath | undefined {
  const [, literalBucket, literalKey] = /^(?:s3|gs|oss):\/\/([^/]+)(?:\/(.*))?$/s.exec(text) ?? []
  if (literalBucket !== undefined) return { bucket: literalBucket, key: literalKey ?? '' }
  const url = URL.parse(text)
  const path = url?.protocol === 'https:' ? decoded(url.pathname.slice(1)) : undefined
  if (!url || path === undefined) return undefined
  for (const pattern of HOSTS) {
    const match = pattern.exec(url.hostname)
    if (!match) continue
    const bucket = match.groups?.['bucket']
    if (bucket) return { bucket, key: path }
    const [first = '', ...rest] = path.split('/')
    return { bucket: first, key: rest.join('/') }
  }
  return undefined
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/**
 * The files behind a path below `root`: one, or those directly in a folder, as the server would group them (all
 * `.npy` of a folder are one set). Throws an `ImportProblem` for a folder that is empty or mixes formats.
 */
export async function groupsOf(root: string, { bucket, key }: ObjectPath): Promise<FileGroup[]> {
  const base = join(root, bucket)
  const path = join(base, normalize(`/${key}`))
  if (!key.endsWith('/') && key !== '') return [{ name: basename(key), keys: [key], paths: [path] }]

  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  const names = entries
    .filter(entry => entry.isFile())
    .map(entry => entry.name)
    .sort()
  const [first] = names
  if (first === undefined)
    throw new ImportProblem(
      `no file to import, the folder is empty or does not exist: key not found[key=${key}]`,
    )
  const odd = names.find(name => extname(name) !== extname(first))
  if (odd) throw new ImportProblem(`inconsistency in file types, (${key}${first}) vs (${key}${odd})`)
  const keys = names.map(name => key + name)
  const paths = names.map(name => join(path, name))
  if (extname(first) === '.npy') return [{ name: `[${keys.join(' ')}]`, keys, paths }]
  return names.map((name, index) => ({ name, keys: [keys[index] ?? name], paths: [paths[index] ?? name] }))
}
