import type { Context } from '../protocol.ts'
import { Refusal } from './access.ts'

const DESCRIPTION = 'A volume of the sandbox.'

/** The answer of `GET /v2/volumes/{name}`. */
export function describeVolume(volumeName: string, { isoTime, world }: Context): object {
  if (!world.volumes?.includes(volumeName)) {
    throw new Refusal(63240, 'The specified volume not exists, please check your request.')
  }
  const place = { regionId: 'aws-us-west-2', status: 'RUNNING', createTime: isoTime(0) }
  return { volumeName, type: 'MANAGED', ...place, description: DESCRIPTION }
}

/** The answer of `GET /v2/volumes`, page by page. */
export function listVolumes(query: URLSearchParams, { world: { volumes = [] } }: Context): object {
  if (!query.get('projectId')) throw new Refusal(80000, 'Incorrect parameter: projectId')
  const [currentPage, pageSize] = [Number(query.get('currentPage') ?? 1), Number(query.get('pageSize') ?? 10)]
  if (!(Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= 100)) {
    throw new Refusal(96008, 'The parameter value for pageSize should be between 1 and 100.')
  }
  const shown = volumes.slice((currentPage - 1) * pageSize, currentPage * pageSize)
  const items = shown.map(volumeName => ({ volumeName, type: 'MANAGED', description: DESCRIPTION }))
  return { count: volumes.length, currentPage, pageSize, volumes: items }
}
