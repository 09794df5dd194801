/** Shorter values are not secrets: masking them would garble every line and protect nothing. */
const SHORTEST_SECRET = 4
/** Of `user:password` the password alone is masked from this length on: `root:Milvus` must not hide every "Milvus". */
const SHORTEST_PASSWORD = 8

/** The values among the inputs that must never be shown, each with how it arrived. */
export interface SecretInputs {
  readonly apiKey: string
  readonly accessKey: string
  readonly secretKey: string
  readonly sessionToken: string
  readonly githubToken: string
  /** All lines; of each only the userinfo and the query are secret (SAS, presigned URLs). */
  readonly objectUrl: string
  readonly endpoint: string
}

/** The secret values themselves, without derived forms, longest first, each once. */
export function secretsOf(inputs: SecretInputs): string[] {
  const { apiKey, accessKey, secretKey, sessionToken } = inputs
  const password = apiKey.slice(apiKey.indexOf(':') + 1)
  const values = [
    apiKey,
    apiKey.includes(':') && password.length >= SHORTEST_PASSWORD ? password : '',
    accessKey,
    secretKey,
    sessionToken,
    inputs.githubToken,
    ...`${inputs.objectUrl}\n${inputs.endpoint}`.split(/\s+/).flatMap(secretsInUrl),
  ]
  const long = values.filter(value => value.length >= SHORTEST_SECRET)
  return [...new Set(long)].sort((a, b) => b.length - a.length)
}

function secretsInUrl(text: string): string[] {
  const url = URL.parse(text)
  if (!url) return []
  const signed = [...url.searchParams].filter(([name]) => /sig|token|credential|key|secret/i.test(name))
  return [url.search.slice(1), decode(url.password), url.password, ...signed.map(([, value]) => value)]
}

/**
 * Every form in which the runner must mask a secret: as is, URL-encoded, and as Base64. The runner derives more by
 * itself, but not the finished Base64 of `user:password` in every alignment (`actions/runner` ValueEncoders.cs).
 */
export function masksOf(secret: string): string[] {
  return [...new Set([secret, encodeURIComponent(secret), base64(secret), base64url(secret)])]
}

/**
 * Replaces every secret in a text by `***`: as is, URL-encoded (either case), JSON- and HTML-escaped, and inside
 * Base64 and Base64url at all three alignments.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(secrets.flatMap(formsOf).filter(form => form.length >= SHORTEST_SECRET))
  if (forms.size === 0) return text => text
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(longestFirst.map(form => RegExp.escape(form)).join('|'), 'g')
  return text => text.replace(pattern, '***')
}

function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret)
  const escaped = JSON.stringify(secret).slice(1, -1)
  return [
    secret,
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, hex => hex.toLowerCase()),
    escaped,
    escaped.replaceAll('/', '\\/'),
    html(secret),
    ...[0, 1, 2].flatMap(shift => {
      const core = base64Core(secret, shift)
      return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
    }),
  ]
}

/** The part of the Base64 of `shift` unknown bytes, the secret, and anything, that depends on the secret only. */
function base64Core(secret: string, shift: number): string {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)])
  return bytes.toString('base64').slice(Math.ceil((shift * 8) / 6), Math.floor((bytes.length * 8) / 6))
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}

function html(text: string): string {
  const names: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, char => names[char] ?? char)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
