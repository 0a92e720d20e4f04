import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { parseCursor, toPage } from '../../../foundation/server/cursor.ts'
import { ofVisibleConversations, showName } from '../../members/index.ts'
import { requireStanding } from '../queries.ts'
import type * as contract from './contract.ts'

type Row = {
  id: string
  name: string
  type: string
  bytes: string
  direction: 'in' | 'out'
  conversation_id: string
  created_at: Date
}

/** What was attached to messages; pictures inside a mail's text are not. Errors: `customer.missing`. */
export const listCustomerFiles = async (
  ctx: Context,
  input: z.output<typeof contract.listCustomerFiles.input>,
) => {
  const id = await requireStanding(ctx, input.id)
  const before = parseCursor(input.after)
  const { rows } = await sql<Row>`
    select f.id, f.name, f.type, f.bytes, m.direction, m.conversation_id, m.created_at
    from conversation c
    join message m on m.workspace_id = c.workspace_id and m.conversation_id = c.id
    join message_file mf on mf.workspace_id = m.workspace_id and mf.message_id = m.id and not mf.inline
    join file f on f.workspace_id = mf.workspace_id and f.id = mf.file_id
    where c.workspace_id = ${ctx.workspaceId} and c.customer_id = ${id} and ${ofVisibleConversations(ctx, 'c.id')}
      and ${before ? sql`(m.created_at, f.id) < (${before.at}::timestamptz, ${before.id}::uuid)` : sql`true`}
    order by m.created_at desc, f.id desc limit ${input.limit + 1}`.execute(ctx.db)
  return toPage(
    rows,
    input.limit,
    (row) => ({ at: row.created_at, id: row.id }),
    (row) => ({
      id: row.id,
      name: showName(ctx, row.name),
      type: row.type,
      bytes: Number(row.bytes),
      direction: row.direction,
      conversationId: row.conversation_id,
      at: row.created_at,
    }),
  )
}
