import { readFile, writeFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { rejected } from '../src/errors/failures.ts'
import { type InputName, table as inputTable } from '../src/inputs/table.ts'
import type { Api } from '../src/model/job.ts'
import { everyError } from './error-tables.ts'
import { exampleLog } from './example-log.ts'
import { code, table } from './markdown.ts'
import { outcomesTable } from './outcomes.ts'

/**
 * Writes the parts of the documentation that follow from the code: tables of inputs, outputs, outcomes and errors, the
 * log of an import, and an error message. With `--check` it writes nothing and fails if a part is out of date.
 */

interface Declared {
  readonly description: string
  readonly default?: string
}

/** How the table of inputs calls the APIs. */
const APIS: readonly (readonly [Api, string])[] = [
  ['zilliz-v2', 'v2'],
  ['zilliz-v1', 'v1'],
  ['milvus', 'Milvus'],
]

const action = parse(await readFile('action.yml', 'utf8'))

await update('README.md', {
  log: ['```text', ...(await exampleLog()), '```'].join('\n'),
  inputs: inputsTable(action.inputs),
  outputs: outputsTable(action.outputs),
  outcomes: outcomesTable(),
  message: `> ${exampleMessage()}`,
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
    console.error(`${file} is not what the code says: run \`npm run fix\``)
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

/** The APIs that know an input, in short; '' if all do. An API that knows it only beside another input has a star. */
function apisOf(name: InputName): string {
  const { unknownTo } = inputTable[name]
  if (Object.keys(unknownTo).length === 0) return ''
  return APIS.flatMap(([api, short]) => {
    const unknown = unknownTo[api]
    if (!unknown) return [short]
    return unknown.unless ? [`${short}*`] : []
  }).join(', ')
}

/** What people read when they mistype the cluster. */
function exampleMessage(): string {
  const said = 'Cluster not found. Please use the ListClusters API to obtain your scoped clusters.'
  return rejected({ code: '96018', said, requestId: 'req-000001' }, { api: 'zilliz-v2' }).message
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
