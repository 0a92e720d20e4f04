import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { recordAll } from '../../foundation/server/events/record.ts'
import { messageFilesScanned } from './events.ts'

const mostMessages = 100

type Row = { id: string; conversation_id: string; customer_id: string; thread_id: string | null }

/** Whoever looks at a message sees at once what was found in its files. */
export const tellScanned = async (ctx: Context, fileIds: readonly string[]) => {
  const { rows } = await sql<Row>`
    select distinct m.id, m.conversation_id, c.customer_id, m.thread_id from message_file mf
    join message m on m.workspace_id = mf.workspace_id and m.id = mf.message_id
    join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    where mf.workspace_id = ${ctx.workspaceId} and mf.file_id = any(${[...fileIds]}::uuid[])
    limit ${mostMessages}`.execute(ctx.db)
  await recordAll(
    ctx,
    messageFilesScanned,
    rows.map((row) => ({
      subjects: {
        messageId: row.id,
        conversationId: row.conversation_id,
        customerId: row.customer_id,
        ...(row.thread_id ? { threadId: row.thread_id } : {}),
      },
      facts: {},
    })),
  )
}
