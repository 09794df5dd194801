// How long this action waits for what, each limit once. All of them are milliseconds, unless a name says otherwise.

/** One poll. Servers answer a describe within a second; a busy proxy may take longer. */
export const POLL = 30_000
/** The last poll, at the deadline: the step must not outlast its `timeout` by much. */
export const LAST_POLL = 10_000
/** One list or describe beside the wait. */
export const CALL = 10_000
/** One create: it returns only after the job is registered, late on a busy server (`milvus-backup` waits 600 s). */
export const CREATE = 60_000

/** Polls are given up after so many failures in a row, over at least so long. */
export const MOST_FAILED_POLLS = 10
export const SHORTEST_TROUBLE = 120_000
/** A job that was made just now may stay unknown to the server for so long (Milvus 2.6.0 to 2.6.13). */
export const BIRTH = 20_000

/** A server that can't be reached is asked again for so long before a create is given up. */
export const UNREACHABLE = 30_000
/** The list from before the create may take so long, trouble included. */
export const LOOK_BEFORE = 30_000
/** The search for the job of a lost create, as a whole. */
export const SEARCH = 30_000
/** A pause between two looks of that search. */
export const SEARCH_INTERVAL = 2000
/** So long the server must show that it holds no job of ours before a create is repeated. */
export const GRACE = 10_000
/** Times that a create whose answer was lost is repeated, each after a search that found nothing. */
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
/** Failed calls beside the wait are repeated for so long before the create, where nothing is lost by giving up. */
export const CHECK = 30_000

/** A two-phase job gets this much more than our own `timeout` from the server, so that no orphan lives for ever. */
export const SERVER_TIMEOUT_MARGIN = 30 * 60_000
/** A commit is sent only while so much of the server's timeout is left (milvus-io/milvus#53315). */
export const COMMIT_MARGIN = 5 * 60_000
/** A commit was sent, and the job has not moved yet: the pause until it is asked for again. */
export const COMMIT_POLL = 2000
/** After a cancel one abort may take so long: the runner kills at 10 s, outputs and summary come after it. */
export const LAST_ABORT = 3000

/** Deleting what was uploaded: the data is in, nobody should wait long for it. */
export const CLEAN_UP = 60_000
