import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { playUpload, type UploadFacts, uploadStories, violationsOf } from './uploads.ts'

const STORIES = 8
const SEED = 20_261_126

describe('uploads in random trouble, through the built action', { concurrency: 3 }, () => {
  for (const [index, story] of fc.sample(uploadStories, { seed: SEED, numRuns: STORIES }).entries()) {
    test(`story ${index + 1}: ${JSON.stringify(story)}`, { timeout: 110_000 }, async () => {
      const { facts, result } = await playUpload(story)
      assert.deepEqual(violationsOf(facts), [], result.log)
      assert.ok((result.endedAfter ?? 0) < 6000, 'a cancel ends in time')
    })
  }
})

test('each mistake that an upload could make is found', () => {
  const right: UploadFacts = {
    objects: { 'x/a.json': '1', 'x/b.json': '2', theirs: '0' },
    planned: { 'a.json': '1', 'b.json': '2' },
    imports: [['x/a.json', 'x/b.json']],
    ...{ open: [], warnedOfOpen: false, foreign: 'theirs', status: 'Completed', deleted: false },
  }
  assert.deepEqual(violationsOf(right), [])
  const MISTAKES: readonly (readonly [Partial<UploadFacts>, RegExp])[] = [
    [{ imports: [...right.imports, ...right.imports] }, /2 jobs/],
    [{ objects: { ...right.objects, 'x/a.json': '9' } }, /x\/a\.json is not what was planned/],
    [{ objects: { theirs: '0', 'x/b.json': '2' } }, /x\/a\.json is imported, and is not there/],
    [{ objects: { 'x/a.json': '1', 'x/b.json': '2' } }, /somebody else is gone/],
    [{ imports: [['x/a.json', 'x/c.json']] }, /x\/c\.json is imported, and was not planned/],
    [{ imports: [['x/a.json']] }, /1 of 2 files are imported/],
    [{ open: ['x/a.json'] }, /open uploads that nobody was told of/],
    [{ imports: [] }, /Completed without a job/],
    [{ status: 'UploadFailed' }, /UploadFailed with a job/],
  ]
  for (const [mistake, says] of MISTAKES)
    assert.match(violationsOf({ ...right, ...mistake }).join('\n'), says)
})
