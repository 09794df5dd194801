/** Splits a stream of text at LF, CR LF and lone CR; an unterminated last line counts when the stream ends. */
export function lineSplitter(onLine: (line: string) => void): { push(text: string): void; end(): void } {
  let rest = ''
  return {
    push(text) {
      rest += text
      // A CR at the very end may be the first half of CR LF: it waits for what follows.
      const parts = rest.split(/\r\n|\n|\r(?!$)/)
      rest = parts.pop() ?? ''
      parts.forEach(onLine)
    },
    end() {
      if (rest !== '') onLine(rest.replace(/\r$/, ''))
      rest = ''
    },
  }
}
