// What this action does with `path`, without the import: find, hash, look, send. Compiled by `npm run build`.
import { createWire } from '../../build/api/transport.js'
import { systemClock } from '../../build/model/clock.js'
import { openBucket } from '../../build/storage/open.js'
import { findFiles, folderBelow, planParts } from '../../build/storage/plan.js'
import { uploadAll } from '../../build/storage/upload.js'

const { ENDPOINT = '', BUCKET = '', FOLDER = '', ACCESS_KEY = '', SECRET_KEY = '' } = process.env
const { signal } = new AbortController()
const found = await findFiles(['**/*.parquet'], { workspace: FOLDER, temp: undefined })
const plan = await planParts(found, { signal, told() {} })
const store = openBucket(
  { kind: 's3', bucket: BUCKET, region: '', key: 'action/' },
  {
    keys: { accessKey: ACCESS_KEY, secretKey: SECRET_KEY, sessionToken: undefined, expires: undefined },
    endpoint: ENDPOINT,
    region: 'us-east-1',
  },
  { wire: createWire(process.env), today: Date.now, redact: text => text, told() {} },
)
const prefix = folderBelow('action/', 'acme/app', plan.contentHash)
const options = { clock: systemClock, random: Math.random, signal, told() {}, failed() {} }
await uploadAll(plan, { store, prefix }, options)
