import { sql } from 'kysely'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import {
  type ConversationRow,
  lockConversation,
  noteNewMessage,
  openConversation,
} from '../conversation-rows.ts'
import { conversationMoved, noteAdded } from '../events.ts'
import { carry } from './move.ts'

/**
 * Threads of this identifier that are in a conversation of somebody else than it belongs to by now get one of their own:
 * a chat that joined by a claim, once its visitor turns out to be another person. Notes on both sides name the move, which
 * is undone like any other, and not made a second time then. Returns the customers on both sides.
 */
export const splitOff = (ctx: Context, identifierId: string) =>
  inTransaction(ctx, async (ctx) => {
    const { rows } = await sql<Split>`
      select c.id, c.customer_id as "was", i.customer_id as "customerId", min(t.channel) as channel,
        array_agg(t.id) as "threadIds"
      from thread t
      join identifier i on i.workspace_id = t.workspace_id and i.id = t.identifier_id
      join conversation c on c.workspace_id = t.workspace_id and c.id = t.conversation_id
      where t.workspace_id = ${ctx.workspaceId} and t.identifier_id = ${identifierId} and c.customer_id <> i.customer_id
        and not exists (select 1 from conversation_move m where m.workspace_id = t.workspace_id
          and m.from_conversation_id = c.id and t.id = any(m.thread_ids) and m.undone_at is not null)
      group by c.id, c.customer_id, i.customer_id order by c.id limit 100`.execute(ctx.db)
    for (const row of rows) await splitOne(ctx, row)
    return rows.flatMap(({ was, customerId }) => [was, customerId])
  })

type Split = {
  id: string
  was: string
  customerId: string
  channel: string
  threadIds: string[]
}

const splitOne = async (ctx: Context, { id, customerId, channel, threadIds }: Split) => {
  const from = await lockConversation(ctx, id)
  const messages = await sql<{ id: string }>`select id from message
    where workspace_id = ${ctx.workspaceId} and conversation_id = ${id} and thread_id = any(${threadIds}::uuid[])
    order by created_at limit 10000`.execute(ctx.db)
  const to = await openConversation(ctx, {
    customerId,
    subject: '',
    channel,
    followsId: id,
  })
  await continueLike(ctx, to, from)
  const moveId = newId()
  await ctx.db
    .insertInto('conversation_move')
    .values({
      workspace_id: ctx.workspaceId,
      id: moveId,
      from_conversation_id: id,
      to_conversation_id: to,
      thread_ids: threadIds,
      message_ids: messages.rows.map((message) => message.id),
      created_target: true,
      actor_id: ctx.actor.id,
      at: ctx.now,
    })
    .execute()
  await carry(ctx, { from: id, to, threadIds, messageIds: [] })
  const { number } = await lockConversation(ctx, to)
  const facts = { moveId, to, undo: false, messages: messages.rows.length }
  for (const one of [
    { conversationId: id, customerId: from.customer_id },
    { conversationId: to, customerId },
  ]) {
    const there = one.conversationId === id ? to : id
    await noteSplit(ctx, one, moveId, `#${from.number} → #${number}`, there)
    await record(ctx, conversationMoved, one, facts)
  }
}

/** Who takes care of the one takes care of the other, and what was done stays done. */
const continueLike = (ctx: Context, id: string, from: ConversationRow) =>
  ctx.db
    .updateTable('conversation')
    .set({
      status: from.status,
      resolved_at: from.resolved_at,
      assignee_id: from.assignee_id,
      team_id: from.team_id,
    })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', id)
    .execute()

/** `joinReason` says why in the reader's own language; `clientKey` is the move, for its undo; then the way to the other. */
const noteSplit = async (
  ctx: Context,
  subjects: { conversationId: string; customerId: string },
  moveId: string,
  words: string,
  otherId: string,
) => {
  const id = newId()
  const text = `${words}\n/inbox/${otherId}`
  await ctx.db
    .insertInto('message')
    .values({
      workspace_id: ctx.workspaceId,
      id,
      conversation_id: subjects.conversationId,
      channel: 'note',
      kind: 'note',
      direction: 'out',
      author_type: 'system',
      text,
      new_text_length: words.length,
      join_reason: 'split',
      state: 'sent',
      client_key: moveId,
      created_at: ctx.now,
    })
    .execute()
  await record(ctx, noteAdded, { ...subjects, messageId: id }, {})
  const note = {
    id,
    direction: 'out',
    channel: 'note',
    text,
    threadId: null,
    isNote: true,
  } as const
  await noteNewMessage(ctx, subjects.conversationId, note)
}
