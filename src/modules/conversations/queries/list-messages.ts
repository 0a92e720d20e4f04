import { sql } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../../../foundation/server/context.ts'
import { formatCursor, parseCursor } from '../../../foundation/server/cursor.ts'
import { runPrepared } from '../../../foundation/server/database/run-prepared.ts'
import { formatPosition } from '../../../foundation/server/events/position.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type * as contract from '../contract.ts'
import { visibleTo } from '../visible-to.ts'
import { requireVisible } from './list-conversations.ts'
import { type MessageRow, selectMessages, showMessage } from './show-message.ts'

const cursorOf = (row: MessageRow | undefined) =>
  row ? formatCursor({ at: row.created_at, id: row.id }) : null

/** A place of the log that what is read afterwards reflects. Errors: `conversation.missing`. */
const requirePosition = async (ctx: Context, conversationId: string) => {
  const [place] = await runPrepared(
    ctx,
    sql<{ epoch: number; tx: string; visible: boolean }>`
    select epoch, pg_snapshot_xmin(pg_current_snapshot())::text as tx,
      exists (select 1 from conversation where ${visibleTo(ctx)} and conversation.id = ${conversationId}) as visible
    from log_epoch`,
  )
  if (!place?.visible) throw new AppError('missing', 'conversation.missing')
  return formatPosition({ epoch: place.epoch, tx: BigInt(place.tx), number: 0n })
}

/** The newest page without a cursor; `before` pages back, `after` forward; always oldest first. */
export const listMessages = async (
  ctx: Context,
  input: z.output<typeof contract.listMessages.input>,
) => {
  const position = await requirePosition(ctx, input.id)
  const after = parseCursor(input.after)
  const before = parseCursor(input.before)
  const forward = after !== undefined
  const page = selectMessages(ctx)
    .where('message.workspace_id', '=', ctx.workspaceId)
    .where('message.conversation_id', '=', input.id)
    .$if(forward, (query) =>
      query.where(
        sql<boolean>`(message.created_at, message.id) > (${after?.at}, ${after?.id}::uuid)`,
      ),
    )
    .$if(before !== undefined, (query) =>
      query.where(
        sql<boolean>`(message.created_at, message.id) < (${before?.at}, ${before?.id}::uuid)`,
      ),
    )
    .orderBy('message.created_at', forward ? 'asc' : 'desc')
    .orderBy('message.id', forward ? 'asc' : 'desc')
    // In the text, because a plan that is kept has to know that they are few.
    .limit(sql.lit(input.limit + 1))
  const rows = await runPrepared(ctx, sql<MessageRow>`${page}`)
  const more = rows.length > input.limit
  const shown = rows.slice(0, input.limit)
  if (!forward) shown.reverse()
  return {
    data: shown.map((row) => showMessage(row, ctx.sight)),
    next: forward && more ? cursorOf(shown.at(-1)) : null,
    previous: !forward && more ? cursorOf(shown[0]) : null,
    position,
  }
}

/** Errors: `message.missing`. */
export const requireMessage = async (ctx: Context, id: string): Promise<MessageRow> => {
  const row = await selectMessages(ctx)
    .where('message.workspace_id', '=', ctx.workspaceId)
    .where('message.id', '=', id)
    .executeTakeFirst()
  if (!row) throw new AppError('missing', 'message.missing')
  await requireVisible(ctx, row.conversation_id)
  return row
}

export const getMessage = async (ctx: Context, { id }: { id: string }) =>
  showMessage(await requireMessage(ctx, id), ctx.sight)
