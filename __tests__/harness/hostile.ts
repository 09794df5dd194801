import fc from 'fast-check'
import { marked } from 'marked'
import { registeredCommands } from '../../sandbox/runner/commands.ts'
import { lineSplitter, StepLog } from '../../sandbox/runner/step-log.ts'

const names = [...registeredCommands].flatMap(name => [name, name.toUpperCase()])
const COMMANDS = names.flatMap(name => [
  `::${name}::x`,
  `::${name} name=status,title=y::Completed`,
  `##[${name}]x`,
  `##[${name} name=status;x=y]Completed`,
])
/** By their characters. */
const VANISHING = [...'\u200b\u200d\u00ad\u034f\u061c\u180e\u2060\ufeff\ufe0f\u{e0061}']
const BREAKS = [...'\r\n\u0085\u2028\u2029\v\f\t\0\u001b\b\u009b', '\r\n']
const BROKEN = [...VANISHING, ...BREAKS].flatMap(sign => [
  `##${sign}[error]x`,
  `#${sign}#[warning]x`,
  `:${sign}:error::x`,
])
const words = (text: string) => text.split(' ')
const SIGNS = [
  ...words('| || \\| ` ``` ~~~ * ** _ ~~ \\ < > & # ## [ ] % $ - --- &#124; &#x40;team %0A::error::x %0D%0A'),
  ...words('\u001b[31m \u001b[0m \u001b[ \u001b]8;;https://evil.example\u0007 \u202e \u2066 \u2069'),
  ...['&lt;img src=x&gt;', '1. ', '+ ', '> ', '    '],
]
const MARKUP = [
  ...words(
    '</code> </table> </details> <!-- --> <script> ![y](https://evil.example/z.png) <https://evil.example>',
  ),
  ...words(
    '[click](https://evil.example) https://evil.example/a www.evil.example WWW.evil.example ftp://x.example',
  ),
  ...words('someone@evil.example mailto:a@b.example @team @org/team #12 GH-123 org/repo#1 $$x$$ :smile:'),
  ...words('org/repo@0123456789abcdef0123456789abcdef01234567 0123456789abcdef0123456789abcdef01234567'),
  ...words('gantt %%{init:{}}%% ; " \' { } 日本語 🙂 \ud800 <<EOF EOF ghadelimiter_'),
  ...['<img src=x onerror=alert(1)>', '<a href="x">', '[x]: https://evil.example', '| a | b |\n|---|---|'],
  ...['> [!NOTE]', '- [ ] x', '%%{init: {}}%%', 'section x', 'click a href "https://evil.example"'],
  ...['dateFormat x', '---\ntitle: x\n---', 'x :done, 2000-01-01, 1d', 'title: x'],
]

/** What a server might send that wants more than to be read. */
export const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...COMMANDS) },
      { weight: 3, arbitrary: fc.constantFrom(...BROKEN) },
      { weight: 3, arbitrary: fc.constantFrom(...BREAKS, ...VANISHING, ...SIGNS) },
      { weight: 4, arbitrary: fc.constantFrom(...MARKUP) },
      { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 10 }) },
      { weight: 1, arbitrary: fc.constantFrom(' ', 'a', 'x'.repeat(5000)) },
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map(parts => parts.join(''))

/** The commands that the runner would obey in what a process wrote, also where its search overlooks what is invisible. */
export function commandsIn(stdout: string): readonly string[] {
  const log = new StepLog(() => {})
  for (const text of [
    stdout,
    stdout.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]|(?![\r\n])\p{Cc}/gu, ''),
  ]) {
    const splitter = lineSplitter(line => log.read(line))
    splitter.push(text)
    splitter.end()
  }
  return [...log.commands, ...log.faults]
}

/** What is wrong with a summary: markup that is not ours, rows that are not whole, references that people would follow. */
export function faultsOf(markdown: string): string[] {
  const faults: string[] = []
  marked.walkTokens(marked.lexer(markdown), token => {
    if (token.type === 'link' || token.type === 'image') faults.push(`${token.type} ${token.raw}`)
    if (token.type === 'html' && !OURS.test(token.raw.trim())) faults.push(`html ${token.raw}`)
  })
  for (const block of markdown.split('\n\n').filter(text => text.startsWith('|'))) {
    const widths = block
      .trim()
      .split('\n')
      .map(line => line.match(/\|/g)?.length)
    if (new Set(widths).size !== 1) faults.push(`rows of ${widths}`)
  }
  const shown = String(marked.parse(markdown))
    .replace(/<(code|pre)\b[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, point) => String.fromCodePoint(Number(point)))
    .replaceAll('&amp;', '&')
  for (const [reference] of shown.matchAll(/(?<![\w`])@\w[\w-]*|#\d+|\bgh-\d+/gi))
    faults.push(`reference ${reference}`)
  if (/[\u202a-\u202e\u2066-\u2069\u001b]/.test(markdown)) faults.push('an override')
  return faults
}

const OURS = /^(<\/?code>|<\/?details>|<details><summary>[\w ,:]+<\/summary>)$/
