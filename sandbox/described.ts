/** An object of a JSON file whose members are read one by one; every error names the place, as `a.b.fields[2]`. */
export interface Described {
  raw(name: string): unknown
  text(name: string): string | undefined
  number(name: string): number | undefined
  /** `false` where it is missing. */
  flag(name: string): boolean
  texts(name: string): string[] | undefined
  /** Objects of a list that has to be there. */
  list(name: string): Described[]
  child(name: string): Described
  /** All members, each of which has to be an object where it is used as one. */
  members(): (readonly [string, Described])[]
  /** Members that may be there and mean nothing here. */
  ignore(...names: string[]): void
  /** Tells of members that nobody asked for. */
  end(): void
  wrong(name: string, problem: string): Error
}

/** Opens a value at a place. `onUnknown` hears the places of members that nobody asked for. */
export function describedAs(value: unknown, place: string, onUnknown: (place: string) => void): Described {
  const at = (name: string) => (place ? `${place}.${name}` : name)
  const fail = (where: string, problem: string) => new Error(`${where || 'the whole file'}: ${problem}`)
  const used = new Set<string>()
  // Members are opened late: one that is not asked for may be anything.
  const object = (): Readonly<Record<string, unknown>> => {
    if (isObject(value)) return value
    throw fail(place, `an object is wanted, it is ${kindOf(value)}`)
  }
  const raw = (name: string) => {
    used.add(name)
    return Object.hasOwn(object(), name) ? object()[name] : undefined
  }
  const typed = <T>(name: string, is: (found: unknown) => found is T, wanted: string): T | undefined => {
    const found = raw(name)
    if (found === undefined || found === null) return undefined
    if (is(found)) return found
    throw fail(at(name), `${wanted} is wanted, it is ${kindOf(found)}`)
  }
  const open = (found: unknown, where: string) => describedAs(found, where, onUnknown)
  return {
    raw,
    text: name => typed(name, isText, 'a text'),
    number: name => typed(name, isCount, 'a whole number'),
    flag: name => typed(name, isFlag, 'true or false') ?? false,
    texts: name => typed(name, areTexts, 'a list of texts'),
    list(name) {
      const items = typed(name, Array.isArray, 'a list')
      if (!items) throw fail(at(name), 'it is missing')
      return items.map((item, index) => open(item, `${at(name)}[${index}]`))
    },
    child: name => open(raw(name), at(name)),
    members: () => Object.keys(object()).map(name => [name, open(raw(name), at(name))]),
    ignore(...names) {
      for (const name of names) used.add(name)
    },
    end() {
      for (const name of Object.keys(object())) if (!used.has(name)) onUnknown(at(name))
    },
    wrong: (name, problem) => fail(at(name), problem),
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText)
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'a list'
  return isObject(value) ? 'an object' : JSON.stringify(value)
}
