/** A cluster of Zilliz Cloud, as its control plane describes it. */
export interface Cluster {
  readonly clusterId: string
  /** The server's own word, such as `RUNNING`. */
  readonly word: string
  /**
   * `stopped`: nothing can be imported until somebody resumes it. `gone`: deleted, or being deleted. `other` words,
   * such as `MODIFYING`, say nothing about imports.
   */
  readonly status: 'running' | 'stopped' | 'gone' | 'other'
  readonly tier: Tier
  readonly plan: string
  readonly regionId: string
  readonly projectId: string
  /** The URL of its data plane; `''` if it has none yet. */
  readonly connectAddress: string
}

export type Tier = 'free' | 'serverless' | 'dedicated' | 'onDemand'

const GIB = 1024 ** 3

/**
 * What one import job may hold, in files (or folders of `.npy` files) and bytes: 1 GB in all for Free, 10 GB a file and
 * 1 TB for others (docs.zilliz.com, "Zilliz Cloud Limits", data import).
 */
export function limitsOf(tier: Tier) {
  return tier === 'free'
    ? { files: 1000, bytesPerFile: GIB, bytes: GIB }
    : { files: 1000, bytesPerFile: 10 * GIB, bytes: 1024 * GIB }
}
