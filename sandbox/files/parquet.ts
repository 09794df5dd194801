import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { type Collection, type Field, ImportProblem, NEWEST, type Reading, type Version } from '../schema.ts'
import { arrowFields } from './arrow-schema.ts'
import type { ArrowType } from './arrow-type.ts'
import { checkAligned, META } from './fields.ts'
import { checkColumns } from './parquet-columns.ts'
import { checkColumnValues } from './parquet-values.ts'
import { plain } from './problems.ts'

/**
 * `.parquet` (`importutilv2/parquet`): the types of the columns are held against those of the fields, then every value is
 * checked. Returns the number of rows. Throws an `ImportProblem`.
 */
export async function readParquet(
  path: string,
  collection: Collection,
  { version = NEWEST }: Reading = {},
): Promise<number> {
  const file = await asyncBufferFromFile(path)
  const metadata = await openParquet(file)
  const columns = arrowFields(metadata)
  checkColumns(columns, collection, version)

  const types = new Map(columns.map(({ name, type }) => [name, type]))
  const fields = [...collection.fields, META].filter(field => types.has(field.name))
  const known = collection.enableDynamicField ? fields : fields.filter(field => field !== META)
  checkCodecs(metadata, new Set(known.map(field => field.name)))
  const values = await readColumns(file, metadata, known)
  const counts = new Map<string, number>()
  for (const field of known) {
    counts.set(field.name, readColumn(values, types, field, version))
  }
  // A column without rows is the end of the file.
  if ([...counts.values()].includes(0)) return 0
  return checkAligned(collection, name => counts.get(name) ?? 0)
}

type Rows = readonly Readonly<Record<string, unknown>>[]

function readColumn(
  rows: Rows,
  types: ReadonlyMap<string, ArrowType>,
  field: Field,
  version: Version,
): number {
  const type = types.get(field.name)
  const column = rows.map(row => row[field.name])
  return type ? checkColumnValues(column, type, field, version) : 0
}

async function openParquet(file: AsyncBuffer): Promise<FileMetaData> {
  const broken = (why: string) =>
    new ImportProblem(`new parquet reader failed, err=parquet: ${why}`, 0, 'reader')
  const size = file.byteLength
  if (size <= 8) throw broken(`file too small (size=${size})`)
  const magic = Buffer.from(await file.slice(size - 4, size)).toString('latin1')
  if (magic !== 'PAR1') {
    throw broken("magic bytes not found in footer. Either the file is corrupted or this isn't a parquet file")
  }
  try {
    return await parquetMetadataAsync(file, { geoparquet: false })
  } catch (error) {
    throw broken(error instanceof Error ? error.message : String(error))
  }
}

/** The codecs that arrow-go does not know (`parquet/compress/compress.go`). */
const UNKNOWN_CODECS: ReadonlySet<string> = new Set(['LZ4', 'LZ4_RAW', 'LZO'])

function checkCodecs({ row_groups: groups }: FileMetaData, names: ReadonlySet<string>): void {
  for (const { meta_data: data } of groups.flatMap(group => group.columns)) {
    if (!data || !names.has(data.path_in_schema[0] ?? '')) continue
    if (UNKNOWN_CODECS.has(data.codec)) throw plain(`compression for ${data.codec} unimplemented`)
  }
}

async function readColumns(
  file: AsyncBuffer,
  metadata: FileMetaData,
  fields: readonly Field[],
): Promise<Rows> {
  try {
    return await parquetReadObjects({
      file,
      metadata,
      compressors,
      columns: fields.map(field => field.name),
      utf8: false,
      geoparquet: false,
      // Texts stay bytes: whether they are UTF-8 is for the checks to say.
      parsers: { stringFromBytes: bytes => bytes },
    })
  } catch (error) {
    throw plain(error instanceof Error ? error.message : String(error))
  }
}
