import { MILVUS } from './catalog/catalog.ts'
import { milvusEngine } from './milvus/engine.ts'
import { milvus } from './milvus/milvus.ts'
import type { MilvusOptions } from './milvus/options.ts'
import type { Protocol } from './protocol.ts'
import type { World } from './world.ts'
import { cloudEngine, zillizCloud } from './zilliz-cloud.ts'
import { type ZillizV1Options, zillizCloudV1 } from './zilliz-cloud-v1.ts'

/** The APIs that there are; each host speaks one of them. */
export type Api = 'zilliz-v2' | 'zilliz-v1' | ZillizV1Options | MilvusOptions

export function protocolOf(api: Api = 'zilliz-v2'): Protocol {
  if (typeof api === 'object' && 'milvus' in api) {
    return { engine: milvusEngine(api.milvus), scope: () => MILVUS, answer: milvus(api), headers: () => ({}) }
  }
  const cloud = {
    engine: cloudEngine,
    scope: ({ clusters }: World) => Object.keys(clusters)[0] ?? '',
    // The name of the header is recorded by zilliztech/terraform-provider-zillizcloud.
    headers: (count: number) => ({ requestid: `req-${String(count).padStart(6, '0')}` }),
  }
  if (api === 'zilliz-v2') return { ...cloud, answer: zillizCloud() }
  const options = api === 'zilliz-v1' ? {} : api
  return { ...cloud, answer: (request, context) => zillizCloudV1(request, context, options) }
}
