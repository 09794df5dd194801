/** What several entries advise. */

export const checkKey =
  'Check that the secret behind `apiKey` is set in this repository or environment, is copied whole, and is still valid.'
export const checkLogin =
  'Give `apiKey` as `user:password` of a Milvus user (`root:Milvus` on a fresh server), and check that its secret is set in this repository or environment.'
export const checkCluster =
  'Check `clusterId` against the console, and that `endpoint` is the control plane of that cluster (`api.cloud.zilliz.com`, in China `api.cloud.zilliz.com.cn`).'
export const checkRegion =
  'Check that the region in `endpoint` (`controller.api.{region}.zillizcloud.com`) is that of the cluster, as its public endpoint names it.'
export const grantCluster =
  'Use an API key whose project holds this cluster, or let an organisation or project owner widen its scope.'
export const grantProject =
  'Use an API key whose scope holds this project, or let an organisation or project owner widen it.'
export const otherPlan = 'Import into a cluster of another plan.'
export const checkImportApi = 'Check that `endpoint` leads to the import API of the system that you use.'

export const checkCollection =
  'Check `collectionName` (upper and lower case count) and `dbName`; the import does not create collections.'
export const checkCollectionV1 =
  'Check `collectionName` (upper and lower case count); the import does not create collections.'

export const oneAtATime =
  'Nothing was imported. Run the step again when that import is done; in a matrix, set `max-parallel: 1`.'
export const runLater = 'Run the step again in a few minutes.'
export const askOperator =
  'If it stays, give code, text and request id to the operator of the server, who finds more in its log.'
export const countRows =
  'Records of old jobs are removed: count the rows of the collection before you import again.'
export const laterOrOperator = `${runLater} ${askOperator}`
export const laterOrSupport = `${runLater} If it stays, give code, text and request id to the support of Zilliz Cloud.`

/** docs.zilliz.com, storage options of the data import. */
export const bucketRights =
  'the keys need `s3:GetObject`, `s3:ListBucket` and `s3:GetBucketLocation` (and `kms:Decrypt` for an encrypted bucket), on Google Cloud `storage.objects.get` and `storage.objects.list`, on Alibaba `oss:GetObject` and `oss:ListObjects`'
/** Milvus reads one bucket, by its own configuration (`minio` in `milvus.yaml`). */
export const milvusPath =
  'The path is a key inside the bucket that Milvus itself uses, without bucket name and `s3://`; a path of the runner never works. Check bucket, key, and upper and lower case.'
export const milvusBucket =
  'Milvus reads its own bucket with its own credentials (`minio` in `milvus.yaml`): let its operator check'
