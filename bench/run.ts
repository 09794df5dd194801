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
      'The whole process of `dist/index.js`, 30 times, in turn with a Node.js that does nothing, and with one that asks twice by its own client and does nothing else. The sandbox answers on loopback within a millisecond.\n\nThe aim is 2.5 times `node -e 0`, and 2.0 MB. The second is met, the first is not: Node.js and the two requests, which no action can save, take more than half of what a run takes; the rest goes to the compiling of `index.js`, to `node:crypto`, which `@actions/core` loads, and to the making and running of the schema of the inputs: the table of the profile tells how much. undici is kept for proxies: it loads HTTP/2 and TLS whatever the server speaks.',
    measure: start,
  },
  detection: {
    title: 'Detection',
    method:
      'How long the end of a job stays unseen, and for how many calls: 2,000 simulated jobs of ten seconds to two hours (evenly on a logarithmic scale, a fixed seed), with the bands of progress of Milvus: small ones, even ones, long plateaus at 70 and 80 %, and sudden ends. Calls take no time. Fixed loops sleep before their first look, as the examples of the vendor do.\n\n![Lag against calls](images/detection.svg)',
    measure: () => detection(path('images/detection.svg')),
  },
  scale: {
    title: 'Scale',
    method:
      'The built action follows a job over 100 polls, each of which changes every file. CPU is that of the whole process, HTTP and log included, without that of a run with `wait: false`; `JSON.parse` is that of the same answers and nothing else. With few files a poll costs what HTTP costs. The answer travels, is parsed, read, compared with the one before, and told. The last row is what no client in JavaScript can go below.\n\nThe aim at 10,000 files is a ratio of 4, and 180 MiB, with growth that is not more than linear. The last is met; memory is about there, from 157 to 230 MiB in seven runs; the first is not met: a third of what a poll costs is the fetching and parsing itself, about as much goes to reading, comparing and telling the files (the profile says how much), and the rest to garbage, collected on threads of its own as well. Every answer is tens of thousands of new values, for the parser and for us, and ten polls a second leave V8 no quiet moment. With room for 512 MiB from the start (`node --initial-old-space-size=512`) a quarter of the CPU was saved and memory rose by 100 MiB: V8 chooses between the two, and an action has no way to tell it which. At a pace that a job of this size would have it stays lower: `npm run bench -- --only pace` shows it in five minutes.',
    measure: scale,
  },
  peers: {
    title: 'Peers',
    method:
      'The same jobs of about ten seconds on the same sandbox: this action, a shell loop with `curl` and `jq`, and the official client for Node.js, both in the loop of their examples. Means of two jobs of different length: how long a fixed loop oversleeps a single job is chance, see above. CPU and memory are those of the process and its children (memory: the largest). The last columns: the answer to the first create is lost on its way, and a step that failed is run again; one job is right. Milvus 3.0.2 knows idempotency keys, 2.6.20 does not.',
    measure: peers,
  },
  upload: {
    title: 'Upload',
    method:
      "The same files from disk to the object store of the sandbox on loopback, which verifies every signature and hash and writes to disk, so that a part of the wall time is its own: by what this action does with `path` (find, hash, look, send), and by AWS's client with the managed upload of `@aws-sdk/lib-storage`, its own part size and five files at once. Medians of three runs in turn, each in a new process; memory is the largest of them. This action reads every file twice, to know what it sends before it sends it, and compares each part on its way with what was planned; the peer does neither.\n\nThe aims are a wall time of 1.0 and a CPU time of 0.5 of the peer, and 120 MiB whatever the size.",
    measure: upload,
  },
  nothing: {
    title: 'Nothing for nothing',
    method:
      'What a run asks and leaves open, seen by a module that is loaded before it. The last column is the time from when nothing is left to do to the end of the process.',
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

\`npm run bench\` measures and writes this page, in less than five minutes; \`npm run bench -- --only start\` prints one part. Times on a machine that does other things vary by tens of percent: compare within a table, not between pages.

${day}, ${cpus().length} cores of ${cpu?.model.trim() || 'unknown make'}, ${memory} GiB, Node.js ${process.version}, ${process.platform}.
`
  writeFileSync(path('benchmarks.md'), [head, ...sections].join('\n'))
}
