import type { ReadingRules } from '../schema.ts'

/**
 * How a version reads files: what `internal/util/importutilv2` of 2.4.18, 2.5.27, 2.6.19 and of the master of August 2026
 * have in different ways. `since` says whether a version is a certain one or later.
 */
export function readingRules(since: (version: string) => boolean): ReadingRules {
  const [is25, is26, is30] = [since('2.5.0'), since('2.6.0'), since('3.0.0')]
  return {
    words: is26 ? 2.6 : is25 ? 2.5 : 2.4,
    refusesUnknown: !is26,
    storesNulls: !is25,
    checksText: is25,
    checksJsonElements: is26,
    checksHalfFloats: is25,
    refusesNullElements: is26,
    takesSparseStructs: is25,
    takesFixedSizeLists: is26,
    takesWideHalfFloats: is30,
    takesNullVectors: is26,
    checksParquetArrays: is26,
    checksStructs: is30,
    checksParquetVectors: is30,
    endsNumpyAtNaN: !is26,
    refusesNullableNumpy: is25 && !is26,
    asksForAllColumns: is25 && !is26,
  }
}
