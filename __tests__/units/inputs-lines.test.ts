import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupOf, problemOfFile, problemOfPattern } from '../../src/inputs/paths.ts'
import { formFilter, type Problem, problemsOfLines, throughout } from '../../src/inputs/problem.ts'
import { problemOfFolderUrl, problemOfObjectUrl } from '../../src/inputs/urls.ts'

type Judge = (line: string) => Problem | undefined
/** line, what is wrong with it, how it should be written */
type Wrong = readonly [line: string, text: RegExp, form?: string | null]

function lines(name: string, judge: Judge, good: readonly string[], wrong: readonly Wrong[]): void {
  const problemOf = (line: string) => throughout(line, judge)
  test(`${name}: taken as they are`, () => {
    for (const line of good) assert.equal(problemOf(line), undefined, line)
  })
  test(`${name}: what is wrong, and the right form, which is right`, () => {
    for (const [line, text, form] of wrong) {
      const problem = problemOf(line)
      assert.match(problem?.text ?? '', text, line)
      if (form !== undefined) assert.equal(problem?.form ?? null, form, line)
      if (problem?.form !== undefined) assert.equal(problemOf(problem.form), undefined, problem.form)
    }
  })
}

const all = (text: RegExp, ...wrong: readonly string[]) => wrong.map(line => [line, text] as const)

/** What is wrong wherever a line is a path, with a path to stand in it. */
const notations = (path: string): readonly Wrong[] => [
  [`- ${path}`, /^`- ` at the start is left from a YAML list/, path],
  [`-   '${path}'`, /^`- ` at the start/, path],
  [`-"${path}"`, /^`- ` at the start/, path],
  [`'${path}'`, /^the quotes would be part of the name/, path],
  [`"${path}",`, /^the quotes would be part of the name/, path],
  [`${path}"`, /^the quotes would be part of the name/, path],
  [`\`${path}\``, /^the quotes would be part of the name/, path],
  [`["${path}"]`, /^this is a JSON list/, path],
  [`[${path}, other.json]`, /^this is a JSON list/, path],
  [`[["${path}"]]`, /^this is a JSON list/, path],
  [`“${path}”`, /^the quotes would be part of the name/, path],
  [`${path}\\n${path}`, /^`\\n` does not end a line here/, null],
  ['[', /^this is a JSON list/, null],
  ['],', /^this is a JSON list/, null],
  [`${path},`, /^a comma at the end/, path],
  [`${path} # the big one`, /^a comment at the end of a line/, path],
  [`- '${path}' # the big one`, /^`- ` at the start/, path],
  [`${path} #2`, /^a comment at the end of a line/, path],
  ['# the big ones', /^this is a comment/, null],
]

lines(
  'object URLs',
  problemOfObjectUrl,
  [
    ...['s3://bucket/key.json', 's3://bucket/folder/', 's3://bucket/', 's3://bucket/folder/*.npy'],
    ...['s3://bucket/*.npy', 'https://bucket.s3.us-west-2.amazonaws.com/a/b.parquet'],
    'https://s3.us-west-2.amazonaws.com/bucket/a.jsonl',
    ...['https://bucket.s3.cn-northwest-1.amazonaws.com.cn/a.ndjson', 'gs://bucket/a.csv'],
    'https://storage.cloud.google.com/bucket/a/',
    'https://account.blob.core.windows.net/container/a.parquet?sv=1&sig=abc',
    ...['https://account.blob.core.windows.net/container/my%20file.parquet', 'oss://bucket/a.json'],
    'https://bucket.oss-cn-hangzhou.aliyuncs.com/a.json',
    'https://bucket.cos.ap-beijing.myqcloud.com/a.json',
    'https://assets.zilliz.com/docs/example-data-import.json',
    // Keys are literal.
    ...['s3://b/issue #3.parquet', 's3://b/what?.parquet', 's3://b/a?b=c#d.parquet'],
    ...['s3://b/100% sure.parquet', 's3://b/a+b%20c.parquet', 's3://b/smith, anna.parquet'],
    ...['s3://b/a.parquet # b.parquet', 's3://b/#/a.json', 's3://b/user@host/a.json'],
    ...['s3://b/[x] {y}.parquet', "s3://b/it's.json", 's3://b///a.json', 'gs://b/ü/日本.json'],
  ],
  [
    ...notations('s3://bucket/key.json'),
    ...notations('https://account.blob.core.windows.net/c/a.parquet'),
    ['bucket/key.json', /no scheme/, null],
    ['s3a://bucket/key.json', /Hadoop and Spark write `s3a/, 's3://bucket/key.json'],
    ['s3n://bucket/folder/', /Hadoop and Spark write `s3a/, 's3://bucket/folder/'],
    ['gcs://bucket/a.json', /scheme of Google Cloud Storage is `gs:/, 'gs://bucket/a.json'],
    ['S3://bucket/a.json', /in lower-case letters/, 's3://bucket/a.json'],
    ['s3:/bucket/a.json', /two slashes/, 's3://bucket/a.json'],
    ['s3:bucket/a.json', /two slashes/, 's3://bucket/a.json'],
    ['arn:aws:s3:::bucket/a.json', /an ARN/, 's3://bucket/a.json'],
    ['abfss://c@acct.dfs.core.windows.net/x.csv', /Hadoop/, 'https://acct.blob.core.windows.net/c/x.csv'],
    ['wasbs://c@acct.blob.core.cn/a b/x#1.csv', /write Azure/, 'https://acct.blob.core.cn/c/a%20b/x%231.csv'],
    ['abfss://container/x.parquet', /not a URL that the server knows for Azure/, null],
    ['az://container/x.parquet', /not a URL that the server knows for Azure/, null],
    ['https://acct.dfs.core.windows.net/c/x.csv', /Data Lake/, 'https://acct.blob.core.windows.net/c/x.csv'],
    ['https://us-west-2.console.aws.amazon.com/s3/buckets/b?prefix=x/', /page of AWS's console/],
    ['https://console.cloud.google.com/storage/browser/_details/b/a.json;tab=x', /Google's/, 'gs://b/a.json'],
    ['https://portal.azure.com/#view/x', /page of Azure's portal/],
    ['cosn://bucket/a.json', /Tencent/],
    ['http://bucket.example/a.json', /not encrypted/, 'https://bucket.example/a.json'],
    ['b.s3.us-west-2.amazonaws.com/a.json', /no scheme/, 'https://b.s3.us-west-2.amazonaws.com/a.json'],
    ...all(/local path/, './data/a.json', '/home/runner/a.json', 'C:\\data\\a.json'),
    ['ftp://host/a.json', /not a URL of a bucket/],
    ['s3:///key.json', /does not name a bucket/],
    ['s3://bucket', /bucket without a key/],
    ['s3://AKIA:secret@bucket/a.json', /must not hold a user or password/, null],
    ...all(/neither a folder/, 's3://bucket/folder', 's3://bucket/a.txt'),
    ['s3://bucket/A.PARQUET', /upper-case extension/],
    ['s3://bucket/a.json.gz', /this is an archive/],
    ['s3://bucket/a.parquet?versionId=1', /everything belongs to the key/, 's3://bucket/a.parquet'],
    ['s3://b/daily/*.parquet', /wildcards are not expanded/, 's3://b/daily/'],
    ['s3://b/*/x.npy', /wildcards are not expanded/, null],
    ['s3://b/fol*/*.npy', /wildcards are not expanded/, null],
    ['s3://b/daily/{a,b}.parquet', /wildcards are not expanded/, 's3://b/daily/'],
    ['s3://b/daily/part-[0-9].parquet', /wildcards are not expanded/, 's3://b/daily/'],
    ['https://b.s3.x-1.amazonaws.com/daily/*.csv', /wildcard/, 'https://b.s3.x-1.amazonaws.com/daily/'],
    ['s3://b/daily\\a.parquet', /use `\/` in paths/, 's3://b/daily/a.parquet'],
    ...all(/several URLs/, 's3://b/a.json, s3://b/b.json', 's3://b/a.json s3://b/b.json'),
    ['https://user:pw@host/a.json', /must not hold a user or password/, null],
    ['https://host/a#b.json', /begins a fragment/],
  ],
)

lines(
  'paths in a volume',
  line => problemOfFile(line, 'volume'),
  ['a/b.parquet', 'folder/', 'folder/*.npy', 'smith, anna.parquet', 'a b#c?.json', '#1.parquet', '[x].json'],
  [
    ...notations('daily/a.parquet'),
    ['s3://bucket/d/a.json', /^this is a URL/, 'd/a.json'],
    ['../a.json', /must not contain `..`/],
    ...all(/several files/, 'a.npy, b.npy', 'a.json, b.json'),
    ['a.PARQUET', /upper-case/],
    ['folder', /neither a folder/],
    ['daily/*.parquet', /wildcard/, 'daily/'],
    ['daily\\a.parquet', /use `\/` in paths/, 'daily/a.parquet'],
    ...all(/local path/, './data/a.json', 'D:\\data\\a.json'),
  ],
)

lines(
  'files for Milvus',
  line => problemOfFile(line, 'milvus'),
  [
    ...['a.json', '/a.json', 'a.npy,b.npy', 'x/id.npy , x/vector.npy', 'odd/smith, anna.parquet'],
    ...['a, b, c.csv', 'issue #3.parquet', '100% sure.parquet'],
  ],
  [
    ...notations('daily/a.parquet'),
    ['a.npy,', /a comma at the end/, 'a.npy'],
    ['s3://bucket/a.json', /^this is a URL/, 'a.json'],
    ['https://host/bucket/a.json?sig=1', /^this is a URL/, null],
    ['folder/', /this is a folder, but Milvus imports files/],
    ['folder/*.npy', /wildcard/],
    ['a.json, b.json', /only the `.npy` files of one set share a line/],
    ['a.npy, b.json', /only the `.npy` files/],
    ['a/../b.json', /must not contain/],
  ],
)

test('a comma belongs to the name, but between the files of a NumPy set', () => {
  assert.deepEqual(groupOf('odd/smith, anna.parquet', false), ['odd/smith, anna.parquet'])
  assert.deepEqual(groupOf('x/id.npy , x/v.npy', false), ['x/id.npy', 'x/v.npy'])
  assert.deepEqual(groupOf('insert_log/1,delta_log/1', true), ['insert_log/1', 'delta_log/1'])
  assert.equal(problemOfFile('insert_log/1,delta_log/1', 'backup'), undefined)
})

lines(
  'globs of the runner',
  problemOfPattern,
  [
    ...['data/*.parquet', '!data/tmp/**', 'data/**', 'out', 'data/issue #3.parquet', 'data/[ab].parquet'],
    ...['D:\\a\\repo/data/*.parquet', '~/data/*.json', '/home/runner/data/*.json'],
  ],
  [
    ['- data/*.parquet', /^`- ` at the start/, 'data/*.parquet'],
    ["'data/*.parquet'", /^the quotes/, 'data/*.parquet'],
    ['["data/*.parquet"]', /^this is a JSON list/, 'data/*.parquet'],
    ['data/*.parquet,', /^a comma at the end/, 'data/*.parquet'],
    ['data/** # all', /^a comment at the end/, 'data/**'],
    ['# all', /^this is a comment/],
    ['s3://bucket/a.json', /^this is a URL/],
    ['data/{a,b}.json', /^braces are not expanded/],
    ['data\\*.parquet', /use `\/` in paths/, 'data/*.parquet'],
    ['!', /excludes nothing/],
  ],
)

lines(
  'the folder that receives files of the runner',
  problemOfFolderUrl,
  [
    ...['s3://bucket/folder/', 's3://bucket/', 'gs://bucket/a b/'],
    'https://account.blob.core.windows.net/container/folder/',
    'https://account.blob.core.windows.net/container/',
    'http://127.0.0.1:10000/devstoreaccount1/container/folder/',
  ],
  [
    ["- 's3://bucket/folder/'", /^`- ` at the start/, 's3://bucket/folder/'],
    ...all(/must end in `\/`/, 's3://bucket/folder', 's3://bucket', 's3://bucket/daily/*'),
    ['s3://bucket/a.json', /this is a file/],
    ['s3://bucket/*/', /wildcard/, 's3://bucket/'],
    ['s3://bucket/a\\b/', /use `\/` in paths/, 's3://bucket/a/b/'],
    ['s3://bucket/a//b/', /folder without a name/],
    ['s3://bucket/../b/', /must not be/],
    ['oss://bucket/a/', /not uploaded to `oss/],
    ['s3a://bucket/a/', /Hadoop and Spark/, 's3://bucket/a/'],
    ['abfss://c@acct.dfs.core.windows.net/x/', /Hadoop/, 'https://acct.blob.core.windows.net/c/x/'],
    ['https://account.blob.core.windows.net/container/a/?sig=1', /must not have a query/],
    ['https://bucket.s3.us-west-2.amazonaws.com/a/', /`s3:\/\/` form/, 's3://bucket/a/'],
    ['https://s3.us-west-2.amazonaws.com/bucket/a/', /`s3:\/\/` form/, 's3://bucket/a/'],
    ['https://storage.googleapis.com/bucket/a/', /`gs:\/\/` form/, 'gs://bucket/a/'],
    ['https://host.example/a/', /not uploaded to this host/],
  ],
)

const everything = formFilter([])

test('one kind of problem is told once, with its lines and the right form of the first', () => {
  const list = ["- 's3://b/a.json'", "- 's3://b/b.json'", 's3://b/c.txt', 's3://b/d.json']
  assert.deepEqual(problemsOfLines('objectUrl', list, problemOfObjectUrl, everything), [
    '`objectUrl` lines 1 and 2: `- ` at the start is left from a YAML list, but each line is one entry; write line 1 as `s3://b/a.json`',
    '`objectUrl` line 3: neither a folder (ending in `/`) nor a file of a known format (`.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`)',
  ])
  const many = Array.from({ length: 100 }, (_, index) => `${index}.txt`)
  assert.match(
    problemsOfLines('files', many, line => problemOfFile(line, 'volume'), everything)[0] ?? '',
    /^`files` lines 1, 2, 3, 4, 5 and 95 more: neither/,
  )
})

test('a line with several problems: each is told, and the form has none of them', () => {
  const problemsOf = (line: string) => problemsOfLines('objectUrl', [line], problemOfObjectUrl, everything)
  assert.deepEqual(problemsOf("- 's3a://bucket/daily\\*.json', # all"), [
    '`objectUrl`: `- ` at the start is left from a YAML list, but each line is one entry; Hadoop and Spark write `s3a://` or `s3n://`, but the scheme is `s3://`; use `/` in paths, on Windows too; wildcards are not expanded; for all files of a folder, give the folder, ending in `/`; write `s3://bucket/daily/`',
  ])
  assert.match(problemsOf('- s3a://bucket/A.PARQUET')[0] ?? '', /upper-case extension.*; rename the file$/)
})

test('of a URL the query is never shown', () => {
  const [problem] = problemsOfLines(
    'objectUrl',
    ['- https://h/a.json?sig=abc'],
    problemOfObjectUrl,
    everything,
  )
  assert.match(problem ?? '', /; write `https:\/\/h\/a\.json\?…`$/)
})

test('a form is shown only where it holds no secret', () => {
  const isShown = formFilter(['user:a-password', 'abcd efgh', ''])
  assert.equal(isShown('s3://bucket/a.json'), true)
  for (const form of [
    ...['s3://bucket/user:a-password.json', 's3://bucket/a-password.json', 's3://bucket/abcd%20efgh.json'],
    ...['https://somebody@host/a.json', 's3://b/a.json?sig=abc', 'https://h/a.json%3Fsig%3Dabc'],
    `s3://bucket/${'x'.repeat(200)}.json`,
    'a`b.json',
    'a\u001bb.json',
  ])
    assert.equal(isShown(form), false, form)
})
