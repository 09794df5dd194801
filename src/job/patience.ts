// How long this action waits for what, each limit once. All are milliseconds, unless a name says otherwise.

/** One poll. Servers answer a describe within a second; a busy proxy may take longer. */
export const POLL = 30_000
/** The last poll, at the deadline: the step must not outlast its `timeout` by much. */
export const LAST_POLL = 10_000
/** One list or describe beside the wait. */
export const CALL = 10_000
/** One create: it returns only after the job is registered, late on a busy server (`milvus-backup` waits 600 s). */
export const CREATE = 60_000

/** Polling stops after this many failures in a row, over at least this long. */
export const MOST_FAILED_POLLS = 10
export const SHORTEST_TROUBLE = 120_000
/** How long a new job may stay unknown to the server (Milvus 2.6.0 to 2.6.13). */
export const BIRTH = 20_000

/** How long to retry a create while the server cannot be reached. */
export const UNREACHABLE = 30_000
/** How long the list from before the create may take, retries included. */
export const LOOK_BEFORE = 30_000
/** The search for the job of a lost create, as a whole. */
export const SEARCH = 30_000
/** The pause between two lists of that search. */
export const SEARCH_INTERVAL = 2000
/** How long no list may show our job before we submit again. */
export const GRACE = 10_000
/** How often a create whose answer was lost is repeated, each time after a search that found nothing. */
export const MOST_REPEATS = 2

/** After a cancel a create in flight may still finish, so that its job id is not lost. The runner kills at 10 s. */
export const LAST_CREATE = 4000

/** One call to the data plane; a count scans the collection, and waits while it loads. */
export const COUNT = 60_000
/** Between two counts: short at first, as a refresh shows rows after 2 s, then longer. */
export const COUNT_INTERVAL = 2000
export const LONGEST_COUNT_INTERVAL = 10_000
/** Refreshes of a load: `queryCoord` takes on new segments every 10 s by itself (`UpdateNextTargetInterval`). */
export const REFRESH_INTERVAL = 10_000
/** How long a failed call is repeated before the create, where giving up loses nothing. */
export const CHECK = 30_000

/** The same for a check that stops nobody: without an answer it is unknown. */
export const LOOK = 5000

/** The same for all objects of a job together: whether they were seen decides on the idempotency key. */
export const LOOK_AT_OBJECTS = 10_000

/** A two-phase job gets this much more than our own `timeout` from the server, so that no orphan stays for ever. */
export const SERVER_TIMEOUT_MARGIN = 30 * 60_000
/** A commit is sent only while this much of the server's timeout is left (milvus-io/milvus#53315). */
export const COMMIT_MARGIN = 5 * 60_000
/** The pause between two looks at a job that has not reacted to its commit yet. */
export const COMMIT_POLL = 2000
/** How long an abort may take after a cancel: the runner kills at 10 s, and outputs and summary come after it. */
export const LAST_ABORT = 3000

/** Deleting what was uploaded: the data is in, nobody should wait long for it. */
export const CLEAN_UP = 60_000
