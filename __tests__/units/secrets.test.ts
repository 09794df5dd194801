import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Given, inputNames } from '../../src/inputs/inputs.ts'
import { masksOf, redactor, secretsOf } from '../../src/inputs/secrets.ts'
import { inert, plain } from '../../src/words/text.ts'

const given = (inputs: Partial<Given>) =>
  ({ ...Object.fromEntries(inputNames.map(name => [name, ''])), ...inputs }) as Given
const secrets = (inputs: Partial<Given>, env = {}) => secretsOf(given(inputs), env)

test('which values are secrets', () => {
  assert.deepEqual(secrets({}), [])
  assert.deepEqual(secrets({ apiKey: 'root:Milvus' }), ['root:Milvus'], 'a short password is no mask')
  assert.deepEqual(secrets({ apiKey: 'root:long-password' }), ['root:long-password', 'long-password'])
  assert.deepEqual(secrets({ accessKey: 'abc' }), [], 'too short to be one')
  for (const name of ['accessKey', 'secretKey', 'sessionToken', 'githubToken', 'apiKey'] as const)
    assert.deepEqual(secrets({ [name]: 'a-long-enough-value' }), ['a-long-enough-value'], name)
})

test('words and ids are never secrets', () => {
  for (const word of ['true', 'default', 'root', 'Milvus', 'PASSWORD', 'Completed'])
    assert.deepEqual(secrets({ apiKey: word, secretKey: word }), [], word)
  const id = 'in01-0123456789abcde'
  assert.deepEqual(secrets({ apiKey: `root:${id}`, clusterId: id }), [`root:${id}`])
  assert.deepEqual(secrets({ apiKey: 'articles', collectionName: 'articles' }), [])
  assert.deepEqual(secrets({ apiKey: 'root:password' }), ['root:password'])
})

test('what is secret in a URL: what proves something, whoever signed it', () => {
  const of = (query: string) => secrets({ objectUrl: `s3://b/a.json\nhttps://h.example/a.json?${query}` })
  assert.deepEqual(of('sv=2024&sig=abcd%2Fefgh'), ['sv=2024&sig=abcd%2Fefgh', 'abcd%2Fefgh', 'abcd/efgh'])
  const aws = 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-SignedHeaders=host&X-Amz-Signature=0123456789abcdef'
  assert.deepEqual(of(aws), [aws, '0123456789abcdef'], 'neither `host` nor the algorithm')
  const tencent = 'q-sign-algorithm=sha1&q-ak=EXAMPLE-AK-0123&q-key-time=1&q-signature=0123456789'
  assert.deepEqual(of(tencent), [tencent, 'EXAMPLE-AK-0123', '0123456789'])
  assert.deepEqual(of('list'), [])
  assert.deepEqual(secrets({ files: 'https://h.example/a.json?sig=0123456789' }), [
    'sig=0123456789',
    '0123456789',
  ])
  assert.deepEqual(secrets({ endpoint: 'https://loader:p%40ss-word-1@h.example' }), [
    'loader:p%40ss-word-1',
    'loader:p@ss-word-1',
    'p%40ss-word-1',
    'p@ss-word-1',
  ])
  assert.deepEqual(secrets({ endpoint: 'https://token-0123456789@h.example' }), ['token-0123456789'])
})

test('the login of a proxy, in every variable and form', () => {
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']) {
    for (const prefix of ['http://', 'https://', '']) {
      const env = { [name]: `${prefix}loader:example-password@proxy.example:3128` }
      assert.deepEqual(secrets({}, env), ['loader:example-password', 'example-password'], `${name} ${prefix}`)
    }
  }
  assert.deepEqual(secrets({}, { HTTPS_PROXY: 'http://u:pa@ss-word-0@h:port' }), [
    'u:pa@ss-word-0',
    'pa@ss-word-0',
  ])
  assert.deepEqual(secrets({}, { HTTPS_PROXY: 'http://proxy.example:3128' }), [])
})

test('a secret of several lines is one line by line, but no brace of it', () => {
  const key = '{\n  "private_key": "0123456789"\n}'
  assert.deepEqual(secrets({ secretKey: key }), [key, '"private_key": "0123456789"'])
  assert.ok(!masksOf(key).some(mask => /[\r\n]/.test(mask)), 'the runner would mask the brace')
})

test('what the runner is told to mask', () => {
  assert.deepEqual(masksOf('user:p/ä?>0123'), [
    'user:p/ä?>0123',
    'user%3Ap%2F%C3%A4%3F%3E0123',
    'user%3ap%2f%c3%a4%3f%3e0123',
    'dXNlcjpwL8OkPz4wMTIz',
    'VzZXI6cC/DpD8+MDEyM',
    'VzZXI6cC_DpD8-MDEyM',
    '1c2VyOnAvw6Q/PjAxMj',
    '1c2VyOnAvw6Q_PjAxMj',
  ])
})

const SECRET = 'p@ss/word+"1"<&>=é%2F'
const alignments = (encoding: 'base64' | 'base64url') =>
  ['', 'x', 'xy'].map(prefix => Buffer.from(`${prefix}${SECRET}tail`).toString(encoding))
const every = (text: string, of: (char: string) => string) => [...text].map(of).join('')
const points = (of: (point: number) => string) => every(SECRET, char => of(char.codePointAt(0) ?? 0))

/** What a server, a gateway or our own escaping may make of it. */
const FORMS: Readonly<Record<string, string>> = {
  'as is': SECRET,
  'URL-encoded': encodeURIComponent(SECRET),
  'URL-encoded, lower case': encodeURIComponent(SECRET).toLowerCase(),
  'URL-encoded twice': encodeURIComponent(encodeURIComponent(SECRET)),
  'every byte URL-encoded': [...Buffer.from(SECRET)]
    .map(byte => `%${byte.toString(16).padStart(2, '0')}`)
    .join(''),
  JSON: JSON.stringify(SECRET),
  'JSON in JSON': JSON.stringify(JSON.stringify(SECRET)),
  'JSON as Go writes it': JSON.stringify(SECRET).replace(
    /[<>&]/g,
    c => `\\u00${c.charCodeAt(0).toString(16)}`,
  ),
  'JSON as PHP writes it': JSON.stringify(SECRET).replaceAll('/', '\\/'),
  'HTML by name': SECRET.replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;'),
  'HTML by decimal': points(point => `&#${point};`),
  'HTML by hexadecimal': points(point => `&#x${point.toString(16)};`),
  'HTML in upper case': points(point => `&#X${point.toString(16).toUpperCase()};`),
  'Markdown of ours': plain(SECRET),
  'one line of ours': inert(SECRET),
  ...Object.fromEntries(alignments('base64').map((form, index) => [`Base64 ${index}`, form])),
  ...Object.fromEntries(alignments('base64url').map((form, index) => [`Base64url ${index}`, form])),
  'Base64, URL-encoded': encodeURIComponent(alignments('base64')[1] ?? ''),
  'Base64 in lines': (alignments('base64')[0] ?? '').replace(/.{7}/g, '$&\r\n').slice(0, -3),
  'broken by a line': `${SECRET.slice(0, 5)}\r\n${SECRET.slice(5)}`,
  'broken by a blank': `${SECRET.slice(0, 5)} ${SECRET.slice(5)}`,
  'broken by colours': `${SECRET.slice(0, 5)}\x1b[1;31m${SECRET.slice(5)}`,
  'broken by what is invisible': every(SECRET, char => `${char}\u200b\u00ad\u0000`),
  'broken and escaped': JSON.stringify(`${SECRET.slice(0, 5)}\r\n${SECRET.slice(5)}`),
}

for (const [name, form] of Object.entries(FORMS)) {
  test(`a secret is taken out ${name}`, () => {
    const redacted = redactor([SECRET])(`before ${form} after`)
    assert.match(redacted, /^before [\s\S]{0,8}\*\*\*[\s\S]{0,11} after$/)
    assert.match(redactor([SECRET])(`\\${form}`), /\*\*\*/, 'also behind what looks like an escape')
  })
}

test('what is no secret is left as it is', () => {
  const redact = redactor([SECRET, 'abcd'])
  for (const text of ['nothing to hide', 'p@ss/word', '%E4%B8 &#x41; \\n C:\\new', 'ab cd, abc\nd', ''])
    assert.equal(redact(text), text)
  assert.equal(redact('xabcdx'), 'x***x', 'a short one in one piece')
  assert.equal(redactor([])('abc'), 'abc')
})

test('any secret, in any two encodings, inside anything: nothing of it is left', () => {
  const secret = fc
    .string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' })
    .filter(text => /\w{8}/.test(text) && !/\s/.test(text))
  const encodings: readonly ((text: string) => string)[] = [
    text => text,
    encodeURIComponent,
    text => JSON.stringify(text).slice(1, -1),
    text => plain(text),
    text => [...text].join('\u200b'),
  ]
  const encoding = fc.constantFrom(...encodings)
  // A sign of an escape before a gap may join the secret behind it: then the two can't be told apart.
  const before = fc.string().filter(text => !/[%&\\]/.test(text))
  fc.assert(
    fc.property(
      secret,
      encoding,
      encoding,
      before,
      fc.constantFrom('', ' z', '!', '\n::z'),
      (value, first, second, start, after) => {
        const redacted = redactor([value])(`${start} ${second(first(value))} ${after}`)
        assert.match(redacted, /\*\*\*/)
      },
    ),
    { numRuns: 2000 },
  )
})

test('large texts are read in reasonable time', () => {
  const text = 'a file name.parquet | Completed &#124; 100&nbsp;% | '.repeat(20_000)
  const startedAt = performance.now()
  assert.equal(
    redactor(Array.from({ length: 8 }, (_, index) => `secret-${index}-${'x'.repeat(200)}`))(text),
    text,
  )
  assert.ok(performance.now() - startedAt < 5000)
})
