import { sql } from 'kysely'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { type ConversationRow, lockConversation } from '../conversation-rows.ts'
import { conversationReopened, messageWithdrawn } from '../events.ts'
import { requireMessage } from '../queries/list-messages.ts'
import { showMessage } from '../queries/show-message.ts'
import { recount } from '../recount.ts'
import { authorOf } from './author.ts'

/** A late repeat of the request comes within this; longer nobody remembers what was taken back. */
const rememberedDays = 7

/**
 * Takes back a reply that has not been handed over: as if it had never been written. Either this or the sending gets the
 * row, never both. Errors: `message.not_yours`, `message.not_waiting`.
 */
export const withdrawMessage = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const { conversation_id } = await requireMessage(ctx, id)
    const conversation = await lockConversation(ctx, conversation_id)
    // Waits for whoever has it in hand, and then finds it handed over.
    const found = await ctx.db
      .selectFrom('message')
      .select(['state', 'in_doubt', 'handed_at', 'direction', 'created_at'])
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    const message = await requireMessage(ctx, id)
    if (message.author_id === null || message.author_id !== authorOf(ctx).id)
      throw new AppError('forbidden', 'message.not_yours')
    if (found?.state !== 'queued' || found.in_doubt || found.handed_at)
      throw new AppError('conflict', 'message.not_waiting')
    await remove(ctx, message)
    await recount(ctx, conversation.id)
    await undoResolve(ctx, conversation, found.created_at)
    const { channel, thread_id: threadId } = message
    await record(
      ctx,
      messageWithdrawn,
      {
        conversationId: conversation.id,
        customerId: conversation.customer_id,
        threadId: threadId!,
        messageId: id,
      },
      { channel },
    )
    return showMessage(message, ctx.sight)
  })

type Row = Awaited<ReturnType<typeof requireMessage>>

const remove = async (ctx: Context, { id, author_id, client_key, thread_id }: Row) => {
  await ctx.db
    .deleteFrom('message_file')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('message_id', '=', id)
    .execute()
  await ctx.db
    .deleteFrom('message')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .execute()
  // One that was begun for this message alone.
  await sql`delete from thread t where t.workspace_id = ${ctx.workspaceId} and t.id = ${thread_id}
    and t.key = 'new:' || t.id and not exists (select 1 from message m
      where m.workspace_id = t.workspace_id and m.thread_id = t.id)`.execute(ctx.db)
  if (!client_key || !author_id) return
  await sql`delete from withdrawn_reply where workspace_id = ${ctx.workspaceId}
    and at < ${ctx.now}::timestamptz - make_interval(days => ${rememberedDays})`.execute(ctx.db)
  await ctx.db
    .insertInto('withdrawn_reply')
    .values({
      workspace_id: ctx.workspaceId,
      author_id,
      client_key,
      message_id: id,
      at: ctx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Resolved in the same act, which its very time tells. */
const undoResolve = async (ctx: Context, conversation: ConversationRow, writtenAt: Date) => {
  if (conversation.resolved_at?.getTime() !== writtenAt.getTime()) return
  await ctx.db
    .updateTable('conversation')
    .set({ status: 'open', resolved_at: null })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', conversation.id)
    .execute()
  await sql`update conversation_label set status = 'open'
    where workspace_id = ${ctx.workspaceId} and conversation_id = ${conversation.id}`.execute(
    ctx.db,
  )
  await record(
    ctx,
    conversationReopened,
    { conversationId: conversation.id, customerId: conversation.customer_id },
    { by: 'member' },
  )
}

/** Whether a reply under this key was taken back. */
export const wasWithdrawn = async (ctx: Context, clientKey: string | undefined) => {
  const { id } = authorOf(ctx)
  if (!clientKey || !id) return false
  const found = await ctx.db
    .selectFrom('withdrawn_reply')
    .select('message_id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('author_id', '=', id)
    .where('client_key', '=', clientKey)
    .executeTakeFirst()
  return found !== undefined
}
