import type { RecordedRequest, Reply } from '../exchange.ts'
import type { Store } from '../store/store.ts'

/** Volumes belong to the object store, which gives out the keys for them: it answers, with its own faults. */
export async function answerVolumes({ body, ...request }: RecordedRequest, store: Store): Promise<Reply> {
  const { body: text, ...reply } = await store.handle({ ...request, body: inOnePiece(body) })
  return { ...reply, body: typeof text === 'string' ? JSON.parse(text) : undefined }
}

async function* inOnePiece(body: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(body)
}
