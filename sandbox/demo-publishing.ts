import type { Api } from './api.ts'
import { articles } from './samples.ts'
import type { Databases } from './world.ts'

// Scenarios of what lies between the last row and the first search.

const FILES = [
  'daily/politics.parquet',
  'daily/science.jsonl',
  'daily/culture/id.npy, daily/culture/title.npy, daily/culture/reading_time.npy, daily/culture/vector.npy',
].join('\n')
const STEP = { api: 'milvus', collectionName: 'articles', files: FILES }
const HELD = { ...STEP, commit: 'verified', searchable: 'true' }

export const publishing: Readonly<Record<string, Scenario>> = {
  searchable: {
    about: 'green only when a query counts the new rows',
    with: { ...STEP, searchable: 'true', expectedRows: '450' },
    api: { milvus: '2.6.24' },
    databases: { default: { articles: { ...articles, rows: 12_000 } } },
  },
  nightly: {
    about: 'blue and green: tonight’s collection is filled, then readers move to it in one call',
    with: {
      ...{ ...STEP, collectionName: 'articles_blue', expectedRows: '450' },
      ...{ searchable: 'load', alias: 'articles' },
    },
    api: { milvus: '2.6.24' },
    databases: {
      default: {
        articles_green: { ...articles, rows: 431, aliases: ['articles'] },
        articles_blue: { ...articles, isLoaded: false },
      },
    },
  },
  gate: {
    about: 'rows are counted before anybody sees them: one import is refused, the next is published',
    with: { ...HELD, expectedRows: '>=500' },
    next: [
      {
        about: 'the same with the number that the files really hold',
        with: { ...HELD, expectedRows: '450' },
      },
    ],
    api: { milvus: '3.0.2' },
    databases: { default: { articles: { ...articles, rows: 12_000 } } },
  },
  approval: {
    about: 'a step stages the rows, somebody approves, a later step publishes them',
    with: { ...STEP, commit: 'manual', expectedRows: '450' },
    next: [
      {
        about: 'after the approval, by the id of the job',
        with: { api: 'milvus', collectionName: 'articles', commit: 'verified', searchable: 'true' },
        takes: 'jobId',
      },
    ],
    api: { milvus: '3.0.2' },
    databases: { default: { articles: { ...articles, rows: 12_000 } } },
  },
}

/** A step as an author writes it. */
export interface DemoStep {
  readonly about: string
  readonly with: Readonly<Record<string, string>>
  /** An output of the step before that it gets as an input. */
  readonly takes?: string
}

/** A step, those that follow it, and the server: how fast it works, and what it holds. */
export interface Scenario extends DemoStep {
  readonly next?: readonly DemoStep[]
  readonly speed?: number
  readonly api?: Api
  /** Of a Milvus; else there is `articles`. */
  readonly databases?: Databases
}
