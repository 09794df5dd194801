import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { basename } from 'node:path'

// Loaded before the action with `--import`: tells, when the process has nothing left to do, what it has loaded and what
// is still open, as one line of JSON in the file that WITNESS names.

const files = []
registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith('file:')) files.push(basename(url))
    return nextLoad(url, context)
  },
})
const builtins = () =>
  process.moduleLoadList.filter(name => name.startsWith('NativeModule ')).map(name => name.slice(13))
const before = new Set(builtins())

process.once('beforeExit', () => {
  const loaded = builtins().filter(name => !before.has(name))
  // The pipes of stdout and stderr are ours, not the action's.
  const open = process.getActiveResourcesInfo().filter(name => name !== 'PipeWrap')
  const at = performance.timeOrigin + performance.now()
  appendFileSync(process.env.WITNESS, `${JSON.stringify({ open, at, files, builtins: loaded })}\n`)
})
