import { parse } from 'yaml'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly needs?: string | readonly string[]
  readonly steps?: readonly Step[]
  readonly 'timeout-minutes'?: number
}

export interface Workflow {
  readonly on: unknown
  readonly permissions?: unknown
  readonly concurrency?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

const PINNED = /^\s*(?:- )?uses: (?:\.\/|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/
const GRANT = /^\s+[a-z-]+: (?:read|write)\b/
/** Triggers that hand secrets to the code of strangers. */
const DANGEROUS = /^\s*(?:pull_request_target|workflow_run):/m

/** What a workflow of ours does that it must not; empty if all is well. */
export function brokenRules(text: string): string[] {
  const workflow = parse(text) as Workflow
  return [...rulesOfText(text), ...rulesOfWorkflow(workflow), ...rulesOfSum(workflow)]
}

function rulesOfText(text: string): string[] {
  const lines = text.split('\n')
  const unpinned = lines.filter(line => /^\s*(?:- )?uses:/.test(line) && !PINNED.test(line))
  const unreasoned = lines.filter(line => GRANT.test(line) && !/ # \S/.test(line))
  return [
    ...unpinned.map(line => `not pinned by SHA with its version: ${line.trim()}`),
    ...unreasoned.map(line => `a permission without a reason: ${line.trim()}`),
    ...(DANGEROUS.test(text) ? ['a trigger that hands secrets to the code of strangers'] : []),
  ]
}

function rulesOfWorkflow({ permissions, concurrency, jobs }: Workflow): string[] {
  const found = []
  if (JSON.stringify(permissions) !== '{}') found.push('no `permissions: {}` on top')
  if (!concurrency) found.push('no `concurrency`')
  for (const [name, job] of Object.entries(jobs)) {
    if (!job['timeout-minutes']) found.push(`job ${name} has no timeout`)
    for (const step of job.steps ?? []) {
      if (step.run?.includes('${{')) found.push(`job ${name} has an expression in a script`)
      if (step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false)
        found.push(`job ${name} leaves the token in the checkout`)
    }
  }
  return found
}

/** A job that sums up is of no use when a job is not in its sum. */
function rulesOfSum({ jobs }: Workflow): string[] {
  const sum = jobs['ci-ok']
  if (!sum) return []
  return Object.keys(jobs)
    .filter(name => name !== 'ci-ok' && !sum.needs?.includes(name))
    .map(name => `ci-ok does not need job ${name}`)
}
