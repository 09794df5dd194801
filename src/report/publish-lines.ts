import type { Event } from '../model/events.ts'
import { count } from '../words/format.ts'
import type { Segment } from './ansi.ts'

type Counted = Extract<Event, { kind: 'counted' }>
type Switched = Extract<Event, { kind: 'switched' }>

/** How far the rows are visible, for the log and its heartbeat. */
export function countedSegments({ rows, when, wanted }: Counted): Segment[] {
  if (when === 'before') return [{ text: `Before the import a query counts ${count(rows)} rows` }]
  if (wanted === undefined) return [{ text: `A query counts ${count(rows)} rows` }]
  if (rows < wanted)
    return [
      { text: 'Waiting for queries', style: 'accent' },
      { text: `: they see ${count(rows)} of ${count(wanted)} rows` },
    ]
  return [{ text: 'Searchable', style: 'good' }, { text: `: a query counts ${count(rows)} rows` }]
}

/** Where the alias leads now, and where it led. */
export function switchedSegments({ alias, collectionName, before }: Switched): Segment[] {
  const was =
    before === collectionName ? 'as before' : before === undefined ? 'newly created' : `before: ${before}`
  return [
    { text: 'Switched', style: 'good' },
    { text: `: alias ${alias} leads to ${collectionName} (${was})` },
  ]
}
