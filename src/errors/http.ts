import { checkImportApi, checkKey, checkLogin } from './advice.ts'
import type { Entry } from './entry.ts'

const noImportApi = {
  title: 'The server does not know the import API at this address',
  advice: 'Check `endpoint`: it is the address of the control plane, without a path.',
  adviceFor: {
    'zilliz-v1':
      'Check `endpoint`: it is `https://controller.api.{region}.zillizcloud.com`, without a path; v2 of the API is at `https://api.cloud.zilliz.com`.',
    milvus:
      'Check `endpoint`: it is host and port (19530) of Milvus 2.4 or later, without a path; the web console has another port.',
  },
} as const satisfies Entry
const fewerFiles: Entry = {
  title: 'The request is too large for the server or a proxy in front of it',
  advice: 'Name folders in place of files, or split the job.',
}
const noAnswer =
  'Run the step again in a few minutes; if it stays, look at the status page of the service or at the gateway.'

/** HTTP statuses, where the server gave no code of its own. */
export const http: Readonly<Record<string, Entry>> = {
  Http400: {
    title: 'The server, or a gateway in front of it, could not read the request',
    advice: `${checkImportApi} A gateway may refuse what it does not know.`,
  },
  Http401: {
    title: 'The server does not accept the API key',
    advice: checkKey,
    adviceFor: { milvus: checkLogin },
  },
  Http403: {
    title: 'The API key may not do this, or a gateway refuses the runner',
    advice:
      'Grant the key the right to import into this cluster and database, and check IP allow lists for the address of the runner.',
    adviceFor: {
      milvus:
        'Grant the user the privilege `Import` on the collection, and check any gateway for the address of the runner. Before Milvus 2.6.7 only admins may ask how an import stands.',
    },
  },
  Http404: noImportApi,
  Http405: noImportApi,
  Http407: {
    title: 'The proxy asks for a login',
    advice: 'Put user and password into `HTTPS_PROXY` or `HTTP_PROXY` (`http://user:password@host:port`).',
  },
  Http408: {
    title: 'The server gave up on the request, it took too long',
    advice: 'Run the step again when the server is less busy.',
  },
  Http413: fewerFiles,
  Http414: fewerFiles,
  Http425: {
    title: 'The server does not want the request this early in a connection',
    advice: 'Run the step again; if it stays, check the gateway in front of the server.',
  },
  Http429: {
    title: 'The server is asked too often',
    advice: 'Run the step again later; in a matrix, lower `max-parallel`, or set a longer `pollInterval`.',
  },
  Http431: {
    title: 'The headers of the request are too large for the server',
    advice: 'Check that `apiKey` holds the key alone.',
  },
  Http500: {
    title: 'The server met a fault of its own',
    advice: 'Run the step again in a few minutes; if it stays, report it with the request id.',
    adviceFor: {
      milvus: 'Run the step again in a few minutes; if it stays, look for a panic in the log of Milvus.',
    },
  },
  Http502: { title: 'A gateway got no usable answer from the server', advice: noAnswer },
  Http503: { title: 'The server is overloaded, or is being maintained', advice: noAnswer },
  Http504: { title: 'A gateway waited too long for the server', advice: noAnswer },
}
