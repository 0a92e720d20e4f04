import { crc32, inflateRawSync } from 'node:zlib'
import { type Kysely, sql } from 'kysely'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import type { Database } from '../../foundation/server/database/tables.generated.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { storeReceipt } from '../connections/index.ts'

/** A mail that came in and could not be read. */
export const holdMail = (ctx: Context, connectionId: string, text: string) =>
  inTransaction(ctx, async (ctx) => {
    const key = newId()
    await storeReceipt(ctx, connectionId, Buffer.from(text), key)
    await sql`update receipt set state = 'quarantined', problem_code = 'message.unreadable'
      where workspace_id = ${ctx.workspaceId} and key = ${key}`.execute(ctx.db)
  })

/** Where in a database these words still stand. */
export const findWords = async (db: Kysely<Database>, words: string) => {
  const { rows: tables } = await sql<{ name: string }>`
    select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`.execute(db)
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql`select 1 from ${sql.table(name)} t
      where to_jsonb(t)::text ilike ${`%${words}%`} limit 1`.execute(db)
    if (rows.length > 0) found.push(name)
  }
  return found
}

/** What stays: what was ordered and its number, ids of messages against repeats, and a file that nothing says is theirs. */
export const staysAfterErasure = /order|product|tracked_message|public\.file$/

/** A ZIP file as a reader of its central directory sees it: entries by name. Throws where a checksum is wrong. */
export const readZip = (bytes: Buffer) => {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006'))
  const entries = new Map<string, Buffer>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, nameLength, place] = [
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
      bytes.readUInt32LE(at + 42),
    ]
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const start = place + 30 + bytes.readUInt16LE(place + 26) + bytes.readUInt16LE(place + 28)
    const body = inflateRawSync(bytes.subarray(start, start + packed))
    if (crc32(body) !== bytes.readUInt32LE(at + 16)) throw new Error(`${name} is damaged`)
    entries.set(name, body)
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}
