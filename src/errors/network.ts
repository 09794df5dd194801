import * as advice from './advice.ts'
import type { Advice, Row } from './entry.ts'

const noImportApi = 'The server does not know the import API at this address'
const checkAddress: Advice = {
  all: 'Check `endpoint`: it is the address of the control plane, without a path.',
  'zilliz-v1':
    'Check `endpoint`: it is `https://controller.api.{region}.zillizcloud.com`, without a path; v2 of the API is at `https://api.cloud.zilliz.com`.',
  milvus:
    'Check `endpoint`: it is host and port (19530) of Milvus 2.4 or later, without a path; the web console has another port.',
}
const mayImport: Advice = {
  all: 'Grant the key the right to import into this cluster and database, and check IP allow lists for the address of the runner.',
  milvus:
    'Grant the user the privilege `Import` on the collection, and check any gateway for the address of the runner. Before Milvus 2.6.7 only admins may query the progress of an import.',
}
const gateway: Advice = {
  all: 'Check that `endpoint` is right. If it is, run the step again in a few minutes; if it happens again, look at the status page of the service, or at the gateway in front of it.',
  milvus:
    'Check that `endpoint` leads to the REST port of Milvus (19530), and that the gateway or ingress in front of it passes on HTTP/1.1: one that is set up for gRPC answers like this to every call.',
}
const restPort: Advice = {
  all: 'Check `endpoint`: the REST API of Zilliz Cloud is at `https://api.cloud.zilliz.com`.',
  milvus:
    'Check `endpoint`: Milvus serves REST on port 19530 (another one if `proxy.http.port` is set), as `http://` or `https://` depending on its TLS settings. A load balancer or ingress for gRPC only does not work.',
}
const internal: Advice = {
  all: 'Run the step again in a few minutes; if it happens again, report it with the request id.',
  milvus: 'Run the step again in a few minutes; if it happens again, look for a panic in the log of Milvus.',
}
const fewerFiles = 'Name folders instead of files, or split the job.'
const noRoute = 'Check the network of the runner and its proxy; a private address needs a self-hosted runner.'
const openPort =
  'Check host and port of `endpoint`, IP allow lists of the cluster, and firewalls between it and the runner.'

/** HTTP statuses, where the server gave no code of its own. */
// biome-ignore format: a table, one row a line
export const http = (): readonly Row[] => [
  ['Http400', 'stop', 'The server, or a gateway in front of it, could not read the request', `${advice.checkImportApi} A gateway may refuse what it does not know.`],
  ['Http401', 'stop', 'The server does not accept the API key', advice.login],
  ['Http403', 'stop', 'The API key may not do this, or a gateway refuses the runner', mayImport],
  ['Http404 Http405', 'stop', noImportApi, checkAddress],
  ['Http407', 'stop', 'The proxy asks for a login', 'Put user and password into `HTTPS_PROXY` or `HTTP_PROXY` (`http://user:password@host:port`).'],
  ['Http408', 'unanswered', 'The server gave up on the request because it took too long', 'Run the step again when the server is less busy.'],
  ['Http413 Http414', 'stop', 'The request is too large for the server or a proxy in front of it', fewerFiles],
  ['Http415', 'stop', 'The server does not accept JSON at this port: it probably speaks gRPC', restPort],
  ['Http425', 'again', 'The server does not accept the request this early in a connection', 'Run the step again; if it happens again, check the gateway in front of the server.'],
  ['Http429', 'later', 'Too many requests', 'Run the step again later; in a matrix, lower `max-parallel`, or set a longer `pollInterval`.'],
  ['Http431', 'stop', 'The request headers are too large for the server', 'Check that `apiKey` holds only the key.'],
  ['Http500', 'unanswered', 'The server had an internal error', internal],
  ['Http502', 'unanswered', 'A gateway got no usable answer from the server', gateway],
  ['Http503', 'unanswered', 'The server is overloaded or under maintenance', gateway],
  ['Http504', 'unanswered', 'A gateway waited too long for the server', gateway],
]

/** Failures of the network, and answers that are none; the names are those of `api/network.ts` and of Node.js. */
// biome-ignore format: a table, one row a line
export const network = (): readonly Row[] => [
  ['ENOTFOUND', 'again', 'The host name could not be resolved', 'Check the spelling of `endpoint`, and that the runner can resolve it: a private link needs a self-hosted runner.'],
  ['EAI_AGAIN', 'again', 'The host name could not be resolved for now', 'Check the DNS of the runner, then run again.'],
  ['ECONNREFUSED', 'again', 'The server refused the connection', 'Check host and port of `endpoint`, and that the server is running and open to the runner.'],
  ['ECONNRESET', 'unanswered', 'The connection broke before the answer came', 'Check that `endpoint` begins with `https` or `http` as the server expects, and any gateway in between.'],
  ['EHOSTUNREACH ENETUNREACH', 'again', 'No network route to the server', noRoute],
  ['ETIMEDOUT ConnectTimeout', 'again', 'The server did not accept the connection in time', openPort],
  ['Timeout', 'unanswered', 'The server did not answer in time', 'Run the step again when the server is less busy; if it happens again, check the network in between.'],
  ['TlsFailed', 'stop', 'No secure connection to the server', 'Check that the certificate is issued for the host in `endpoint`, and that the server speaks TLS at this port. For a private certificate authority set `NODE_EXTRA_CA_CERTS` (in `env:` of the job).'],
  ['ProxyFailed', 'again', 'The proxy did not connect to the server', 'Check `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, and that the proxy allows this host.'],
  ['NotHttp', 'unanswered', 'The server does not speak HTTP/1.1 at this port: it may be a gRPC or TLS port', restPort],
  ['Unreadable', 'unanswered', 'The answer is not one that the import API gives', 'Check `endpoint`, and any proxy or gateway that answers instead.'],
  ['OtherJob', 'unanswered', 'The server answered about another job than the one it was asked for', 'Check any proxy or gateway in between that may keep answers and send them again.'],
  ['ResponseTooLarge', 'unanswered', 'The answer is larger than 64 MiB', 'Check `endpoint`; if it is right, split the job into jobs of fewer files.'],
]
