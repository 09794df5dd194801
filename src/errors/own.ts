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
