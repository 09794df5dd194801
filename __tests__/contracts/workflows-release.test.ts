import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { parse } from 'yaml'

const { jobs } = parse(readFileSync(new URL('../../.github/workflows/release.yml', import.meta.url), 'utf8'))
const SHA = '0123456789abcdef0123456789abcdef01234567'
const OTHER = 'f'.repeat(40)

/** What GitHub would answer to a release that may go out, by the words of the call. */
const FINE: Readonly<Record<string, unknown>> = {
  'release view': { isDraft: true, targetCommitish: SHA },
  'check-runs': { total_count: 1, check_runs: [{ conclusion: 'success' }] },
  'releases/tags': { immutable: true },
  'commits/v1.2.3': { sha: SHA },
}

const folder = mkdtempSync(join(tmpdir(), 'release-'))
after(() => rmSync(folder, { recursive: true }))
// A stand-in for the `gh` of the runner: it notes each call, and answers by the first words that fit.
writeFileSync(
  join(folder, 'gh'),
  `#!/bin/sh
echo "$*" >> "$GH_CALLS"
node -e 'const [answers, call] = process.argv.slice(1)
  const found = Object.entries(JSON.parse(answers)).find(([words]) => call.includes(words))
  if (!found) process.exit(1)
  console.log(JSON.stringify(found[1]))' "$GH_ANSWERS" "$*"
`,
  { mode: 0o755 },
)

const STOPS: readonly [why: string, answers: object, env?: object][] = [
  ['a tag that is no version', {}, { TAG: 'v1.2' }],
  ['a tag that would be a command', {}, { TAG: 'v1.2.3; gh release list' }],
  ['another branch', {}, { GITHUB_REF_NAME: 'topic' }],
  ['a release that is out already', { 'release view': { isDraft: false, targetCommitish: SHA } }],
  ['a draft of another commit', { 'release view': { isDraft: true, targetCommitish: OTHER } }],
  ['a draft of a branch', { 'release view': { isDraft: true, targetCommitish: 'main' } }],
  ['a commit that was never checked', { 'check-runs': { total_count: 0, check_runs: [] } }],
  ['a commit that has failed', { 'check-runs': { total_count: 1, check_runs: [{ conclusion: 'failure' }] } }],
]

// The workflow reads JSON by jq, as every hosted runner has it.
const skip = spawnSync('jq', ['--version']).error !== undefined && 'jq is not installed'

describe('the release workflow', { skip }, () => {
  test('a draft of this commit that has passed goes on', () => {
    assert.equal(run('draft', FINE).status, 0)
  })

  for (const [why, answers, env] of STOPS) {
    test(`the release stops at ${why}`, () => {
      const { status, calls } = run('draft', { ...FINE, ...answers }, env)
      assert.notEqual(status, 0)
      assert.doesNotMatch(calls, /release edit|git\/refs/)
    })
  }

  test('publishing moves the major tag to the commit, or makes it', () => {
    const moved = run('publish', { ...FINE, 'release edit': {}, 'git/ref': {} })
    assert.equal(moved.status, 0)
    assert.match(moved.calls, /release edit v1\.2\.3 --draft=false/)
    assert.match(
      moved.calls,
      new RegExp(`--method PATCH repos/o/r/git/refs/tags/v1 -f sha=${SHA} -F force=true`),
    )
    const made = run('publish', { ...FINE, 'release edit': {}, 'POST repos/o/r/git/refs': {} })
    assert.equal(made.status, 0)
    assert.match(made.calls, new RegExp(`git/refs -f ref=refs/tags/v1 -f sha=${SHA}`))
  })

  test('the major tag stays where the release can still change, or is of another commit', () => {
    for (const answers of [{ 'releases/tags': { immutable: false } }, { 'commits/v1.2.3': { sha: OTHER } }]) {
      const { status, calls } = run('publish', { ...FINE, 'release edit': {}, 'git/ref': {}, ...answers })
      assert.notEqual(status, 0)
      assert.doesNotMatch(calls, /--method/)
    }
  })

  test('nothing is published or signed before the gate', () => {
    assert.deepEqual(
      ['gate', 'attest', 'publish'].map(name => jobs[name].needs),
      ['draft', 'gate', 'attest'],
    )
  })
})

/** Runs the scripts of a job in their order until one fails, as the runner does. */
function run(job: string, answers: object, env: object = {}) {
  const calls = join(folder, 'calls')
  writeFileSync(calls, '')
  const scripts: string[] = jobs[job].steps.flatMap((step: { run?: string }) => step.run ?? [])
  let status: number | null = 0
  for (const script of scripts) {
    if (status !== 0) break
    ;({ status } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      env: {
        PATH: `${folder}:${process.env['PATH']}`,
        TAG: 'v1.2.3',
        GH_REPO: 'o/r',
        GITHUB_SHA: SHA,
        GITHUB_REF_NAME: 'main',
        DEFAULT_BRANCH: 'main',
        GH_ANSWERS: JSON.stringify(answers),
        GH_CALLS: calls,
        ...env,
      },
    }))
  }
  return { status, calls: readFileSync(calls, 'utf8') }
}
