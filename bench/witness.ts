import { writeSync } from 'node:fs'
import { registerHooks } from 'node:module'

const files: string[] = []
registerHooks({
  load(url, context, next) {
    if (url.includes('/dist/')) files.push(url)
    return next(url, context)
  },
})
process.once('beforeExit', () => {
  // The pipes of stdout and stderr are ours, not the action's.
  const open = process.getActiveResourcesInfo().filter(name => name !== 'PipeWrap')
  const hasGithub = files.some(url => url.endsWith('/github.js'))
  const at = performance.timeOrigin + performance.now()
  writeSync(2, `${JSON.stringify({ files, hasGithub, open, at })}\n`)
})
