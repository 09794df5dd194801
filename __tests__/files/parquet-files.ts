import * as arrow from 'apache-arrow'
import type { SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import * as wasm from 'parquet-wasm/node'
import type { MadeColumn } from './columns.ts'

export interface ParquetOptions {
  readonly codec: 'SNAPPY' | 'ZSTD' | 'GZIP' | 'UNCOMPRESSED' | 'LZ4_RAW'
  /** Rows of a row group. */
  readonly groupSize: number
  readonly statistics: boolean
}

/** Writes a file by arrow-rs, as polars and many others do: it keeps Arrow's own schema in the file. */
export function writeByArrow(columns: readonly MadeColumn[], options: ParquetOptions): Uint8Array {
  const fields = columns.map(({ name, type }) => new arrow.Field(name, type, true))
  const schema = new arrow.Schema(fields)
  const children = columns.map(({ type, values }) => arrow.vectorFromArray([...values], type).data[0])
  const data = arrow.makeData({
    type: new arrow.Struct(fields),
    length: columns[0]?.values.length ?? 0,
    nullCount: 0,
    children: children.map(
      (child, index) => child ?? arrow.makeData({ type: typeAt(fields, index), length: 0 }),
    ),
  })
  const table = new arrow.Table(new arrow.RecordBatch(schema, data))
  const properties = new wasm.WriterPropertiesBuilder()
    .setCompression(wasm.Compression[options.codec])
    .setMaxRowGroupSize(options.groupSize)
    .setStatisticsEnabled(options.statistics ? wasm.EnabledStatistics.Chunk : wasm.EnabledStatistics.None)
    .build()
  return wasm.writeParquet(wasm.Table.fromIPCStream(arrow.tableToIPC(table, 'stream')), properties)
}

function typeAt(fields: readonly arrow.Field[], index: number): arrow.DataType {
  return fields[index]?.type ?? new arrow.Null()
}

/** Types that the other writer has words for. */
const ELEMENTS: Readonly<Record<string, Omit<SchemaElement, 'name'>>> = {
  Bool: { type: 'BOOLEAN' },
  Int8: { type: 'INT32', converted_type: 'INT_8' },
  Int16: { type: 'INT32', converted_type: 'INT_16' },
  Int32: { type: 'INT32' },
  Int64: { type: 'INT64' },
  Uint8: { type: 'INT32', converted_type: 'UINT_8' },
  Float32: { type: 'FLOAT' },
  Float64: { type: 'DOUBLE' },
  Utf8: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  Binary: { type: 'BYTE_ARRAY' },
}

/** Writes a file by hyparquet-writer, which knows nothing of Arrow; `undefined` for types that it has no words for. */
export function writeWithoutArrow(
  columns: readonly MadeColumn[],
  { groupSize, statistics, codec }: ParquetOptions,
): Uint8Array | undefined {
  if (codec !== 'SNAPPY' && codec !== 'UNCOMPRESSED') return undefined
  const elements = columns.map(elementsOf)
  if (elements.some(element => element === undefined)) return undefined
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columns.length },
    ...elements.flatMap(all => all ?? []),
  ]
  const columnData = columns.map(({ name, values }) => ({ name, data: [...values] }))
  return new Uint8Array(
    parquetWriteBuffer({ columnData, schema, codec, statistics, rowGroupSize: groupSize }),
  )
}

function elementsOf({ name, type }: MadeColumn): SchemaElement[] | undefined {
  const own = ELEMENTS[`${type}`]
  if (own) return [{ ...own, name, repetition_type: 'OPTIONAL' }]
  const element = type instanceof arrow.List ? ELEMENTS[`${type.children[0]?.type}`] : undefined
  if (!element) return undefined
  return [
    { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { ...element, name: 'element', repetition_type: 'OPTIONAL' },
  ]
}
