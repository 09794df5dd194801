import { readFile, writeFile } from 'node:fs/promises'
import { parse } from 'yaml'

/** Writes the tables of README.md that follow from `action.yml`; with `--check` it only tells whether they do. */

interface Declared {
  readonly description: string
  readonly default?: string
}

const action = parse(await readFile('action.yml', 'utf8'))
const readme = await readFile('README.md', 'utf8')
const sections: Readonly<Record<string, string>> = {
  inputs: inputsTable(action.inputs),
  outputs: outputsTable(action.outputs),
}

let updated = readme
for (const [name, table] of Object.entries(sections)) {
  const marked = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`)
  if (!marked.test(updated)) throw new Error(`README.md has no section <!-- ${name} -->`)
  updated = updated.replace(marked, (_, open, close) => `${open}\n${table}\n\n${close}`)
}

if (updated === readme) console.log('README.md is up to date')
else if (process.argv.includes('--check')) {
  console.error('README.md is not what action.yml says: run `npm run fix`')
  process.exitCode = 1
} else {
  await writeFile('README.md', updated)
  console.log('README.md updated')
}

function inputsTable(inputs: Readonly<Record<string, Declared>>): string {
  const rows = entries(inputs).map(([name, input]) => [
    code(name),
    input.default ? code(input.default) : '',
    input.description,
  ])
  return table(['Input', 'Default', 'Meaning'], rows)
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

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function code(text: string): string {
  return `\`${text}\``
}
