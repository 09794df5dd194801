import { parseCommand } from './commands.ts'
import { Masker } from './masker.ts'

export type LineKind = 'text' | 'error' | 'warning' | 'notice' | 'group'

export interface Annotation {
  readonly type: 'error' | 'warning' | 'notice'
  readonly title: string
  readonly message: string
}

/** A step keeps ten annotations of each type; longer messages are cut (ExecutionContext.cs). */
const MOST_ANNOTATIONS = 10
const LONGEST_ANNOTATION = 4096

/** What the runner makes of the lines that a step writes. */
export class StepLog {
  readonly masker = new Masker()
  /** What people see, masked. */
  readonly lines: string[] = []
  readonly annotations: Annotation[] = []
  /** Names of the commands that were obeyed, in order. */
  readonly commands: string[] = []
  readonly #onLine: (line: string, kind: LineKind) => void
  #stopToken: string | undefined

  constructor(onLine: (line: string, kind: LineKind) => void) {
    this.#onLine = onLine
  }

  read(line: string): void {
    if (this.#stopToken !== undefined) {
      if (line.trim() === `::${this.#stopToken}::`) this.#stopToken = undefined
      else this.#show(line, 'text')
      return
    }
    const command = parseCommand(line)
    if (!command) {
      this.#show(line, 'text')
      return
    }
    const { name, data, properties } = command
    this.commands.push(name)
    if (name === 'add-mask') this.masker.add(data)
    if (name === 'stop-commands') this.#stopToken = data
    if (name === 'group') this.#show(data, 'group')
    if (name === 'error' || name === 'warning' || name === 'notice') {
      this.#annotate({ type: name, message: data, title: properties['title'] ?? '' })
      this.#show(data, name)
    }
  }

  #show(line: string, kind: LineKind): void {
    const masked = this.masker.mask(line)
    this.lines.push(masked)
    this.#onLine(masked, kind)
  }

  #annotate({ type, message, title }: Annotation): void {
    if (this.annotations.filter(annotation => annotation.type === type).length >= MOST_ANNOTATIONS) return
    const cut = this.masker.mask(message).slice(0, LONGEST_ANNOTATION)
    this.annotations.push({ type, message: cut, title: this.masker.mask(title) })
  }
}
