import { cloudEngine } from './cloud-engine.ts'
import { milvusEngine } from './milvus/engine.ts'
import { milvus } from './milvus/milvus.ts'
import type { MilvusOptions } from './milvus/options.ts'
import type { Protocol } from './protocol.ts'
import { type ZillizV1Options, zillizCloudV1 } from './zilliz-cloud-v1.ts'
import { zillizCloudV2 } from './zilliz-cloud-v2.ts'

/** The APIs that there are; each host speaks one of them. */
export type Api = 'zilliz-v2' | 'zilliz-v1' | ZillizV1Options | MilvusOptions

export function protocolOf(api: Api = 'zilliz-v2'): Protocol {
  if (typeof api === 'object' && 'milvus' in api) {
    return { engine: milvusEngine(api.milvus), answer: milvus(api), headers: () => ({}) }
  }
  // The name of the header is recorded by zilliztech/terraform-provider-zillizcloud.
  const headers = (count: number) => ({ requestid: `req-${String(count).padStart(6, '0')}` })
  if (api === 'zilliz-v2') return { engine: cloudEngine, answer: zillizCloudV2, headers }
  const options = api === 'zilliz-v1' ? {} : api
  return {
    engine: cloudEngine,
    answer: (request, context) => zillizCloudV1(request, context, options),
    headers,
  }
}
