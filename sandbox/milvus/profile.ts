import type { Version } from '../schema.ts'

/** A version by the name of its line, which means the release that was read, or in full: `2.6.18`. */
export type MilvusVersion = '2.4' | '2.5' | '2.6' | '3.0' | `${number}.${number}.${number}`

/** The releases behind the short names. 3.0.2 and 2.6.24 know `Idempotency-Key`, these don't. */
const READ: Readonly<Record<string, string>> = {
  '2.4': '2.4.18',
  '2.5': '2.5.27',
  '2.6': '2.6.20',
  '3.0': '3.0.1',
}

/** Releases before 2.4 have no such routes. */
export function isMilvusVersion(text: string): text is MilvusVersion {
  return text in READ || /^(2\.[4-9]|[3-9]\.\d+)\.\d+$/.test(text)
}

const HOUR = 3_600_000

export type Profile = ReturnType<typeof profileOf>

/**
 * What a version does, each difference named for what a client can see of it, from its source, issues and
 * documentation.
 */
export function profileOf(name: MilvusVersion) {
  const version = READ[name] ?? name
  const since = (other: string) => version.localeCompare(other, 'en', { numeric: true }) >= 0
  const hasIdempotency = since('3.0.2') || (since('2.6.24') && !since('3.0.0'))
  const reading: Version = ([3, 2.6, 2.5] as const).find(line => since(String(line))) ?? 2.4
  return {
    /** Routes below `/v2/vectordb/jobs/import/` (milvus#36753, #48524). */
    routes: [
      ...['create', 'list', 'get_progress'],
      ...(since('2.4.13') ? ['describe'] : []),
      ...(since('3.0.0') ? ['commit', 'abort'] : []),
    ],
    extensions: [
      ...['.json', '.npy', '.parquet'],
      ...(since('2.5.0') ? ['.csv'] : []),
      ...(since('2.6.0') ? ['.jsonl', '.ndjson'] : []),
    ],
    sorts: since('2.5.0'),
    /** Jobs end with a commit, and `options.auto_commit` is known (3.0). */
    commits: since('3.0.0'),
    reading,
    /** Texts are "unexpect file type" and "timeout" without JSON, and reasons name no file (2.4). */
    isTerse: !since('2.5.0'),
    /** A good `Request-Timeout` stays on the route for later requests, of any client (2.4). */
    timeoutSticks: !since('2.5.0'),
    /** A bad `Request-Timeout` is an error (3.0). */
    checksTimeout: since('3.0.0'),
    /** Codes 1101 and 2101 tell the server's faults from the client's, and messages hold the whole chain (2.6.19). */
    hasSystemCodes: since('2.6.19'),
    /** 2.4 and 2.5 say `parse timeout failed, err=…`. */
    printsErr: !since('2.6.0'),
    /** Storage errors have names of their own (2.6). */
    namesStorageErrors: since('2.6.0'),
    hasCreateTime: since('2.6.6'),
    /** A job that brought no row has no `completeTime` (2.5). */
    hidesEmptyCompleteTime: since('2.5.0'),
    /** Privileges are checked before the job is looked up (2.4, 2.5). */
    checksPrivilegeFirst: !since('2.6.0'),
    /** Only admins may describe and list (milvus#45709, fixed in 2.6.7). */
    onlyAdminsRead: !since('2.6.7'),
    timeoutUndoesEnd: !since('2.6.7'),
    /** Fixed on the branch of 3.0 after 3.0.2 (milvus#53481); the release is not known, 3.0.3 is inferred. */
    timeoutSparesCommit: since('3.0.3'),
    /** A job appears a moment after the answer to its create (2.6.0–2.6.13, inferred). */
    visibleAfter: since('2.6.0') && !since('2.6.14') ? 500 : 0,
    retention: hasIdempotency ? 48 * HOUR : 3 * HOUR,
    hasIdempotency,
    hasQueue: since('2.6.0'),
    limitsJobs: since('2.4.14'),
    hasExternalCollections: since('3.0.0'),
    refusesL0: since('3.0.0'),
    sendsTraceId: since('3.0.0'),
    /** `collections/refresh_load` (milvus#34012). */
    refreshes: since('2.5.0'),
    /** `databases/list` and `databases/describe`. */
    showsDatabases: since('2.5.0'),
    /** `consistencyLevel` of a query is read (milvus#41830; the number is that of the next release). */
    readsConsistency: since('2.5.12'),
    /** Fields tell `nullable`, `clusteringKey` and defaults, collections their functions (2.5). */
    showsNullable: since('2.5.0'),
    showsStructs: since('2.6.0'),
    /** A missing collection is "collection not found" for `describe`, too (3.0). */
    describesPlainly: since('3.0.0'),
    /** Code 1100 in place of 65535 for what the proxy finds wrong with a request (2.6). */
    hasInputCodes: since('2.6.0'),
  }
}
