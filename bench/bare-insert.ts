import type pg from 'pg'
import { newId } from '../src/foundation/server/uuid.ts'
import type { ShopEvent } from './tracked-events.ts'

const columns = [
  'workspace_id',
  'id',
  'source_id',
  'kind',
  'name',
  'message_id',
  'anonymous_id',
  'user_id',
  'at',
  'received_at',
  'original_at',
  'sent_at',
  'properties',
  'traits',
  'context',
]

/** The same rows into the same table with its indexes, one INSERT of many rows, and nothing else. */
export const createBareInsert = (
  pool: pg.Pool,
  workspaceId: string,
  sourceId: string,
  rows: number,
) => {
  const row = (index: number) =>
    columns.map((_, column) => `$${index * columns.length + column + 1}`)
  const tuples = Array.from({ length: rows }, (_, index) => `(${row(index).join(', ')})`)
  const text = `insert into tracked_event (${columns.join(', ')}) values ${tuples.join(', ')}`
  return (events: ShopEvent[]) => {
    const now = new Date().toISOString()
    const values = events.flatMap((event) => [
      workspaceId,
      newId(),
      sourceId,
      event.type,
      event.name ?? event.event ?? '',
      event.messageId,
      event.anonymousId,
      event.userId,
      event.timestamp,
      now,
      event.timestamp,
      now,
      JSON.stringify(event.properties ?? {}),
      event.traits && JSON.stringify(event.traits),
      JSON.stringify(event.context),
    ])
    return pool.query({ name: 'bare-insert', text, values })
  }
}
