// The same files by AWS's client and its managed upload, with its own defaults for parts, five files at once.
import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'

const { ENDPOINT = '', BUCKET = '', FOLDER = '', ACCESS_KEY = '', SECRET_KEY = '' } = process.env
const client = new S3Client({
  endpoint: ENDPOINT,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY },
  // Nothing besides the signature: stores other than AWS refuse its checksums.
  requestChecksumCalculation: 'WHEN_REQUIRED',
})
const names = (await readdir(FOLDER)).filter(name => name.endsWith('.parquet')).values()
const worker = async () => {
  for (const name of names) {
    const params = { Bucket: BUCKET, Key: `sdk/${name}`, Body: createReadStream(join(FOLDER, name)) }
    await new Upload({ client, params }).done()
  }
}
await Promise.all(Array.from({ length: 5 }, worker))
