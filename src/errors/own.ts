import type { Entry } from './entry.ts'

/** Our own codes: how a step ends where no code of a server says it. */
export const own: Readonly<Record<string, Entry>> = {
  InvalidInput: {
    title: 'The inputs of the step are not right, nothing was sent',
    advice: 'Correct the inputs named here and run again.',
  },
  Unreachable: {
    title: 'The server could not be reached, it holds no job of this step',
    advice: 'Check `endpoint` and the network of the runner, then run again.',
    byCause: true,
  },
  SubmitUnconfirmed: {
    title:
      'It is unclear whether the import was submitted: the answer was lost, and no job of it could be found',
    advice:
      'Look at the import jobs of the collection in the console before you run again: importing twice doubles the rows. If the job is there, wait for it with `jobId`.',
    adviceFor: {
      milvus:
        'Look at the import jobs of the collection (`/v2/vectordb/jobs/import/list`) before you run again: importing twice doubles the rows. If the job is there, wait for it with `jobId`.',
    },
  },
  ImportFailed: {
    title: 'No row of the import was kept',
    advice: 'Correct what the server or the console says of the job, then run again.',
    adviceFor: { milvus: 'Correct what the server or its log says of the job, then run again.' },
    byReason: true,
  },
  RowCountMismatch: {
    title: 'The import completed, but `expectedRows` does not hold',
    advice:
      'The data is in the collection. Check what the job that wrote the files produced before you import again: a second import adds the same rows once more.',
  },
  Uncommitted: {
    title: 'The import waits for its commit: its rows are not visible yet',
    advice:
      'Commit or abort the job on the server (`/v2/vectordb/jobs/import/commit`, `/abort`), or leave `auto_commit` out of `options`.',
  },
  ClusterNotRunning: {
    title: 'The cluster is not running',
    advice: 'Resume the cluster, wait until it runs, then run again.',
  },
  DataPlaneUnreachable: {
    title:
      'The data plane, where rows are counted and collections are described, could not be used from this runner',
    advice:
      'Check that the runner reaches the endpoint of the cluster (private link, IP allow list), or leave out the input that needs it.',
    byCause: true,
  },
  NotPermitted: {
    title: 'The credentials may not do what this step needs beside the import',
    advice:
      'Grant the role `DescribeCollection`, `Query` and, for what the step asks, `Load` and `CreateAlias` on the collection.',
  },
  DatabaseMissing: {
    title: 'The database does not exist',
    advice: 'Check `dbName`; upper and lower case count.',
  },
  CollectionMissing: {
    title: 'The collection does not exist',
    advice:
      'Check `collectionName` and `dbName` (upper and lower case count); the import does not create collections.',
  },
  PartitionMissing: {
    title: 'The partition does not exist',
    advice: 'Check `partitionName`; the import does not create partitions.',
  },
  PartitionWithKey: {
    title: 'The collection has a partition key, which excludes `partitionName`',
    advice: 'Leave out `partitionName`: the key decides where each row goes.',
  },
  ExternalCollection: {
    title: 'The data of the collection stays outside of Milvus: nothing can be imported into it',
    advice: 'Import into another collection.',
  },
  TwoPhaseUnsupported: {
    title: 'This server has no two-phase import (needs Milvus 3.0): an import would be visible at once',
    advice: 'Update Milvus, or leave out `commit`.',
  },
  NotLoaded: {
    title: 'The collection is not loaded: rows would be stored, but no query would see them',
    advice: 'Load the collection, or set `searchable: load`.',
  },
  NoIndex: {
    title: 'The collection has no index on its vector field: it can not be loaded',
    advice: 'Create the index, then run again.',
  },
  AliasTaken: {
    title: 'The name of the alias is the name of a collection',
    advice: 'Choose another `alias`.',
  },
  NotSearchable: {
    title: 'The import completed, but no query sees all its rows',
    advice: "Don't import again: the rows are stored. Look at the load of the collection, and refresh it.",
  },
  AliasNotSwitched: {
    title: 'The import completed, but the alias was not switched',
    advice: "Don't import again: switch the alias yourself.",
  },
  TimedOut: {
    title: 'The wait for the import timed out, the import goes on',
    advice: 'Wait again with `jobId`, and with a longer `timeout`.',
  },
  Cancelled: {
    title: 'The workflow was cancelled, the import was not touched',
    advice: 'If it was submitted it goes on at the server: wait for it with `jobId`.',
  },
  InternalError: {
    title: 'This action made a mistake',
    advice: 'Please report it with the log of this step.',
  },
}
