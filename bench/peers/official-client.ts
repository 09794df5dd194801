import { setTimeout as sleep } from 'node:timers/promises'
import { HttpClient } from '@zilliz/milvus2-sdk-node'

// An import by the vendor's client for Node.js, in the loop of the vendor's examples.
const { ENDPOINT = '', FILE = '' } = process.env
const client = new HttpClient({ endpoint: ENDPOINT })
const created = await client.createImportJobs({ collectionName: 'articles', files: [[FILE]] })
const { jobId } = created.data
for (;;) {
  await sleep(5000)
  const { data } = await client.getImportJobProgress({ jobId })
  if (data.state === 'Completed') break
  if (data.state === 'Failed') throw new Error(data.reason)
}
