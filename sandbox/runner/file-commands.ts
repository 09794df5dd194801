/** What a file of `name=value` and `name<<DELIMITER` entries holds, up to its first fault. */
interface FileCommands {
  /** In order: the last pair of a name wins. */
  readonly values: ReadonlyMap<string, string>
  /** The runner's words about the first fault: it fails the step, and what stands before it counts. */
  readonly fault: string | undefined
}

/**
 * Reads `GITHUB_OUTPUT` or `GITHUB_STATE` with the runner's grammar (FileCommandManager.cs): whichever of `=` and `<<`
 * comes first in a line decides, empty lines are skipped, lines end at LF, so that a CR stays part of its value.
 */
export function parseFileCommands(text: string): FileCommands {
  const values = new Map<string, string>()
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const name = line.slice(0, heredoc)
      const delimiter = line.slice(heredoc + 2)
      if (name === '' || delimiter === '') {
        return {
          values,
          fault: `Invalid format '${line}'. Name must not be empty and delimiter must not be empty`,
        }
      }
      const end = lines.indexOf(delimiter, index + 1)
      if (end < 0) return { values, fault: `Invalid value. Matching delimiter not found '${delimiter}'` }
      values.set(name, lines.slice(index + 1, end).join('\n'))
      index = end
    } else if (equals > 0) values.set(line.slice(0, equals), line.slice(equals + 1))
    else if (equals === 0) return { values, fault: `Invalid format '${line}'. Name must not be empty` }
    else return { values, fault: `Invalid format '${line}'` }
  }
  return { values, fault: undefined }
}
