import type { Event } from '../model/events.ts'
import { count, rowCount } from '../words/format.ts'
import { type Segment, textOf } from './ansi.ts'

type Counted = Extract<Event, { kind: 'counted' }>
type Switched = Extract<Event, { kind: 'switched' }>

/** How far the rows are visible, for the log and its heartbeat. */
export function countedSegments({ rows, when, wanted }: Counted): Segment[] {
  // Whether an import follows is not known yet: the job of an earlier attempt may be found.
  if (when === 'before') return [{ text: `A query counts ${rowCount(rows)} now` }]
  if (wanted === undefined) return [{ text: `A query counts ${rowCount(rows)}` }]
  if (rows < wanted)
    return [
      { text: 'Waiting for queries', style: 'accent' },
      { text: `: they count ${count(rows)} of ${rowCount(wanted)}` },
    ]
  return [{ text: 'Searchable', style: 'good' }, { text: `: a query counts ${rowCount(rows)}` }]
}

/** Where the alias leads now, and where it led. */
export function switchedSegments({ alias, collectionName, before }: Switched): Segment[] {
  if (before === collectionName) return [{ text: `Alias ${alias} already points to ${collectionName}` }]
  const was = before === undefined ? 'newly created' : `before: ${before}`
  return [
    { text: 'Switched', style: 'good' },
    { text: `: alias ${alias} points to ${collectionName} (${was})` },
  ]
}

type Gated = Extract<Event, { kind: 'staged' | 'committing' | 'committed' | 'aborted' }>

/** What the gate does with the rows. */
export function gateSegments(event: Gated): Segment[] {
  switch (event.kind) {
    case 'staged': {
      const rows = event.rows === undefined ? 'an unknown number of rows' : `${rowCount(event.rows)}`
      return [
        { text: 'Staged', style: 'accent' },
        { text: ` ${rows}, not visible yet: ` },
        event.holds
          ? { text: 'the count holds', style: 'good' }
          : { text: 'the count does not hold', style: 'bad' },
      ]
    }
    case 'committing':
      return [{ text: 'Committing: from here on the rows are, or will be, visible' }]
    case 'committed':
      return [
        { text: 'Published', style: 'good' },
        { text: event.rows === undefined ? '' : ` ${rowCount(event.rows)}` },
      ]
    case 'aborted':
      switch (event.end) {
        case 'aborted':
          return [{ text: 'Aborted', style: 'warn' }, { text: ': no row became visible' }]
        case 'committed':
          return [{ text: 'Too late to abort', style: 'warn' }, { text: ': the job was committed meanwhile' }]
        case 'unconfirmed':
          return [{ text: 'The abort is not confirmed', style: 'warn' }, { text: ': no row is visible yet' }]
      }
  }
}

/** What an event between the last row and the first search says, in one line; `undefined` for all others. */
export function publishWords(event: Event): string | undefined {
  switch (event.kind) {
    case 'counted':
      return textOf(countedSegments(event))
    case 'switched':
      return textOf(switchedSegments(event))
    case 'awaiting':
      return event.text
    case 'staged':
    case 'committing':
    case 'committed':
    case 'aborted':
      return textOf(gateSegments(event))
    default:
      return undefined
  }
}
