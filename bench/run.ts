import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { detection } from './detection.ts'
import { nothing } from './nothing.ts'
import { peers } from './peers.ts'
import { pace, scale } from './scale.ts'
import { start } from './start.ts'
import { upload } from './upload.ts'

const path = (file: string) => fileURLToPath(new URL(`../docs/${file}`, import.meta.url))

interface Part {
  readonly title: string
  readonly method: string
  measure(): Promise<string> | string
}

const PARTS: Readonly<Record<string, Part>> = {
  start: {
    title: 'Start',
    method:
      "The whole process of `dist/index.js`, 30 times, in turn with a Node.js that does nothing, and with one that sends two requests by Node's own client. The sandbox answers on loopback within a millisecond.\n\nThe aim is 2.75 times `node -e 0`. Node.js and the two requests, which no action can save, take more than half of a run. The rest goes to compiling `index.js` and to `node:crypto`, which `@actions/core` loads; the profile shows how much. undici is loaded only for proxies: it brings HTTP/2 and TLS whatever the server speaks.",
    measure: start,
  },
  detection: {
    title: 'Detection',
    method:
      "How long the end of a job stays unnoticed, and how many calls that takes: 2,000 simulated jobs of ten seconds to two hours (even on a logarithmic scale, with a fixed seed). Their progress moves as that of Milvus does: in small steps, evenly, with long plateaus at 70 and 80 %, or with a sudden end. Calls take no time. Fixed loops sleep before their first poll, as the vendor's examples do.\n\n![Lag against calls](images/detection.svg)",
    measure: () => detection(path('images/detection.svg')),
  },
  scale: {
    title: 'Scale',
    method:
      'The built action follows a job over 100 polls, each of which changes every file. CPU is that of the whole process, HTTP and log included, minus that of a run with `wait: false`. `JSON.parse` is the cost of parsing the same answers and nothing else. With few files, a poll costs what HTTP costs. The last row is a client that only fetches and parses: no client in JavaScript can cost less.\n\nThe aim at 10,000 files is twice the last row, 180 MiB, and growth that is at most linear. Every answer means tens of thousands of new values, for the parser and for us, and ten polls a second leave V8 no quiet moment to collect garbage. V8 trades memory for CPU, and an action cannot tell it which to prefer. At the pace of a real job of this size, memory stays lower: `npm run bench -- --only pace` shows it in five minutes.',
    measure: scale,
  },
  peers: {
    title: 'Peers',
    method:
      'The same jobs of about ten seconds on the same sandbox: this action, a shell loop with `curl` and `jq`, and the official client for Node.js, the last two as in their examples. Means of two jobs of different length: how long a fixed loop oversleeps one job is chance, see above. CPU and memory are those of the process and its children (memory: the largest). In the last columns, the answer to the first create is lost on its way, and a step that failed is run again; one job is right. Milvus 3.0.2 supports idempotency keys, 2.6.20 does not.',
    measure: peers,
  },
  upload: {
    title: 'Upload',
    method:
      "The same files from disk to the object store of the sandbox on loopback. The store verifies every signature and hash and writes to disk, which is a part of the wall time. This action does what `path` does (find, hash, look, send); AWS's client uses the managed upload of `@aws-sdk/lib-storage`, with its own part size and five files at once. Medians of three runs in turn, each in a new process; memory is the largest of them. This action reads every file twice, to know what it sends before it sends it, and compares each part with the plan; the peer does neither.\n\nThe aims are a wall time of 1.0 and a CPU time of 0.5 of the peer, and 120 MiB whatever the size.",
    measure: upload,
  },
  nothing: {
    title: 'Nothing for nothing',
    method:
      'What a run asks for and leaves open, seen by a module that is loaded before it. The last column is the time from the end of the work to the end of the process.',
    measure: nothing,
  },
}

/** What takes too long for every time. */
const ON_DEMAND: Readonly<Record<string, Part>> = {
  pace: {
    title: 'Memory at a calm pace',
    method: 'A job of 10,000 files, 30 polls, 9 s apart.',
    measure: pace,
  },
}

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } })
const sections: string[] = []
const parts = values.only ? { ...PARTS, ...ON_DEMAND } : PARTS
for (const [name, { title, method, measure }] of Object.entries(parts)) {
  if (values.only && !values.only.includes(name)) continue
  console.log(`\n${title}\n`)
  const table = await measure()
  console.log(table)
  sections.push(`## ${title}\n\n${method}\n\n${table}\n`)
}
if (!values.only) {
  const [cpu] = cpus()
  const day = new Date().toISOString().slice(0, 10)
  const memory = Math.round(totalmem() / 2 ** 30)
  const head = `# Benchmarks

\`npm run bench\` measures and writes this page, in less than five minutes; \`npm run bench -- --only start\` prints one part. On a busy machine, times vary by tens of percent: compare within a table, not between pages.

${day}, ${cpus().length} cores of ${cpu?.model.trim() || 'unknown make'}, ${memory} GiB, Node.js ${process.version}, ${process.platform}.
`
  writeFileSync(path('benchmarks.md'), [head, ...sections].join('\n'))
}
