import type { Version } from '../schema.ts'
import {
  GoNumber,
  GoNumberError,
  type GoValue,
  goText,
  goType,
  isList,
  parseFloat64,
  parseInt64,
  parseUint,
} from './go.ts'
import { invalid, plain, translate } from './problems.ts'
import { checkFinite } from './values.ts'

// Sparse vectors: `CreateSparseFloatRowFromMap` and `ValidateSparseFloatRows` of `pkg/util/typeutil/schema.go`.

const LARGEST_INDEX = 2n ** 32n - 1n
const LARGEST_FLOAT = 3.4028234663852886e38

/** Whether numbers come as text (JSON, CSV) or as 64-bit floats (the JSON texts of Parquet). */
export type Numbers = 'text' | 'float64'

/** Checks `{"1": 0.5}` or `{"indices": [1], "values": [0.5]}`. Throws an `ImportProblem`. */
export function checkSparse(
  input: ReadonlyMap<string, GoValue>,
  version: Version,
  numbers: Numbers = 'text',
): void {
  const [listed, values] = [input.get('indices'), input.get('values')]
  if (isList(listed) && isList(values)) {
    const indices = listed.map(index => readIndex(index, version, numbers))
    const floats = values.map(value => readValue(value, version, numbers))
    if (indices.length !== floats.length) throw invalid('indices and values length mismatch', version)
    checkSparseRow(indices, floats, version)
  } else if (isList(listed) || isList(values)) {
    throw invalid('invalid JSON input', version)
  } else {
    const entries = [...input].map(
      ([key, value]) => [readKey(key), readValue(value, version, numbers)] as const,
    )
    checkSparseRow(
      entries.map(([index]) => index),
      entries.map(([, value]) => value),
      version,
    )
  }
}

/** Indices must differ, and values be finite and not below zero. An empty vector is one. */
export function checkSparseRow(
  indices: readonly bigint[],
  values: readonly number[],
  version: Version,
): void {
  const seen = new Set<bigint>()
  for (const [place, given] of indices.entries()) {
    const index = BigInt.asUintN(32, given)
    if (index === LARGEST_INDEX) {
      throw invalid('invalid index in sparse float vector: must be less than 2^32-1', version)
    }
    if (seen.has(index)) throw invalid('unsorted or same indices in sparse float vector', version)
    seen.add(index)
    const value = Math.fround(values[place] ?? 0)
    checkFinite(value, version)
    if (value < 0) throw invalid('negative value in sparse float vector', version)
  }
}

function readKey(key: string): bigint {
  return strict(() => parseUint(key, 0, 32))
}

function readIndex(given: GoValue, version: Version, numbers: Numbers): bigint {
  if (!(given instanceof GoNumber)) throw invalid(`invalid index type in JSON: ${typeName(given)}`, version)
  if (numbers === 'float64' && !Number.isInteger(Number(given.text))) {
    throw invalid(`invalid index in JSON: ${goText(given)}`, version)
  }
  const index =
    numbers === 'float64' ? BigInt(Number(given.text)) : strict(() => parseInt64(given.text, 0, 64))
  if (index >= LARGEST_INDEX) throw invalid(`index too large in JSON: ${index}`, version)
  return index
}

function readValue(given: GoValue, version: Version, numbers: Numbers): number {
  if (!(given instanceof GoNumber)) throw invalid(`invalid value type in JSON: ${typeName(given)}`, version)
  const value = Number(given.text)
  if (!Number.isFinite(value)) {
    // A text that is too large is refused by strconv; a decoder of floats has refused the whole text by then.
    throw numbers === 'text'
      ? invalid('invalid value type in JSON: json.Number', version)
      : plain(`json: cannot unmarshal number ${given.text} into Go value of type float64`)
  }
  if (value > LARGEST_FLOAT) throw invalid(`value too large in JSON: ${value}`, version)
  return value
}

/** `%s` of `reflect.TypeOf`, which has no type for `nil`. */
function typeName(value: GoValue): string {
  return value === null ? '%!s(<nil>)' : goType(value)
}

/** What strconv says as it says it. */
export function strict<T>(parse: () => T): T {
  return translate(GoNumberError, parse, ({ message }) => plain(message))
}

/** A number for a float field or vector of JSON. */
export function readFloat(text: string, bits: 32 | 64): number {
  return strict(() => parseFloat64(text, bits))
}
