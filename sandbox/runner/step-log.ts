import { type Command, parseCommand, registeredCommands } from './commands.ts'
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
/** The live console cuts longer lines (JobServerQueue.cs); the stored log keeps them. */
const LONGEST_LIVE_LINE = 1024
/** A shorter token of `stop-commands` does not become a mask. */
const LONGEST_OPEN_TOKEN = 6

/** What the runner makes of the lines that a step writes (ActionCommandManager.cs). */
export class StepLog {
  readonly masker = new Masker()
  /** What people see, masked. */
  readonly lines: string[] = []
  readonly annotations: Annotation[] = []
  /** Names of the commands that were obeyed, in order. */
  readonly commands: string[] = []
  /** From the deprecated `set-output` and `save-state`, which still work. */
  readonly outputs = new Map<string, string>()
  readonly state = new Map<string, string>()
  /** What the runner itself has to object; it fails the step. */
  readonly faults: string[] = []
  readonly #onLine: (line: string, kind: LineKind) => void
  #stopToken: string | undefined

  constructor(onLine: (line: string, kind: LineKind) => void) {
    this.#onLine = onLine
  }

  get longLiveLines(): string[] {
    return this.lines.filter(line => line.length > LONGEST_LIVE_LINE)
  }

  read(line: string): void {
    const token = this.#stopToken?.toLowerCase()
    const command = parseCommand(line, token === undefined ? registeredCommands : new Set([token]))
    if (!command) this.#show(line, 'text')
    else if (token !== undefined) this.#stopToken = undefined
    else this.#obey(command)
  }

  #obey({ name, data, properties }: Command): void {
    this.commands.push(name)
    switch (name) {
      case 'error':
      case 'warning':
      case 'notice':
        this.#annotate({ type: name, message: data, title: properties['title'] ?? '' })
        this.#show(data, name)
        break
      case 'group':
        this.#show(data, 'group')
        break
      case 'add-mask':
        this.#mask(data)
        break
      case 'stop-commands':
        this.#stop(data)
        break
      case 'set-output':
        this.#set(this.outputs, name, properties['name'], data)
        break
      case 'save-state':
        this.#set(this.state, name, properties['name'], data)
        break
      case 'set-env':
      case 'add-path':
        this.faults.push(`The \`${name}\` command is disabled. Please upgrade to using Environment Files.`)
    }
  }

  #mask(value: string): void {
    if (value.trim() !== '') this.masker.add(value)
    else this.#show("Can't add secret mask for empty string in ##[add-mask] command.", 'warning')
  }

  #stop(token: string): void {
    if (token === '' || token === 'pause-logging' || registeredCommands.has(token.toLowerCase())) {
      this.faults.push(`Invalid stop token '${token}'`)
      return
    }
    this.#stopToken = token
    if (token.length > LONGEST_OPEN_TOKEN) this.masker.add(token)
  }

  #set(target: Map<string, string>, command: string, name: string | undefined, value: string): void {
    if (name) target.set(name, value)
    else this.faults.push(`Required field 'name' is missing in ##[${command}] command.`)
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
