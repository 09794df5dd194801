import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

// From `src/` to `build/` by the compiler, from there to `dist/` by ncc: `index.js` is what every run needs, and what
// only some runs need is in files of its own, loaded by an `import()`. A start is paid by the byte.

for (const folder of ['build', 'dist']) rmSync(folder, { recursive: true, force: true })
run('tsc', ['-p', 'tsconfig.json'])
declarePure('@actions/core')
silence('@actions/glob')
replace('undici', '../scripts/undici.cjs')
run('ncc', ['build', 'index.js', '-o', '../dist', '--license', 'licenses/[name].txt', '--quiet'], 'build')
quicken('dist/index.js')

/**
 * Declares for the bundler what is true of a package but not said in its `package.json`: its modules only define
 * things, so that those of which nothing is used can be left out. In `@actions/core` they are the client for OpenID
 * tokens and the runner of commands, which would load TLS, undici and child processes at every start.
 */
function declarePure(name: string): void {
  const copy = copyOf(name)
  const manifest = JSON.parse(readFileSync(`${copy}/package.json`, 'utf8'))
  writeFileSync(`${copy}/package.json`, JSON.stringify({ ...manifest, sideEffects: false }))
}

/**
 * Takes a package's lines for the debug log away: `@actions/glob` prints each folder that it searches, past the one
 * door to the runner, `report/runner.ts`.
 */
function silence(name: string): void {
  const folder = `${copyOf(name)}/lib`
  for (const file of readdirSync(folder).filter(file => file.endsWith('.js'))) {
    const text = readFileSync(`${folder}/${file}`, 'utf8')
    writeFileSync(`${folder}/${file}`, text.replace(/^ *core\.debug\(.*\);$/gm, ''))
  }
}

/** A copy of a package that the bundler finds before the package itself. */
function copyOf(name: string): string {
  const copy = `build/node_modules/${name}`
  cpSync(`node_modules/${name}`, copy, { recursive: true })
  return copy
}

/** Puts a file in the place of a package, for every module that imports it. ncc reads it as `paths` of a tsconfig. */
function replace(name: string, file: string): void {
  writeFileSync('build/tsconfig.json', JSON.stringify({ compilerOptions: { paths: { [name]: [file] } } }))
}

/**
 * Makes a bundle of ASCII, and takes Node's modules from where they are: one character more, and V8 reads all of it as
 * text of two bytes; and a `require` made for each module costs a start as much as the module.
 */
function quicken(file: string): void {
  const required = '__WEBPACK_EXTERNAL_createRequire(import.meta.url)('
  const text = readFileSync(file, 'utf8')
    .replace(/^import \{ createRequire as \w+ \} from "module";\n/, '')
    .replaceAll(required, 'process.getBuiltinModule(')
    .replace(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  writeFileSync(file, text)
}

function run(command: string, args: readonly string[], cwd = '.'): void {
  execFileSync(command, args, { cwd, stdio: 'inherit' })
}
