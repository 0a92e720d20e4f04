import type { z } from 'zod'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { enqueue } from '../../../foundation/server/jobs/jobs.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { channelOf } from '../../connections/index.ts'
import { requireFiles } from '../../files/index.ts'
import type * as contract from '../contract.ts'
import { type ConversationRow, lockConversation, noteNewMessage } from '../conversation-rows.ts'
import { messageQueued, messageSent, noteAdded } from '../events.ts'
import { sendMessage } from '../jobs/send-message.ts'
import { getMessage } from '../queries/list-messages.ts'
import { resolve } from './change-status.ts'
import { chooseReplyThread, type ReplyThread } from './choose-reply-thread.ts'
import { attachFiles } from './receive-message.ts'

type Input = z.output<typeof contract.reply.input>

/** Errors: `message.empty`, `message.too_long`, `thread.not_here`, `file.missing`. */
export const reply = (ctx: Context, input: Input) =>
  inTransaction(ctx, async (ctx) => {
    const conversation = await lockConversation(ctx, input.id)
    const earlier = await findByClientKey(ctx, input.clientKey)
    if (earlier) return getMessage(ctx, { id: earlier })
    const files = await requireFiles(ctx, input.fileIds)
    if (input.text.trim() === '' && files.length === 0)
      throw new AppError('invalid', 'message.empty')
    const thread = await chooseReplyThread(ctx, conversation, input)
    const channel = channelOf(thread.channel)
    if (input.text.length > channel.can.text)
      throw new AppError('invalid', 'message.too_long', { limit: channel.can.text })
    const delivered = channel.deliversOnCommit || thread.rehearsal
    const messageId = await insertOutgoing(ctx, conversation, thread, input, delivered)
    await attachFiles(
      ctx,
      messageId,
      files.map((file) => ({ fileId: file.id, inline: false })),
    )
    const subjects = {
      conversationId: conversation.id,
      customerId: conversation.customer_id,
      threadId: thread.id,
      messageId,
    }
    if (delivered) await record(ctx, messageSent, subjects, { channel: thread.channel })
    else {
      await record(ctx, messageQueued, subjects, { channel: thread.channel })
      // One at a time per connection keeps a customer's mails in order.
      await enqueue(
        ctx,
        sendMessage,
        { messageId },
        { key: `send:${messageId}`, queue: `send:${thread.connectionId}` },
      )
    }
    await noteNewMessage(ctx, conversation.id, {
      id: messageId,
      direction: 'out',
      channel: thread.channel,
      text: input.text,
      threadId: thread.id,
      isNote: false,
    })
    await noteFirstReply(ctx, conversation)
    if (input.resolve && conversation.status === 'open') await resolve(ctx, { id: conversation.id })
    return getMessage(ctx, { id: messageId })
  })

const findByClientKey = async (ctx: Context, clientKey: string | undefined) => {
  if (!clientKey) return undefined
  const found = await ctx.db
    .selectFrom('message')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('author_type', '=', 'member')
    .where('author_id', '=', authorOf(ctx).id)
    .where('client_key', '=', clientKey)
    .executeTakeFirst()
  return found?.id
}

const authorOf = (ctx: Context) => {
  const { actor } = ctx
  return 'name' in actor ? { id: actor.id, name: actor.name } : { id: null, name: '' }
}

const insertOutgoing = async (
  ctx: Context,
  conversation: ConversationRow,
  thread: ReplyThread,
  input: Input,
  delivered: boolean,
) => {
  const id = newId()
  const author = authorOf(ctx)
  await ctx.db
    .insertInto('message')
    .values({
      workspace_id: ctx.workspaceId,
      id,
      conversation_id: conversation.id,
      thread_id: thread.id,
      channel: thread.channel,
      direction: 'out',
      author_type: ctx.actor.type === 'system' ? 'system' : 'member',
      author_id: author.id,
      author_name: author.name,
      to_addresses: JSON.stringify(thread.to),
      cc_addresses: JSON.stringify(input.cc.map((address) => ({ address }))),
      subject: thread.subject,
      text: input.text,
      new_text_length: input.text.length,
      state: delivered ? 'sent' : 'queued',
      sent_at: delivered ? ctx.now : null,
      client_key: input.clientKey ?? null,
      created_at: ctx.now,
    })
    .execute()
  return id
}

const noteFirstReply = async (ctx: Context, conversation: ConversationRow) => {
  if (conversation.first_reply_at || ctx.actor.type === 'system' || !conversation.last_inbound_at)
    return
  await ctx.db
    .updateTable('conversation')
    .set({ first_reply_at: ctx.now })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', conversation.id)
    .execute()
}

/** Only the team sees it, whatever the channel. */
export const addNote = (ctx: Context, input: z.output<typeof contract.addNote.input>) =>
  inTransaction(ctx, async (ctx) => {
    const conversation = await lockConversation(ctx, input.id)
    const earlier = await findByClientKey(ctx, input.clientKey)
    if (earlier) return getMessage(ctx, { id: earlier })
    const id = newId()
    const author = authorOf(ctx)
    await ctx.db
      .insertInto('message')
      .values({
        workspace_id: ctx.workspaceId,
        id,
        conversation_id: conversation.id,
        channel: 'note',
        kind: 'note',
        direction: 'out',
        author_type: 'member',
        author_id: author.id,
        author_name: author.name,
        text: input.text,
        new_text_length: input.text.length,
        state: 'sent',
        client_key: input.clientKey ?? null,
        created_at: ctx.now,
      })
      .execute()
    await record(
      ctx,
      noteAdded,
      { conversationId: conversation.id, customerId: conversation.customer_id, messageId: id },
      {},
    )
    await noteNewMessage(ctx, conversation.id, {
      id,
      direction: 'out',
      channel: 'note',
      text: '',
      threadId: null,
      isNote: true,
    })
    return getMessage(ctx, { id })
  })
