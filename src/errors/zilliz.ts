import * as advice from './advice.ts'
import { type Advice, foreign, type Row } from './entry.ts'

const objectUrl: Advice = {
  all: 'Write `objectUrl` as `s3://bucket/key`, `https://bucket.s3.region.amazonaws.com/key`, `gs://bucket/key` or `https://account.blob.core.windows.net/container/key`; a folder ends in `/`.',
  'zilliz-v1':
    'Write `objectUrl` as `s3://bucket/key`, `https://bucket.s3.region.amazonaws.com/key` or `gs://bucket/key`; a folder ends in `/`. Other stores need `api: zilliz-v2`.',
}
const region: Advice = {
  all: 'Take the region from the public endpoint of the cluster, or leave `endpoint` out.',
  'zilliz-v1': advice.checkRegion,
}
const ownEndpoint: Advice = {
  all: 'Check `endpoint`: leave it out, or copy it from the console.',
  'zilliz-v1': advice.checkRegion,
}
const noCollection = 'The collection does not exist in this cluster'
const noCluster = 'The request named no cluster'
const notServerless = 'A Serverless cluster does not support this'
const badPage = 'The server refused a page of the job list'
const ourMistake =
  'Please report it with code and request id: it is a mistake of this action, not of its inputs.'
const readObject = `Check bucket, key and region in \`objectUrl\`, and \`accessKey\` and \`secretKey\`: ${advice.bucketRights}.`

/** Codes of Zilliz Cloud that belong to v1 (docs.zilliz.com, error codes); v2 may answer with them too. */
// biome-ignore format: a table, one row a line
const v1 = (): readonly Row[] => [
  ['10003', 'stop', 'An object URL is malformed, or of a kind that the server does not know', objectUrl],
  ['40003', 'stop', 'The cluster is not in a state that allows an import', 'Resume the cluster in the console, or wait until it is running, then run again.'],
  ['40021', 'stop', 'The cluster does not exist', advice.cluster],
  ['40022', 'stop', 'The API key has no access to this cluster', advice.grantCluster],
  ['47005 90001', 'stop', noCollection, advice.collection],
  ['47035', 'stop', 'A file is larger than the plan of the cluster allows', 'Split it: Free allows 1 GB for a file and for a job, Serverless and Dedicated 10 GB for a file and 1 TB for a job.'],
  ['47036', 'stop', 'The NumPy files are not one for each field of the collection', 'Put exactly one `.npy` file for each field into the folder, named like the field; leave out an AutoID key.'],
  ['47039 47055', 'later', 'The cluster is already importing and takes one import at a time', advice.oneAtATime],
  ['47053', 'stop', 'The server could not list or check the files', 'Check that the folder exists, is not empty and holds one format, and that the keys may list and read it.', 'words'],
  ['80000', 'stop', 'The server refused a parameter of the request', advice.checkInputs],
  ['80001', 'stop', 'The API key is malformed', advice.checkKey],
  ['80002', 'stop', 'The API key is unknown or revoked, or may not import', `${advice.checkKey} If it is, grant it access to the cluster.`],
  ['80003 80004', 'stop', badPage, ourMistake],
  ['80020', 'stop', 'The cluster does not exist, or the API key has no access to it', advice.clusterOrGrant],
  ['80021', 'stop', notServerless, advice.otherPlan],
  ['80022', 'stop', 'A Dedicated cluster does not support this', advice.otherPlan],
  ['83001', 'stop', 'The server could not read the object', readObject, 'words'],
  ['83004', 'stop', 'The bucket is in another cloud than the cluster, which this cluster refuses', 'Copy the files into a bucket of the same cloud, and preferably the same region.'],
  ['90011', 'stop', 'The collection name is not allowed', 'Check `collectionName`: letters, digits and underscores, not beginning with a digit.'],
  ['90102', 'stop', 'The cluster is not in the region of this endpoint', region],
  ['90103 90104', 'stop', noCluster, 'Set `clusterId`.'],
  ['90117', 'stop', 'The server does not know the host of the endpoint as its own', ownEndpoint],
  ['90142', 'stop', 'The request was empty when it arrived', 'Check any proxy between runner and server: it must pass on the body of a POST.'],
  ['90144', 'gone', 'The job does not exist in this cluster', `Check that \`jobId\` and \`clusterId\` belong together. ${advice.countRows}`],
  ['90145', 'stop', 'The request named no object', 'Set `objectUrl`.'],
]

/** Codes of the control plane of v2 (docs.zilliz.com, error codes of v2, and recorded answers). */
// biome-ignore format: a table, one row a line
const v2 = (): readonly Row[] => [
  ['21119', 'stop', 'The server does not accept the API key', advice.checkKey],
  ['63240', 'stop', 'The volume does not exist', 'Check `volumeName`, and that volume and cluster belong to the same organisation, cloud and region.'],
  ['96001', 'stop', 'The server does not know the region', 'Check `regionId` (`aws-us-west-2`).'],
  ['96005', 'stop', 'The project id is not valid', 'Check `projectId`: it looks like `proj-…`.'],
  ['96008 96009', 'stop', badPage, ourMistake],
  ['96012', 'stop', 'The API key belongs to another organisation than the project', 'Use an API key made in the organisation of the project.'],
  ['96013', 'stop', 'The owner of the API key is neither organisation owner nor owner of the project', 'Use a key of such an owner, or one with access to the project.'],
  ['96014', 'stop', 'The API key belongs to another organisation than the cluster', 'Use an API key made in the organisation of the cluster.'],
  ['96015', 'stop', 'The owner of the API key is neither organisation owner nor owner of the project of the cluster', 'Use a key of such an owner, or one with access to the cluster.'],
  ['96016', 'stop', 'The API key has no access to this cluster', advice.grantCluster],
  ['96018', 'stop', 'The cluster does not exist', advice.checkCluster],
  ['96021', 'stop', 'A Free cluster does not support this', advice.otherPlan],
  ['96022', 'stop', notServerless, advice.otherPlan],
  ['96025', 'stop', noCluster, 'Set `clusterId`, or `projectId` with `regionId`.'],
  ['96026', 'gone', 'The server does not know the job', `Check \`jobId\`, and that it belongs to this cluster or project. ${advice.countRows}`],
  ['96027', 'stop', 'The API key has no access to this project', advice.grantProject],
  ['96028', 'stop', 'Only clusters of the Enterprise plan support this', advice.otherPlan],
  ['96036', 'stop', 'The cluster id is not valid', 'Check `clusterId`: it looks like `in01-…`.'],
]

/** Every code that Zilliz Cloud documents, and those seen in recorded answers. */
// biome-ignore format: a table, one row a line
export const zilliz = (): readonly Row[] => [...v1(), ...v2(), ...foreign([
  ['a pipeline', '10041'],
  ['creating or changing a cluster', '40013 63032 63104 80005 80006 80007 80008 80009 80010 80011 80012 80014 96000 96002 96003 96004 96010 96017 96019 96020 96023'],
  ['creating a collection', '90013 90014 90015 90016 90017 90018 90019 90020 90023 90024 90025 90026 90027 90101 90106 90112 90113 90114 90122 90136 90138'],
  ['inserting, updating or deleting single rows', '90008 90009 90010 90100 90107 90108 90109 90115 90118 90119 90120 90121 90131 90132 90139 90148 90149 90150 90151 90152 94148'],
  ['a query or search', '90002 90003 90004 90005 90006 90007 90110 90111 90123 90124 90125 90126 90127 90128 90129 90130 90133 90134 90135 90140'],
  ['metrics, usage or a range of time', '96006 96007 96011 96024 96035'],
  ['a backup or its restoring', '96029 96030 96031 96032 96033 96034 96037 96038 96039 96040'],
])]
