import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'

type Unsafe = 'infected' | 'unscannable' | 'waiting'

/** The worst that is known of a message's files; nothing when all are clean, or nobody scans. */
export const findUnsafe = async (ctx: Context, messageId: string): Promise<Unsafe | undefined> => {
  const { rows } = await sql<{ state: Unsafe }>`
    select s.state from message_file mf
    join file_scan s on s.workspace_id = mf.workspace_id and s.file_id = mf.file_id
    where mf.workspace_id = ${ctx.workspaceId} and mf.message_id = ${messageId} and s.state <> 'clean'
    order by array_position(array['infected', 'unscannable', 'waiting'], s.state) limit 1`.execute(
    ctx.db,
  )
  return rows[0]?.state
}
