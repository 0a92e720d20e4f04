import { sql } from 'kysely'
import type { Context } from '../../foundation/server/context.ts'
import { record } from '../../foundation/server/events/record.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { takeConversationNumber } from '../workspaces/index.ts'
import { conversationOpened } from './events.ts'
import { visibleTo } from './visible-to.ts'

export type ConversationRow = Awaited<ReturnType<typeof lockConversation>>

/** The row, locked until the transaction ends. Errors: `conversation.missing`, also for what one may not see. */
export const lockConversation = async (ctx: Context, id: string) => {
  const row = await ctx.db
    .selectFrom('conversation')
    .selectAll()
    .where(visibleTo(ctx))
    .where('conversation.id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new AppError('missing', 'conversation.missing')
  return row
}

export const openConversation = async (
  ctx: Context,
  fields: { customerId: string; subject: string; channel: string; followsId?: string | undefined },
): Promise<string> => {
  const id = newId()
  await ctx.db
    .insertInto('conversation')
    .values({
      workspace_id: ctx.workspaceId,
      id,
      number: await takeConversationNumber(ctx),
      customer_id: fields.customerId,
      subject: fields.subject.slice(0, 500),
      follows_id: fields.followsId ?? null,
      last_message_at: ctx.now,
      last_channel: fields.channel,
      opened_at: ctx.now,
    })
    .execute()
  await record(
    ctx,
    conversationOpened,
    { conversationId: id, customerId: fields.customerId },
    { channel: fields.channel, follows: fields.followsId ?? null },
  )
  return id
}

/** What lists show, in one line of at most 200 characters. */
export const previewOf = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 200)

/** Brings the list's columns up to a new message; labels carry a copy for their own lists. */
export const noteNewMessage = async (
  ctx: Context,
  conversationId: string,
  message: {
    id: string
    direction: 'in' | 'out'
    channel: string
    text: string
    threadId: string | null
    isNote: boolean
    /** In a conversation that was opened with it, which therefore has no labels yet. */
    isFirst?: boolean
  },
) => {
  const shown = message.isNote
    ? {}
    : {
        last_message_id: message.id,
        last_message_text: previewOf(message.text),
        last_direction: message.direction,
        last_channel: message.channel,
      }
  const inbound =
    message.direction === 'in'
      ? { last_inbound_at: ctx.now, reply_thread_id: message.threadId }
      : {}
  await ctx.db
    .updateTable('conversation')
    .set({ ...shown, ...inbound, last_message_at: ctx.now, message_count: sql`message_count + 1` })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', conversationId)
    .execute()
  if (!message.isFirst) await copyToLabels(ctx, conversationId)
}

/** Keeps a label's list in the order of the conversations themselves. */
export const copyToLabels = (ctx: Context, conversationId: string) =>
  sql`update conversation_label l set status = c.status, last_message_at = c.last_message_at
    from conversation c
    where l.workspace_id = ${ctx.workspaceId} and l.conversation_id = ${conversationId}
      and c.workspace_id = l.workspace_id and c.id = l.conversation_id`.execute(ctx.db)
