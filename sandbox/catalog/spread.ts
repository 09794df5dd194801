/** Rows of one partition. */
export interface PartitionRows {
  readonly partition: string
  readonly rows: number
}

/** Rows as they are hashed over partitions: as evenly as whole numbers allow. */
export function spread(rows: number, partitions: readonly string[]): PartitionRows[] {
  const parts = shares(rows, partitions.length)
  return partitions.map((partition, index) => ({ partition, rows: parts[index] ?? 0 }))
}

/** As many whole numbers, which add up to the total. */
export function shares(total: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor((total + index) / count))
}
