import type { Context } from '../../foundation/server/context.ts'
import { readEvent } from './ingest/read-event.ts'
import { save } from './ingest/save.ts'
import { tellSaved } from './saved.ts'

/** As Segment's libraries send it, with the moment it came in. */
export type TrackedMessage = Record<string, unknown> & { type: string; receivedAt: Date }

/** Stores events of our own making as if each had come in at its moment; resolves after the commit. */
export const storeTracked = async (
  { services, workspaceId }: Context,
  sourceId: string,
  messages: readonly TrackedMessage[],
) => {
  const source = { workspaceId, id: sourceId }
  const ready = messages.map(({ receivedAt, ...item }, index) => {
    const envelope = { kind: undefined, sentAt: undefined, context: undefined }
    const at = { ...item, timestamp: receivedAt.toISOString() }
    const read = readEvent(at, index, source, { ...envelope, receivedAt: receivedAt.getTime() })
    if ('refused' in read) throw new Error(`tracked event ${index}: ${read.refused.code}`)
    return read.ready
  })
  await save(services.pool, { ready, refused: [] }, Date.now())
  tellSaved()
}
