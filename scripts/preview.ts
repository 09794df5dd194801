import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Marked } from 'marked'
import markedAlert from 'marked-alert'
import { chromium } from 'playwright-core'
import { play, SCENES, type Scene } from '../__tests__/harness/scenes.ts'

/**
 * Renders the job summary of every scene about as GitHub does, light and dark, narrow and wide, for the eye: `npm run
 * preview -- --scene green`, or of a file: `--file summary.md`. Needs Chromium; everything is loaded from
 * `node_modules`.
 */
const { values } = parseArgs({
  options: {
    scene: { type: 'string', multiple: true },
    file: { type: 'string' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
    to: { type: 'string' },
  },
})
const folder = values.to ?? (await mkdtemp(join(tmpdir(), 'summaries-')))
const require = createRequire(import.meta.url)
const css = require.resolve('github-markdown-css/github-markdown.css')
const mermaid = join(require.resolve('mermaid'), '..', 'mermaid.min.js')
const markdown = new Marked({ gfm: true }).use(markedAlert())

const summaries = values.file ? [['file', await readFile(values.file, 'utf8')] as const] : await played()
const profile = await mkdtemp(join(tmpdir(), 'chromium-'))
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: values.chromium,
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--allow-file-access-from-files',
  ],
})
try {
  for (const [name, summary] of summaries) {
    const html = join(folder, `${fileName(name)}.html`)
    await writeFile(html, page(summary))
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1012, 480]) {
        const tab = await browser.newPage()
        await tab.emulateMedia({ colorScheme })
        await tab.setViewportSize({ width, height: 400 })
        await tab.goto(pathToFileURL(html).href)
        await tab.waitForFunction('document.title === "drawn"')
        const png = join(folder, `${fileName(name)}-${colorScheme}-${width}.png`)
        await tab.screenshot({ path: png, fullPage: true })
        await tab.close()
      }
    }
    console.log(html)
  }
} finally {
  await browser.close()
  await rm(profile, { recursive: true })
}

async function played(): Promise<(readonly [string, string])[]> {
  const scenes = Object.entries<Scene>(SCENES).filter(
    ([name]) => !values.scene || values.scene.includes(name),
  )
  return Promise.all(scenes.map(async ([name, scene]) => [name, (await play(scene)).summary] as const))
}

function fileName(scene: string): string {
  return scene.replace(/\W+/g, '-')
}

/** GitHub shows a summary in a box of its own; fences of Mermaid become drawings in the theme of the page. */
function page(summary: string): string {
  const body = String(markdown.parse(summary)).replace(
    /<pre><code class="language-mermaid">([\s\S]*?)<\/code><\/pre>/g,
    '<pre class="mermaid">$1</pre>',
  )
  return `<!doctype html><meta charset="utf-8"><title>drawing</title>
<link rel="stylesheet" href="${pathToFileURL(css)}">
<style>body { margin: 0; padding: 24px } .markdown-body { max-width: 960px } pre.mermaid { text-align: center }
@media (prefers-color-scheme: dark) { html { background: #0d1117 } }</style>
<article class="markdown-body">${body}</article>
<script src="${pathToFileURL(mermaid)}"></script>
<script>
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: dark ? 'dark' : 'default' })
  mermaid.run().finally(() => { document.title = 'drawn' })
</script>`
}
