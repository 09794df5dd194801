import type { Advice } from './entry.ts'

// What several rows advise.

export const checkKey =
  'Check that the secret behind `apiKey` is set in this repository or environment, was copied completely, and is still valid. Zilliz Cloud takes an API key here, never `user:password`.'
export const checkLogin =
  'Give `apiKey` as `user:password` of a Milvus user (`root:Milvus` on a new server), and check that its secret is set in this repository or environment.'
export const login: Advice = { all: checkKey, milvus: checkLogin }
const clusterInConsole = 'Check `clusterId` against the console'
export const checkCluster = `${clusterInConsole}, and that \`endpoint\` is the control plane of that cluster (\`api.cloud.zilliz.com\`, in China \`api.cloud.zilliz.com.cn\`).`
export const checkRegion =
  'Check that the region in `endpoint` (`controller.api.{region}.zillizcloud.com`) is the region of the cluster, as in its public endpoint.'
export const grantCluster =
  'Use an API key with access to this cluster, or ask an organisation or project owner to grant it.'
export const cluster: Advice = { all: checkCluster, 'zilliz-v1': `${clusterInConsole}. ${checkRegion}` }
export const clusterOrGrant: Advice = {
  all: `${checkCluster} ${grantCluster}`,
  'zilliz-v1': `${clusterInConsole}. ${grantCluster}`,
}
export const grantProject =
  'Use an API key with access to this project, or ask an organisation or project owner to grant it.'
export const otherPlan = 'Import into a cluster of another plan.'
export const checkImportApi = 'Check that `endpoint` is the address of the import API of your system.'
export const checkInputs = "Compare the inputs with the server's message."

const noCreation = 'the import does not create collections'
export const collection: Advice = {
  all: `Check \`collectionName\` (upper and lower case matter) and \`dbName\`; ${noCreation}.`,
  'zilliz-v1': `Check \`collectionName\` (upper and lower case matter); ${noCreation}.`,
}
export const partition = 'Create it, or leave `partitionName` out to import into the default partition.'

export const oneAtATime =
  'Nothing was imported. Run the step again when that import has finished; in a matrix, set `max-parallel: 1`.'
export const runLater = 'Run the step again in a few minutes.'
export const countRows =
  'Servers remove records of old jobs: count the rows of the collection before you import again.'
const again = `${runLater} If it happens again, send code, message and request id to`
/** The server, or a part of it, has a problem that passes or that its operator solves. */
export const later: Advice = {
  all: `${again} the support of Zilliz Cloud.`,
  milvus: `${again} whoever runs the server; its log says more.`,
}
export const quota: Advice = {
  all: 'Free space in the cluster, or scale it up, then run again.',
  milvus:
    'Free space, or ask the operator to raise the quota (`quotaAndLimits` in `milvus.yaml`), then run again.',
}

/** docs.zilliz.com, storage options of the data import. */
export const bucketRights =
  'the keys need `s3:GetObject`, `s3:ListBucket` and `s3:GetBucketLocation` (and `kms:Decrypt` for an encrypted bucket), on Google Cloud `storage.objects.get` and `storage.objects.list`, on Alibaba `oss:GetObject` and `oss:ListObjects`'
/** Milvus reads one bucket, by its own configuration (`minio` in `milvus.yaml`). */
export const milvusPath =
  'The path is a key inside the bucket that Milvus itself uses, without bucket name and `s3://`; a path on the runner never works. Check bucket, key, and upper and lower case.'
export const milvusBucket =
  'Milvus reads its own bucket with its own credentials (`minio` in `milvus.yaml`): ask its operator to check'
export const bucketAccess: Advice = {
  all: `Check \`accessKey\`, \`secretKey\` and \`sessionToken\`: ${bucketRights}.`,
  milvus: `${milvusBucket} their right to list the bucket and to get objects.`,
}
export const bucketName: Advice = {
  all: 'Check the bucket (Azure: the container) in `objectUrl`, and that its region and account match the keys.',
  milvus: `${milvusBucket} \`minio.bucketName\`.`,
}
export const bucketKeys: Advice = {
  all: 'Check `accessKey`, `secretKey` and `sessionToken`, and that they stay valid until the import has finished.',
  milvus: `${milvusBucket} whether these are still valid.`,
}
export const importRight: Advice = {
  all: 'Grant the API key the right to import into this cluster and database.',
  milvus:
    'Grant the role of the user the privilege `Import` on the collection and its database. Before Milvus 2.6.7 only admins may query the progress of an import.',
}
