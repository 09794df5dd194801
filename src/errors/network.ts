import type { Entry } from './entry.ts'

const noWay: Entry = {
  title: 'There is no way to the server',
  advice: 'Check the network of the runner, and its proxy; a private address needs a self-hosted runner.',
}
const notInTime: Entry = {
  title: 'The server did not take the connection in time',
  advice: 'Check host and port of `endpoint`, IP allow lists of the cluster, and firewalls of the runner.',
}

/** Failures of the network, and answers that are none; the names are those of `api/transport.ts` and of Node.js. */
export const network: Readonly<Record<string, Entry>> = {
  ENOTFOUND: {
    title: 'The name of the server could not be resolved',
    advice:
      'Check the spelling of `endpoint`, and that the runner can resolve it: a private link needs a self-hosted runner.',
  },
  EAI_AGAIN: {
    title: 'The name of the server could not be resolved for now',
    advice: 'Check the DNS of the runner, then run again.',
  },
  ECONNREFUSED: {
    title: 'The server refused the connection',
    advice: 'Check host and port of `endpoint`, and that the server is running and open to the runner.',
  },
  ECONNRESET: {
    title: 'The connection broke before the answer came',
    advice: 'Check that `endpoint` says `https` or `http` as the server does, and any gateway in between.',
  },
  EHOSTUNREACH: noWay,
  ENETUNREACH: noWay,
  ETIMEDOUT: notInTime,
  ConnectTimeout: notInTime,
  Timeout: {
    title: 'The server did not answer in time',
    advice: 'Run the step again when the server is less busy; if it stays, check the network in between.',
  },
  TlsFailed: {
    title: 'A safe connection to the server could not be made',
    advice:
      'Check that `endpoint` names the host of the certificate, and that the server speaks TLS at this port. For a private authority give its certificate in `NODE_EXTRA_CA_CERTS` (in `env:` of the job).',
  },
  ProxyFailed: {
    title: 'The proxy did not connect to the server',
    advice: 'Check `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, and that the proxy allows this host.',
  },
  Unreadable: {
    title: 'The server sent something that is not an answer of the import API',
    advice: 'Check `endpoint`, and any proxy or gateway that answers in its place.',
  },
  ResponseTooLarge: {
    title: 'The answer of the server is larger than 64 MiB',
    advice: 'Check `endpoint`; if it is right, split the job into jobs of fewer files.',
  },
}
