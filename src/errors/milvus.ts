import * as advice from './advice.ts'
import { type Advice, foreign, type Row } from './entry.ts'

const loadFirst = 'Load the collection, wait until it is loaded, then run again.'
const updateServer =
  "Leave out the input that the server's message names (`options` above all), or update the server."
const wholeFile: Advice =
  'Check that it was uploaded completely and does not change during the import, then run the step again.'
const damaged: Advice = {
  all: 'Send code, message and request id to the support of Zilliz Cloud before you import again.',
  milvus: 'Send code, message and request id to whoever runs the server before you import again.',
}
const lost = 'The server lost track of a segment of the collection'
const otherAlias = 'Check `alias`: it must differ from the names of all collections in the database.'

/** Codes of Milvus, which is the data plane of Zilliz Cloud too (`milvus-io/milvus` `pkg/util/merr/errors.go`, 2.4 to 3.0). */
// biome-ignore format: a table, one row a line
const met = (): readonly Row[] => [
  ['1 2', 'later', 'The server is starting, or a part of it is down', advice.later],
  ['3', 'stop', 'The server is out of memory', advice.later],
  ['4', 'later', 'The server has too many requests at once', advice.runLater],
  ['5', 'ambiguous', 'The server had an internal error', advice.later, 'words'],
  ['6', 'stop', 'The request reached the wrong cluster', 'Check `endpoint`, and any gateway that several clusters share.'],
  ['7', 'stop', 'The disk of the server is full', advice.quota],
  ['8', 'later', 'Too many requests', advice.runLater],
  ['9', 'stop', 'A quota of the cluster, database or collection is used up', advice.quota, 'words'],
  ['10', 'stop', 'This server does not support this', updateServer],
  ['11', 'stop', 'The server is behind and accepts no data for now', advice.later],
  ['12', 'again', 'The server lacks the resources for this now', advice.later],
  ['100', 'stop', 'The collection does not exist', advice.collection, 'words'],
  ['101 103', 'stop', 'The collection is not loaded, or not completely yet', loadFirst],
  ['102', 'stop', 'The database has reached its limit of collections', 'Remove collections that are not needed, or raise the limit.'],
  ['105', 'stop', 'The schema of the collection does not allow this import', "Correct what the server's message names; most of a schema can only be changed by creating the collection again.", 'words'],
  ['106', 'again', 'The collection is being recovered', advice.runLater],
  ['109', 'stop', 'The schema of the collection is being changed', 'Run the step again when the change is done.'],
  ['110', 'again', 'The schema of the collection is being changed', 'Run the step again when the change is done.'],
  ['200', 'stop', 'The partition does not exist', advice.partition, 'words'],
  ['201 202', 'stop', 'The partition is not loaded, or not completely yet', 'Load the partition, wait until it is loaded, then run again.'],
  ['250', 'stop', 'The cluster has reached its limit of collections and partitions', 'Remove what is not needed, or give the cluster more capacity.'],
  ['304 305', 'stop', 'The server has too few query nodes to load the collection', advice.later],
  ['500 501 502 503 504 505 506 507', 'stop', 'The server had an internal error, probably in a channel of the collection', advice.later],
  ['600 601 602 603 604 605', 'stop', lost, advice.later],
  ['700', 'stop', 'A vector field of the collection has no index', 'Create an index on each vector field: a collection without one cannot be loaded.'],
  ['701 702 703', 'stop', 'The server has a problem with an index of the collection', 'Check that each vector field of the collection has an index of a type that the server knows.'],
  ['800', 'stop', 'The database does not exist', 'Check `dbName`, or leave it out for the default database.', 'words'],
  ['801', 'stop', 'The server has reached its limit of databases', 'Import into an existing database: check `dbName`.'],
  ['802', 'stop', 'The database name is not allowed', 'Check `dbName`: letters, digits and underscores, not beginning with a digit.'],
  ['901 902 903 904 905 906', 'stop', 'A node of the server is missing or not ready', advice.later],
  ['1000', 'stop', 'The server did not find a file', { all: 'Check bucket, key, and upper and lower case of the path.', milvus: advice.milvusPath }, 'words'],
  ['1001', 'stop', 'The server could not read the object storage', `${advice.runLater} If it happens again, check bucket and region.`, 'words'],
  ['1002', 'again', 'A file ended early', wholeFile],
  ['1003', 'again', 'The object storage throttled the server', advice.runLater],
  ['1004', 'stop', 'The server could not read or write its own data', advice.later],
  ['1005', 'stop', 'The bucket refused the credentials', advice.bucketAccess],
  ['1006', 'stop', 'The bucket does not exist', advice.bucketName],
  ['1007', 'stop', 'The credentials of the bucket are not valid, or have expired', advice.bucketKeys],
  ['1008', 'stop', 'The server had an error in its storage', advice.later],
  ['1009', 'stop', 'The server found its stored data damaged', damaged],
  ['1010 1011', 'stop', 'The object storage refused to let the server read a file', wholeFile],
  ['1012', 'stop', 'A file is too large for the object storage', 'Split it.'],
  ['1100', 'stop', 'The server refused a part of the request', advice.checkInputs, 'words'],
  ['1101 1802', 'stop', 'The request lacks a required field', advice.checkInputs, 'words'],
  ['1102', 'stop', 'A part of the request is too large for the server', `${advice.checkInputs} If it names the files, split the job.`, 'words'],
  ['1400 1800', 'stop', 'The server does not accept the login', advice.login],
  ['1401', 'stop', 'The user may not import into this collection', advice.importRight],
  ['1600', 'stop', 'The alias does not exist', 'Check `alias`; upper and lower case matter.'],
  ['1601', 'stop', 'The alias has the name of a collection', otherAlias],
  ['1602', 'stop', 'The alias exists already and points to another collection', otherAlias],
  ['1700', 'stop', 'The collection has no such field', 'Compare the field names in the files with the collection: upper and lower case matter.', 'words'],
  ['1801', 'stop', 'The server could not read the request', advice.checkImportApi, 'words'],
  ['1807', 'later', 'Too many requests', advice.runLater],
  ['2100 2101', 'stop', 'The server refused the import', "Compare files and inputs with the server's message.", 'words'],
  ['2200', 'stop', 'The server was inconsistent for a moment', advice.runLater],
  ['2400', 'stop', 'A function of the collection failed', 'Check the functions of the collection (embedding, BM25), their credentials and their input fields.'],
  ['2401', 'stop', 'All workers of the server are busy', advice.later],
  ['2500', 'stop', 'The key that encrypts the data was revoked', 'Restore the key in the key management of the cloud, then run again.'],
  ['3000', 'stop', 'The server does not support this', updateServer, 'words'],
  ['3001', 'stop', 'A part of the server was replaced and is not fully up yet', advice.runLater],
  ['10000', 'unanswered', 'The server cancelled the request', advice.later, 'words'],
  ['10001', 'unanswered', 'The server took too long for the request', advice.later, 'words'],
  ['65535', 'ambiguous', 'The server had an internal error', advice.later, 'words'],
]

// biome-ignore format: a table, one row a line
export const milvus = (): readonly Row[] => [...met(), ...foreign([
  ['loading, clustering or replicating a collection', '104 107 108'],
  ['resource groups or replicas', '300 301 302 303 400 401'],
  ['its metrics or message queue', '1200 1300 1301 1302 1303'],
  ['privilege groups, or the collection behind an alias', '1402 1603'],
  ['inserting or searching rows', '1701 1803 1804 1805 1806 2201'],
  ['replication', '1900 1901 1902 1903'],
  ['its search engine', '2000 2001 2002 2037 2038 2039 2040 2099'],
  ['compaction', '2300 2301 2302 2303 2304 2305 2306 2307 2308 2309 2310 2311 2312 2313 2314 2315 2316 2317'],
  ['an index node', '2402'],
  ['snapshots', '2600 2601'],
])]
