import {
  bucketRights,
  checkCluster,
  checkCollection,
  checkCollectionV1,
  checkKey,
  checkRegion,
  countRows,
  grantCluster,
  grantProject,
  oneAtATime,
  otherPlan,
} from './advice.ts'
import { type Entry, foreign, shared } from './entry.ts'

const noSuchCollection: Entry = {
  title: 'The collection does not exist in this cluster',
  advice: checkCollection,
  adviceFor: { 'zilliz-v1': checkCollectionV1 },
}
const noCluster: Entry = { title: 'The request named no cluster', advice: 'Set `clusterId`.' }
const notServerless: Entry = { title: 'A Serverless cluster does not support this', advice: otherPlan }
const badJobList: Entry = {
  title: 'The server refused a page of the job list',
  advice: 'Please report it with code and request id: it is a mistake of this action, not of its inputs.',
}

/** Codes of Zilliz Cloud that belong to v1 (docs.zilliz.com, error codes); v2 may answer with them too. */
const v1: Readonly<Record<string, Entry>> = {
  10003: {
    title: 'An object URL is malformed, or of a kind that the server does not know',
    advice:
      'Write `objectUrl` as `s3://bucket/key`, `https://bucket.s3.region.amazonaws.com/key`, `gs://bucket/key` or `https://account.blob.core.windows.net/container/key`; a folder ends in `/`.',
    adviceFor: {
      'zilliz-v1':
        'Write `objectUrl` as `s3://bucket/key`, `https://bucket.s3.region.amazonaws.com/key` or `gs://bucket/key`; a folder ends in `/`. Other stores need `api: zilliz-v2`.',
    },
  },
  40003: {
    title: 'The cluster is not in a state that allows an import',
    advice: 'Resume the cluster in the console, or wait until it is running, then run again.',
  },
  40021: {
    title: 'The cluster does not exist',
    advice: checkCluster,
    adviceFor: { 'zilliz-v1': `Check \`clusterId\` against the console. ${checkRegion}` },
  },
  40022: { title: 'The API key has no access to this cluster', advice: grantCluster },
  ...shared([47005, 90001], noSuchCollection),
  47035: {
    title: 'A file is larger than the plan of the cluster allows',
    advice:
      'Split it: Free allows 1 GB for a file and for a job, Serverless and Dedicated 10 GB for a file and 1 TB for a job.',
  },
  47036: {
    title: 'The NumPy files are not one for each field of the collection',
    advice:
      'Put exactly one `.npy` file for each field into the folder, named like the field; leave out an AutoID key.',
  },
  ...shared([47039, 47055], {
    title: 'The cluster is importing already and takes one import at a time',
    advice: oneAtATime,
  }),
  47053: {
    title: 'The server could not list or check the files',
    advice:
      'Check that the folder exists, is not empty and holds one format, and that the keys may list and read it.',
    byReason: true,
  },
  80000: {
    title: 'The server refused a parameter of the request',
    advice: 'Check the inputs against its words.',
  },
  80001: { title: 'The API key is malformed', advice: checkKey },
  80002: {
    title: 'The API key is unknown or revoked, or lacks the right to import',
    advice: `${checkKey} If it is, grant it access to the cluster.`,
  },
  ...shared([80003, 80004], badJobList),
  80020: {
    title: 'The cluster does not exist, or the API key has no access to it',
    advice: `${checkCluster} ${grantCluster}`,
    adviceFor: {
      'zilliz-v1': `Check \`clusterId\` against the console. ${grantCluster}`,
    },
  },
  80021: notServerless,
  80022: { title: 'A Dedicated cluster does not support this', advice: otherPlan },
  83001: {
    title: 'The server could not read the object',
    advice: `Check bucket, key and region in \`objectUrl\`, and \`accessKey\` and \`secretKey\`: ${bucketRights}.`,
    byReason: true,
  },
  83004: {
    title: 'The bucket is in another cloud than the cluster, which this cluster refuses',
    advice: 'Copy the files into a bucket of the same cloud, and preferably the same region.',
  },
  90011: {
    title: 'The name of the collection is not allowed',
    advice: 'Check `collectionName`: letters, digits and underscores, and no digit in front.',
  },
  90102: {
    title: 'The cluster is not in the region of this endpoint',
    advice: 'Take the region from the public endpoint of the cluster, or leave `endpoint` out.',
    adviceFor: { 'zilliz-v1': checkRegion },
  },
  ...shared([90103, 90104], noCluster),
  90117: {
    title: 'The endpoint is not a host that the server knows as its own',
    advice: 'Check `endpoint`: leave it out, or take it from the console.',
    adviceFor: { 'zilliz-v1': checkRegion },
  },
  90142: {
    title: 'The request was empty when it arrived',
    advice: 'Check any proxy between runner and server: it must pass the body of a POST on.',
  },
  90144: {
    title: 'The job does not exist in this cluster',
    advice: `Check that \`jobId\` and \`clusterId\` belong together. ${countRows}`,
    jobGone: true,
  },
  90145: { title: 'The request named no object', advice: 'Set `objectUrl`.' },
}

/** Codes of the control plane of v2 (docs.zilliz.com, error codes of v2, and recorded answers). */
const v2: Readonly<Record<string, Entry>> = {
  21119: { title: 'The server does not accept the API key', advice: checkKey },
  63240: {
    title: 'The volume does not exist',
    advice:
      'Check `volumeName`, and that volume and cluster belong to the same organisation, cloud and region.',
  },
  96001: { title: 'The server does not know the region', advice: 'Check `regionId` (`aws-us-west-2`).' },
  96005: { title: 'The project id is not valid', advice: 'Check `projectId`: it looks like `proj-…`.' },
  ...shared([96008, 96009], badJobList),
  96012: {
    title: 'The API key belongs to another organisation than the project',
    advice: 'Use an API key made in the organisation of the project.',
  },
  96013: {
    title: 'The owner of the API key is neither organisation owner nor owner of the project',
    advice: 'Use a key of such an owner, or one whose scope holds the project.',
  },
  96014: {
    title: 'The API key belongs to another organisation than the cluster',
    advice: 'Use an API key made in the organisation of the cluster.',
  },
  96015: {
    title: 'The owner of the API key is neither organisation owner nor owner of the project of the cluster',
    advice: 'Use a key of such an owner, or one whose scope holds the cluster.',
  },
  96016: { title: 'The scope of the API key does not hold this cluster', advice: grantCluster },
  96018: { title: 'The cluster does not exist', advice: checkCluster },
  96021: { title: 'A Free cluster does not support this', advice: otherPlan },
  96022: notServerless,
  96025: {
    title: 'The request named no cluster',
    advice: 'Set `clusterId`, or `projectId` with `regionId`.',
  },
  96026: {
    title: 'The server does not know the job',
    advice: `Check \`jobId\`, and that it belongs to this cluster or project. ${countRows}`,
    jobGone: true,
  },
  96027: { title: 'The scope of the API key does not hold this project', advice: grantProject },
  96028: {
    title: 'Only clusters of the Enterprise plan support this',
    advice: otherPlan,
  },
  96036: { title: 'The cluster id is not valid', advice: 'Check `clusterId`: it looks like `in01-…`.' },
}

/** Codes of other requests than those of an import. */
const others: Readonly<Record<string, Entry>> = {
  ...foreign('The server answered about a pipeline', [10041]),
  ...foreign(
    'The server answered about creating or changing a cluster',
    [
      40013, 63032, 63104, 80005, 80006, 80007, 80008, 80009, 80010, 80011, 80012, 80014, 96000, 96002, 96003,
      96004, 96010, 96017, 96019, 96020, 96023,
    ],
  ),
  ...foreign(
    'The server answered about creating a collection',
    [
      90013, 90014, 90015, 90016, 90017, 90018, 90019, 90020, 90023, 90024, 90025, 90026, 90027, 90101, 90106,
      90112, 90113, 90114, 90122, 90136, 90138,
    ],
  ),
  ...foreign(
    'The server answered about inserting, updating or deleting rows one by one',
    [
      90008, 90009, 90010, 90100, 90107, 90108, 90109, 90115, 90118, 90119, 90120, 90121, 90131, 90132, 90139,
      90148, 90149, 90150, 90151, 90152, 94148,
    ],
  ),
  ...foreign(
    'The server answered about a query or search',
    [
      90002, 90003, 90004, 90005, 90006, 90007, 90110, 90111, 90123, 90124, 90125, 90126, 90127, 90128, 90129,
      90130, 90133, 90134, 90135, 90140,
    ],
  ),
  ...foreign(
    'The server answered about metrics, usage or a range of time',
    [96006, 96007, 96011, 96024, 96035],
  ),
  ...foreign(
    'The server answered about a backup or its restoring',
    [96029, 96030, 96031, 96032, 96033, 96034, 96037, 96038, 96039, 96040],
  ),
}

/** Every code that Zilliz Cloud documents, and those seen in recorded answers. */
export const zilliz: Readonly<Record<string, Entry>> = { ...v1, ...v2, ...others }
