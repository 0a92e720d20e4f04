import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import type { Cursor } from '../../../foundation/server/cursor.ts'
import { selectMessages, showMessage } from './show-message.ts'

/** Messages (never notes) of these threads, newest first. */
export const listMessagesOfThreads = async (
  ctx: Context,
  threadIds: readonly string[],
  before: Cursor | undefined,
  limit: number,
) => {
  if (threadIds.length === 0) return []
  const rows = await selectMessages(ctx)
    .where('message.workspace_id', '=', ctx.workspaceId)
    .where('thread_id', 'in', [...threadIds])
    .where('kind', '=', 'message')
    .where('state', 'in', ['received', 'sent'])
    .$if(before !== undefined, (query) =>
      query.where(
        sql<boolean>`(message.created_at, message.id) < (${before?.at}, ${before?.id}::uuid)`,
      ),
    )
    .orderBy('message.created_at', 'desc')
    .orderBy('message.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => showMessage(row, ctx.sight))
}

/** What a customer's side wrote under this key, if it did. */
export const findMessageOf = async (
  ctx: Context,
  authorId: string,
  clientKey: string,
  messageId?: string,
) => {
  const row = await selectMessages(ctx)
    .where('message.workspace_id', '=', ctx.workspaceId)
    .$if(messageId !== undefined, (query) => query.where('message.id', '=', messageId!))
    .where('author_type', '=', 'customer')
    .where('author_id', '=', authorId)
    .where('client_key', '=', clientKey)
    .executeTakeFirst()
  return row && showMessage(row, ctx.sight)
}
