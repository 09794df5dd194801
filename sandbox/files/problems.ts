import { ImportProblem, type Version } from '../schema.ts'
import { GoNumber, type GoValue, isList } from './go.ts'

// Errors as the readers of `internal/util/importutilv2` make them. What wraps an error adds words in front and its own
// name behind, so the reason of a job shows who had it in hand.

/** Does the work; an error of this kind becomes another one on its way. */
export function translate<E extends Error, T>(
  kind: new (...args: never[]) => E,
  work: () => T,
  into: (error: E) => Error,
): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof kind ? into(error) : error
  }
}

/** A check whose problem is found in a certain part of the file, from 0 to 1. */
export function at<T>(place: number, check: () => T): T {
  return translate(ImportProblem, check, ({ message, source }) => new ImportProblem(message, place, source))
}

/** `merr.WrapErrImportFailed`: the words of what it is follow at the end. */
export function failed(reason: string): ImportProblem {
  return new ImportProblem(reason, 0, 'data')
}

/** An error of a library or of `fmt.Errorf`, which nobody has named yet. */
export function plain(reason: string): ImportProblem {
  return new ImportProblem(reason, 0, 'storage')
}

/** `encoding/json` where an object is wanted. */
export function notMap(value: GoValue): ImportProblem {
  const kind = value instanceof GoNumber ? 'number' : isList(value) ? 'array' : KINDS[typeof value]
  return plain(`json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`)
}

const KINDS: Readonly<Record<string, string>> = { boolean: 'bool', string: 'string', object: 'object' }

/** What is `merr.WrapErrParameterInvalidMsg` since 2.6 and was `fmt.Errorf` before. */
export function invalid(reason: string, version: Version): ImportProblem {
  return plain(version >= 2.6 ? `${reason}: invalid parameter` : reason)
}

/**
 * What becomes of a problem in a row of JSON or CSV. 2.4 passes it on as it is; later versions put words in front, which
 * in 2.6 stand before a problem that is named already.
 */
export function inRow({ message, source }: ImportProblem, at: number, version: Version): ImportProblem {
  if (version === 2.4) return new ImportProblem(message, at, source)
  const name = version >= 2.6 && source === 'data' ? ': importing data failed' : ''
  return new ImportProblem(`failed to parse row, error: ${message}${name}`, at)
}
