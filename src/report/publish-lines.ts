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

type Gated = Extract<Event, { kind: 'staged' | 'committing' | 'committed' | 'aborted' }>

/** What the gate does with the rows. */
export function gateSegments(event: Gated): Segment[] {
  switch (event.kind) {
    case 'staged': {
      const rows = event.rows === undefined ? 'an unknown number of' : count(event.rows)
      return [
        { text: 'Staged', style: 'accent' },
        { text: ` ${rows} rows, visible to nobody: ${event.holds ? 'they hold' : 'they do not hold'}` },
      ]
    }
    case 'committing':
      return [{ text: 'Committing: from here on the rows are, or will be, visible' }]
    case 'committed':
      return [
        { text: 'Published', style: 'good' },
        { text: event.rows === undefined ? '' : `: ${count(event.rows)} rows` },
      ]
    case 'aborted':
      return event.isConfirmed
        ? [{ text: 'Aborted', style: 'warn' }, { text: ': no row became visible' }]
        : [{ text: 'The abort got no answer', style: 'warn' }]
  }
}
