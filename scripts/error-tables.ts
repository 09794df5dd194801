import { type Entry, fallbacks, groups, reasons } from '../src/errors/catalogue.ts'
import { code, table } from './markdown.ts'

const TITLES = {
  own: 'Codes of this action',
  http: 'HTTP statuses, where the server gives no code of its own',
  network: 'The network',
  zilliz: 'Codes of Zilliz Cloud',
  milvus: 'Codes of Milvus, and of the data plane of Zilliz Cloud',
  reasons: "The server's words",
  fallbacks: 'Everything else',
} as const

const { code: number, network, ...http } = fallbacks
const FALLBACKS: Readonly<Record<string, Entry>> = {
  'any other number': number,
  'any other name': network,
  ...http,
}

/** What an import can meet, folded: the page is long without it. */
export function metErrors(): string {
  return tables(entry => !entry.foreign)
    .map(([title, text]) => `<details>\n<summary>${title}</summary>\n\n${text}\n\n</details>`)
    .join('\n\n')
}

/** The whole catalogue. */
export function everyError(): string {
  return tables(() => true)
    .map(([title, text]) => `## ${title}\n\n${text}`)
    .join('\n\n')
}

function tables(shown: (entry: Entry) => boolean): (readonly [title: string, text: string])[] {
  const ofCodes = Object.entries(groups).map(([group, entries]) => {
    const rows = Object.entries(entries).filter(([, entry]) => shown(entry))
    return [TITLES[group as keyof typeof groups], rowsOf('Code', rows, ', ')] as const
  })
  const ofReasons = reasons.filter(shown).map(reason => [reason.says, reason] as const)
  return [
    ...ofCodes,
    [TITLES.reasons, rowsOf('The server says, for example', ofReasons, '<br>')],
    [TITLES.fallbacks, rowsOf('Code', Object.entries(FALLBACKS), ', ')],
  ]
}

/** One row for all that means the same, where the first of it stands. */
function rowsOf(head: string, entries: readonly (readonly [string, Entry])[], between: string): string {
  const rows = new Map<string, string[]>()
  for (const [key, entry] of entries) {
    const meaning = JSON.stringify([entry.title, advice(entry)])
    rows.set(meaning, [...(rows.get(meaning) ?? []), code(key)])
  }
  return table(
    [head, 'Meaning', 'What to do'],
    [...rows].map(([meaning, keys]) => [keys.join(between), ...JSON.parse(meaning)]),
  )
}

const API_NAMES = { 'zilliz-v1': 'API v1', 'zilliz-v2': 'API v2', milvus: 'Milvus' } as const

function advice({ advice, adviceFor = {} }: Entry): string {
  const others = Object.entries(adviceFor).map(
    ([api, text]) => `*${API_NAMES[api as keyof typeof API_NAMES]}:* ${text}`,
  )
  return [advice, ...others].join('<br>')
}
