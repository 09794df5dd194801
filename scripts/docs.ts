import { readFile, writeFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { type InputName, table as inputTable } from '../src/inputs/table.ts'
import { everyError } from './error-tables.ts'
import { code, table } from './markdown.ts'

/**
 * Writes the tables of the documentation that follow from `action.yml`, the table of inputs and the catalogue of errors; with
 * `--check` it only tells whether they do.
 */

interface Declared {
  readonly description: string
  readonly default?: string
}

const action = parse(await readFile('action.yml', 'utf8'))

await update('README.md', {
  inputs: inputsTable(action.inputs),
  outputs: outputsTable(action.outputs),
})
await update('docs/errors.md', { errors: everyError() })

/** Puts each text between the two comments that bear its name. */
async function update(file: string, sections: Readonly<Record<string, string>>): Promise<void> {
  const before = await readFile(file, 'utf8')
  let after = before
  for (const [name, text] of Object.entries(sections)) {
    const marked = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`)
    if (!marked.test(after)) throw new Error(`${file} has no section <!-- ${name} -->`)
    after = after.replace(marked, (_, open, close) => `${open}\n${text}\n\n${close}`)
  }
  if (after === before) console.log(`${file} is up to date`)
  else if (process.argv.includes('--check')) {
    console.error(`${file} is not what action.yml, src/inputs and src/errors say: run \`npm run fix\``)
    process.exitCode = 1
  } else {
    await writeFile(file, after)
    console.log(`${file} updated`)
  }
}

function inputsTable(inputs: Readonly<Record<string, Declared>>): string {
  const rows = entries(inputs).map(([name, input]) => [
    code(name),
    input.default ? code(input.default) : '',
    apisOf(name as InputName),
    input.description,
  ])
  return table(['Input', 'Default', 'Only for', 'Meaning'], rows)
}

/** The APIs that know an input, as they are told of what is not known to them; '' if all do. */
function apisOf(name: InputName): string {
  const { unknownTo } = inputTable[name]
  if (Object.keys(unknownTo).length === 0) return ''
  const known = (['zilliz-v2', 'zilliz-v1', 'milvus'] as const).flatMap(api => {
    const unknown = unknownTo[api]
    if (!unknown) return [code(api)]
    return unknown.unless ? [`${code(api)} with ${code(unknown.unless)}`] : []
  })
  return known.join(', ')
}

function outputsTable(outputs: Readonly<Record<string, Declared>>): string {
  return table(
    ['Output', 'Meaning'],
    entries(outputs).map(([name, output]) => [code(name), output.description]),
  )
}

/** Fails where a description is missing: the table is all that an author reads. */
function entries(declared: Readonly<Record<string, Declared>>): [string, Declared][] {
  const all = Object.entries(declared)
  const silent = all.filter(([, { description }]) => !description?.trim()).map(([name]) => name)
  if (silent.length > 0) throw new Error(`action.yml lacks descriptions: ${silent.join(', ')}`)
  return all
}
