import { readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type OutputChunk, type Plugin, rolldown } from 'rolldown'

/**
 * Bundles `src/` to `dist/`: `index.js`, what it loads only when it is needed, and the licences of all that. Nothing is
 * minified: whoever reads the bundle should recognize the sources.
 */
const licences: Plugin = {
  name: 'licences',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((file): file is OutputChunk => file.type === 'chunk')
    const folders = chunks.flatMap(({ moduleIds }) =>
      moduleIds.flatMap(id => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []),
    )
    const texts = [...new Set(folders)].map(licenceOf).toSorted()
    this.emitFile({ type: 'asset', fileName: 'licenses.txt', source: texts.join('\n') })
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{\n  "type": "module"\n}\n' })
  },
}

/** Name, kind and text of the licence of a package; no package without a text gets into the bundle. */
function licenceOf(folder: string): string {
  const { name, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry))
  if (!file) throw new Error(`${name} brings no licence`)
  return `${name}\n${license}\n${readFileSync(join(folder, file), 'utf8').trimEnd()}\n`
}

await rm('dist', { recursive: true, force: true })
const bundle = await rolldown({
  input: 'src/index.ts',
  platform: 'node',
  plugins: [licences],
  treeshake: {
    // They only declare: what nobody uses of them, such as a second HTTP client, stays out.
    moduleSideEffects: [{ test: /\/node_modules\/(@actions|@octokit|zod)\//, sideEffects: false }],
  },
})
const { output } = await bundle.write({ dir: 'dist', chunkFileNames: '[name].js' })
await bundle.close()
for (const { fileName, type, ...file } of output)
  if (type === 'chunk' && 'code' in file)
    console.log(`${fileName.padEnd(20)} ${(Buffer.byteLength(file.code) / 1e6).toFixed(2)} MB`)
