/**
 * Reads a file of `name=value` and `name<<DELIMITER` entries (`GITHUB_OUTPUT`, `GITHUB_STATE`) with the runner's
 * grammar (FileCommandManager.cs). Throws where the runner fails the step. Pairs apply in order: the last one wins.
 */
export function parseFileCommand(text: string): Map<string, string> {
  const values = new Map<string, string>()
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      values.set(line.slice(0, equals), line.slice(equals + 1))
    } else if (heredoc > 0) {
      const delimiter = line.slice(heredoc + 2)
      const end = lines.indexOf(delimiter, index + 1)
      if (delimiter === '' || end < 0)
        throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`)
      values.set(line.slice(0, heredoc), lines.slice(index + 1, end).join('\n'))
      index = end
    } else throw new Error(`Invalid format '${line}'`)
  }
  return values
}
