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
