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

export type NewMessage = {
  id: string
  direction: 'in' | 'out'
  channel: string
  text: string
  threadId: string | null
  isNote: boolean
}

/** With `first`, as it stands once that message is in it. */
export const openConversation = async (
  ctx: Context,
  fields: {
    customerId: string
    subject: string
    channel: string
    followsId?: string | undefined
    first?: NewMessage
  },
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
      ...(fields.first ? { ...shownOf(ctx, fields.first), message_count: 1 } : {}),
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

/** The list's columns that a new message changes. */
const shownOf = (ctx: Context, message: NewMessage) => ({
  ...(message.isNote
    ? {}
    : {
        last_message_id: message.id,
        last_message_text: previewOf(message.text),
        last_direction: message.direction,
        last_channel: message.channel,
      }),
  ...(message.direction === 'in'
    ? { last_inbound_at: ctx.now, reply_thread_id: message.threadId }
    : {}),
})

/**
 * Brings the list's columns up to a new message; labels carry a copy for their own lists. Locks the conversation until
 * the transaction ends, and returns how it stands.
 */
export const noteNewMessage = async (ctx: Context, conversationId: string, message: NewMessage) => {
  const { status, customer_id } = await ctx.db
    .with('noted', (db) =>
      db
        .updateTable('conversation')
        .set({
          ...shownOf(ctx, message),
          last_message_at: ctx.now,
          message_count: sql`message_count + 1`,
        })
        .where('workspace_id', '=', ctx.workspaceId)
        .where('id', '=', conversationId)
        .returning(['workspace_id', 'id', 'status', 'customer_id', 'last_message_at']),
    )
    .with('copied', (db) =>
      db
        .updateTable('conversation_label as l')
        .from('noted as c')
        .set((eb) => ({ status: eb.ref('c.status'), last_message_at: eb.ref('c.last_message_at') }))
        .whereRef('l.workspace_id', '=', 'c.workspace_id')
        .whereRef('l.conversation_id', '=', 'c.id'),
    )
    .selectFrom('noted')
    .select(['status', 'customer_id'])
    .executeTakeFirstOrThrow()
  return { status, customerId: customer_id }
}

/** Keeps a label's list in the order of the conversations themselves. */
export const copyToLabels = (ctx: Context, conversationId: string) =>
  sql`update conversation_label l set status = c.status, last_message_at = c.last_message_at
    from conversation c
    where l.workspace_id = ${ctx.workspaceId} and l.conversation_id = ${conversationId}
      and c.workspace_id = l.workspace_id and c.id = l.conversation_id`.execute(ctx.db)
