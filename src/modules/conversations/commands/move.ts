import { sql } from 'kysely'
import type { z } from 'zod'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import type * as contract from '../contract.ts'
import { type ConversationRow, lockConversation, openConversation } from '../conversation-rows.ts'
import { conversationMoved } from '../events.ts'
import { getSummary } from '../queries/list-conversations.ts'
import { recount } from '../recount.ts'
import { recountContacts } from '../recount-contacts.ts'

type Input = z.output<typeof contract.move.input>

/** One act, with all it needs to be undone. Errors: `move.nothing`, `move.other_customer`, `conversation.missing`. */
export const move = (ctx: Context, input: Input) =>
  inTransaction(ctx, async (ctx) => {
    // In one order, so that two moves between the same conversations cannot wait for each other.
    for (const id of [input.id, input.toId].filter((id) => id !== undefined).sort())
      await lockConversation(ctx, id)
    const from = await lockConversation(ctx, input.id)
    const messageIds = await chooseMessages(ctx, input)
    if (messageIds.length === 0 || input.toId === input.id)
      throw new AppError('invalid', 'move.nothing')
    const toId = input.toId ?? (await openTarget(ctx, from))
    const to = await lockConversation(ctx, toId)
    if (to.customer_id !== from.customer_id) throw new AppError('invalid', 'move.other_customer')
    const moveId = newId()
    await ctx.db
      .insertInto('conversation_move')
      .values({
        workspace_id: ctx.workspaceId,
        id: moveId,
        from_conversation_id: from.id,
        to_conversation_id: toId,
        thread_ids: input.threadIds,
        message_ids: messageIds,
        created_target: input.toId === undefined,
        actor_id: ctx.actor.id,
        at: ctx.now,
      })
      .execute()
    await carry(ctx, { from: from.id, to: toId, threadIds: input.threadIds, messageIds })
    await tell(ctx, moveId, [from, to], toId, messageIds.length, false)
    return { moveId, conversation: await getSummary(ctx, toId) }
  })

/** Puts it back as it was. Errors: `move.missing`, `move.undone`. */
export const undoMove = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const done = await ctx.db
      .selectFrom('conversation_move')
      .selectAll()
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!done) throw new AppError('missing', 'move.missing')
    if (done.undone_at) throw new AppError('conflict', 'move.undone')
    for (const one of [done.from_conversation_id, done.to_conversation_id].sort())
      await lockConversation(ctx, one)
    const to = await lockConversation(ctx, done.to_conversation_id)
    const from = await lockConversation(ctx, done.from_conversation_id)
    await ctx.db
      .updateTable('conversation_move')
      .set({ undone_at: ctx.now })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .execute()
    await dropNotes(ctx, id)
    await carry(ctx, {
      from: done.to_conversation_id,
      to: done.from_conversation_id,
      threadIds: done.thread_ids,
      messageIds: done.message_ids,
    })
    await tell(ctx, id, [to, from], done.from_conversation_id, done.message_ids.length, true)
    if (from.customer_id !== to.customer_id)
      await recountContacts(ctx, [from.customer_id, to.customer_id])
    return getSummary(ctx, done.from_conversation_id)
  })

const chooseMessages = async (ctx: Context, input: Input): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`select id from message
    where workspace_id = ${ctx.workspaceId} and conversation_id = ${input.id}
      and (thread_id = any(${input.threadIds}::uuid[]) or id = any(${input.messageIds}::uuid[]))
    order by created_at limit 10000`.execute(ctx.db)
  return rows.map((row) => row.id)
}

const openTarget = (ctx: Context, from: ConversationRow) =>
  openConversation(ctx, {
    customerId: from.customer_id,
    subject: from.subject,
    channel: from.last_channel,
    followsId: from.id,
  })

type Carried = { from: string; to: string; threadIds: string[]; messageIds: string[] }

/** What told of it, when it was made by itself. */
const dropNotes = (ctx: Context, moveId: string) =>
  ctx.db
    .deleteFrom('message')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('kind', '=', 'note')
    .where('author_type', '=', 'system')
    .where('client_key', '=', moveId)
    .execute()

export const carry = async (ctx: Context, { from, to, threadIds, messageIds }: Carried) => {
  await sql`update thread set conversation_id = ${to}
    where workspace_id = ${ctx.workspaceId} and conversation_id = ${from} and id = any(${threadIds}::uuid[])`.execute(
    ctx.db,
  )
  // What came into a moved thread since then goes along, too.
  await sql`update message set conversation_id = ${to}
    where workspace_id = ${ctx.workspaceId} and conversation_id = ${from}
      and (id = any(${messageIds}::uuid[]) or thread_id = any(${threadIds}::uuid[]))`.execute(
    ctx.db,
  )
  await recount(ctx, from)
  await recount(ctx, to)
}

const tell = async (
  ctx: Context,
  moveId: string,
  sides: readonly ConversationRow[],
  to: string,
  messages: number,
  undo: boolean,
) => {
  for (const { id: conversationId, customer_id: customerId } of sides) {
    await record(
      ctx,
      conversationMoved,
      { conversationId, customerId },
      { moveId, to, undo, messages },
    )
  }
}
