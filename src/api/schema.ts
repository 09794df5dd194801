import * as z from 'zod/mini'

// What answers are read with that are not asked for at every poll: fields in any of the forms that servers and their
// published schemas give them, where everything may be missing.

/** Text given as string or number, trimmed; `''` for anything else. */
export const text = z.catch(
  z.pipe(
    z.union([z.string(), z.number()]),
    z.transform(given => String(given).trim()),
  ),
  '',
)

/** A flag given as boolean or text; anything else is no. */
export const flag = z.catch(
  z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]),
  false,
)

/** A number given as number or string; `undefined` for anything else. */
export const number = z.catch(
  z.optional(z.union([z.number(), z.pipe(z.string().check(z.regex(/\d/)), z.coerce.number())])),
  undefined,
)

/** The items of an array that are what they should be; `[]` for anything else. */
export function list<T>(item: z.ZodMiniType<T>) {
  return z.catch(
    z.pipe(
      z.array(z.catch(z.nullable(item), null)),
      z.transform(items => items.filter(one => one !== null)),
    ),
    [],
  )
}

/** A list of `{key, value}`, or an object, as one object. */
export const pairs = z.catch(
  z.union([
    z.record(z.string(), z.unknown()),
    z.pipe(
      list(z.object({ key: text, value: z.optional(z.unknown()) })),
      z.transform(items => Object.fromEntries(items.map(({ key, value }) => [key, value]))),
    ),
  ]),
  {},
)
