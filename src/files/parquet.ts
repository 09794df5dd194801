import type { FileMetaData, RowGroup, SchemaTree } from 'hyparquet'
import { type ArrowField, readArrowSchema } from './arrow-schema.ts'
import { type ArrowType, arrowType } from './arrow-types.ts'
import type { Broken } from './findings.ts'
import type { RangeReader } from './reader.ts'

/** What the footer of a Parquet file says. */
export interface ParquetFooter {
  readonly rows: bigint
  /** Top level only, in the order of the file; names may repeat. */
  readonly columns: readonly ParquetColumn[]
}

export interface ParquetColumn {
  readonly name: string
  readonly type: ArrowType
  /** Each codec that its pages are compressed with, once. */
  readonly codecs: readonly string[]
  /** One per row group, if the column has one leaf, as scalars and lists of scalars do; otherwise none. */
  readonly chunks: readonly Chunk[]
}

/** One column in one row group. */
interface Chunk {
  readonly rows: bigint
  /** Values of the leaf. A list counts its elements; an empty or missing one counts as one. */
  readonly values: bigint
  /** Missing values, of empty lists too; `undefined` if the writer left it out. */
  readonly nulls: bigint | undefined
}

/** Most footers fit in here, so that one read is enough. Bytes. */
const TAIL = 512 * 1024
/** Thousands of columns in thousands of row groups stay below it; more would not be held. Bytes. */
const LARGEST_FOOTER = 256 * 1024 * 1024
/** `PAR1` at both ends, and the length of the footer. Bytes. */
const SMALLEST_FILE = 12

/** Reads the footer of a Parquet file, and nothing else of it: its last 512 KiB, and more only if the footer is longer. */
export async function readParquetFooter({ size, read }: RangeReader): Promise<ParquetFooter | Broken> {
  if (size < SMALLEST_FILE) return noFooter(`has only ${size} bytes`)
  const start = Math.max(0, size - TAIL)
  const tail = await read(start, size)
  if (new TextDecoder().decode(tail.subarray(-4)) !== 'PAR1') return noFooter('does not end in `PAR1`')
  const length = new DataView(tail.buffer, tail.byteOffset + tail.length - 8).getUint32(0, true) + 8
  if (length > size) return noFooter('is cut off: its footer is longer than the file')
  if (length > LARGEST_FOOTER) return { isProof: false, broken: `has a footer of ${length} bytes` }
  const missing = length > tail.length ? await read(size - length, start) : new Uint8Array()
  const { parquetMetadata, parquetSchema } = await import('hyparquet/src/metadata.js')
  try {
    const metadata = parquetMetadata(Buffer.concat([missing, tail]), { geoparquet: false })
    return footerOf(metadata, parquetSchema(metadata))
  } catch {
    return { isProof: false, broken: 'has a footer that could not be read' }
  }
}

/** It does not end as a Parquet file does. */
function noFooter(broken: string): Broken {
  return { isProof: true, broken }
}

function footerOf(metadata: FileMetaData, root: SchemaTree): ParquetFooter {
  const origins = originsOf(metadata, root.children.length)
  return {
    rows: metadata.num_rows,
    columns: root.children.map((column, index) => columnOf(column, origins?.[index], metadata.row_groups)),
  }
}

/** The writer's own schema. If it has another number of fields, readers leave it alone. */
function originsOf({ key_value_metadata }: FileMetaData, count: number): readonly ArrowField[] | undefined {
  const value = key_value_metadata?.find(({ key }) => key === 'ARROW:schema')?.value
  const origins = value === undefined ? undefined : readArrowSchema(value)
  return origins?.length === count ? origins : undefined
}

function columnOf(
  column: SchemaTree,
  origin: ArrowField | undefined,
  groups: readonly RowGroup[],
): ParquetColumn {
  const [leaf, ...more] = leaves(column)
  const path = leaf?.path.join('\0')
  const found = groups.flatMap(group => {
    const own = group.columns.flatMap(({ meta_data }) => (meta_data ? [meta_data] : []))
    const mine = own.filter(({ path_in_schema: [top] }) => top === column.element.name)
    return mine.map(meta => ({ group, meta }))
  })
  const isOne = more.length === 0
  return {
    name: column.element.name,
    type: arrowType(column, origin),
    codecs: [...new Set(found.map(({ meta }) => meta.codec))],
    chunks: found
      .filter(({ meta }) => isOne && meta.path_in_schema.join('\0') === path)
      .map(({ group, meta }) => ({
        rows: group.num_rows,
        values: meta.num_values,
        nulls: meta.statistics?.null_count,
      })),
  }
}

function leaves(column: SchemaTree): SchemaTree[] {
  return column.children.length === 0 ? [column] : column.children.flatMap(leaves)
}
