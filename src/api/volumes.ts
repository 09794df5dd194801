import { CallError, type CallOptions } from '../model/service.ts'
import type { Call } from './dialect.ts'
import { asFields, type Fields, readCount, readText } from './envelope.ts'
import { exchange } from './failure.ts'
import type { Transport } from './transport.ts'

/** Keys of a store, as its owner or the control plane gave them. */
export interface StoreKeys {
  readonly accessKey: string
  readonly secretKey: string
  /** For Azure the SAS, for Google without an HMAC key an OAuth token. */
  readonly sessionToken: string | undefined
  /** When they end, in milliseconds since 1970; `undefined` where that is not known. */
  readonly expires: number | undefined
}

/** Leave to upload into one folder of a volume, for a while. */
export interface VolumeGrant {
  readonly volumeName: string
  /** `aws`, `gcp`, or a word for a cloud that uploads are not documented for. */
  readonly cloud: string
  /** Host of the store, with a scheme or without; `''` where none is named. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  /** In front of every key; ends in `/` or is `''`. Paths in the volume are without it. */
  readonly prefix: string
  readonly keys: StoreKeys
  /** Bytes of one upload; `undefined` if the server names no limit. */
  readonly mostBytes: bigint | undefined
  /** Files of one upload. */
  readonly mostFiles: bigint | undefined
}

/**
 * Asks for leave to upload into `folder` (`''` or ending in `/`) of a managed volume. Not in the public specification: as the
 * vendor's clients call it (milvus-io/pymilvus, `bulk_writer/volume_file_manager.py`; milvus-io/milvus-sdk-java,
 * `sdk-bulkwriter`). It creates nothing, so it may be asked again.
 */
export function applyCall(volumeName: string, folder: string): Call {
  return { method: 'POST', path: '/v2/volumes/apply', body: { volumeName, path: folder } }
}

/** Reads the answer; `undefined` where it does not say where to upload and by which keys. */
export function readGrant(data: Fields): VolumeGrant | undefined {
  const credentials = asFields(data['credentials']) ?? {}
  const condition = asFields(data['condition']) ?? {}
  const keys = {
    accessKey: readText(credentials, 'tmpAK'),
    secretKey: readText(credentials, 'tmpSK'),
    sessionToken: readText(credentials, 'sessionToken') || undefined,
    expires: timeOf(readText(credentials, 'expireTime')),
  }
  const cloud = readText(data, 'cloud').toLowerCase()
  const bucket = readText(data, 'bucketName')
  const isSigned = keys.accessKey !== '' && keys.secretKey !== ''
  if (cloud === '' || bucket === '' || !(isSigned || keys.sessionToken)) return undefined
  const prefix = readText(data, 'volumePrefix').replace(/^\/+/, '')
  return {
    volumeName: readText(data, 'volumeName'),
    endpoint: readText(data, 'endpoint'),
    region: readText(data, 'region'),
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    mostBytes: readCount(condition, 'maxContentLength'),
    mostFiles: readCount(condition, 'maxFileNumber'),
    ...{ cloud, bucket, keys },
  }
}

/** An ISO time; one without a zone is meant as UTC. */
function timeOf(text: string): number | undefined {
  const hasZone = /(z|[+-]\d{2}:?\d{2})$/i.test(text)
  const time = Date.parse(hasZone ? text : `${text}Z`)
  return Number.isNaN(time) ? undefined : time
}

/** Asks a control plane for grants. Fails with a `CallError`, redacted, also where the answer grants nothing. */
export function applyFor(transport: Transport, redact: (text: string) => string) {
  return async (volumeName: string, folder: string, options: CallOptions): Promise<VolumeGrant> => {
    const call = applyCall(volumeName, folder)
    const { envelope, failure } = await exchange(transport, call, options, redact)
    const grant = envelope.data && readGrant(envelope.data)
    // What it says may hold keys.
    if (!grant) throw new CallError({ ...failure, kind: 'unreadable', code: 'Unreadable', said: '' })
    return grant
  }
}
