/** One field of an Arrow schema, as far as Milvus' reader looks at it. */
export interface ArrowField {
  readonly name: string
  readonly kind: ArrowKind
  /** Its values are dictionary-encoded, as categories of pandas are. */
  readonly isDictionary: boolean
  readonly children: readonly ArrowField[]
}

/** Arrow types that look alike in a Parquet file without this schema; all others are `other`. */
type ArrowKind = 'list' | 'fixedSizeList' | 'largeList' | 'largeUtf8' | 'largeBinary' | 'other'

/** Numbers of the union `Type` in Arrow's `format/Schema.fbs`. */
const KINDS: Readonly<Record<number, ArrowKind>> = {
  12: 'list',
  16: 'fixedSizeList',
  19: 'largeBinary',
  20: 'largeUtf8',
  21: 'largeList',
}

/** Slots of the tables that are read, in the order of `format/Message.fbs` and `format/Schema.fbs`. */
const MESSAGE_HEADER = 2
const SCHEMA_FIELDS = 1
const FIELD = { name: 0, typeOf: 2, dictionary: 4, children: 5 }

/** Schemas nest a few levels; a chain longer than this is broken or made to harm. */
const DEEPEST = 64
const MOST_FIELDS = 100_000

/**
 * Reads the Arrow schema that writers leave in a Parquet file under the key `ARROW:schema`: an encapsulated message in
 * Base64, whose content is a FlatBuffer. `undefined` if it is not one.
 */
export function readArrowSchema(base64: string): readonly ArrowField[] | undefined {
  try {
    const bytes = Buffer.from(base64, 'base64')
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    // Since Arrow 0.15 a marker stands before the length.
    const start = view.getUint32(0, true) === 0xffffffff ? 8 : 4
    const message = start + view.getUint32(start, true)
    const schema = follow(view, slot(view, message, MESSAGE_HEADER))
    if (schema === undefined) return undefined
    const left = { count: MOST_FIELDS }
    return vector(view, slot(view, schema, SCHEMA_FIELDS)).map(table => readField(view, table, DEEPEST, left))
  } catch {
    return undefined
  }
}

function readField(view: DataView, table: number, depth: number, left: { count: number }): ArrowField {
  left.count -= 1
  if (depth === 0 || left.count < 0) throw new RangeError('too many fields')
  const kind = slot(view, table, FIELD.typeOf)
  return {
    name: text(view, slot(view, table, FIELD.name)),
    kind: KINDS[kind === undefined ? 0 : view.getUint8(kind)] ?? 'other',
    isDictionary: slot(view, table, FIELD.dictionary) !== undefined,
    children: vector(view, slot(view, table, FIELD.children)).map(child =>
      readField(view, child, depth - 1, left),
    ),
  }
}

/** Where a table keeps its field number `index`; `undefined` if it leaves it out. */
function slot(view: DataView, table: number, index: number): number | undefined {
  const vtable = table - view.getInt32(table, true)
  const at = 4 + 2 * index
  if (at >= view.getUint16(vtable, true)) return undefined
  const offset = view.getUint16(vtable + at, true)
  return offset === 0 ? undefined : table + offset
}

function follow(view: DataView, at: number | undefined): number | undefined {
  return at === undefined ? undefined : at + view.getUint32(at, true)
}

function vector(view: DataView, at: number | undefined): number[] {
  const start = follow(view, at)
  if (start === undefined) return []
  const length = view.getUint32(start, true)
  if (length > MOST_FIELDS) throw new RangeError('too many fields')
  return Array.from({ length }, (_, index) => {
    const item = start + 4 + 4 * index
    return item + view.getUint32(item, true)
  })
}

function text(view: DataView, at: number | undefined): string {
  const start = follow(view, at)
  if (start === undefined) return ''
  const length = view.getUint32(start, true)
  return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + start + 4, length))
}
