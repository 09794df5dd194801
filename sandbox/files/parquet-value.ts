// Values as hyparquet gives them: texts and binaries are bytes, lists are arrays, typed or not.

export function isNull(value: unknown): boolean {
  return value === null || value === undefined
}

/** The elements of a list; none where it is no list. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as unknown[]) : []
}

export function bytesIn(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(String(value))
}

export function textIn(value: unknown): string {
  return Buffer.from(bytesIn(value)).toString('utf8')
}
