/** Rows as lines of aligned columns for a log: the first two columns to the left, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows]
  // A column in which nothing stands is left out.
  const widths = head.map((_, column) => (rows.some(row => row[column]) ? widest(all, column) : 0))
  return all.map(row =>
    row
      .flatMap((cell, column) => {
        const width = widths[column] ?? 0
        if (width === 0) return []
        return [column < 2 ? cell.padEnd(width) : cell.padStart(width)]
      })
      .join('  ')
      .trimEnd(),
  )
}

function widest(rows: readonly (readonly string[])[], column: number): number {
  return rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0)
}
