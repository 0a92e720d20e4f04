import type { z } from 'zod'
import { type Context, inTransaction } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { channelOf } from '../../connections/index.ts'
import { refuseUnsafe, requireFiles } from '../../files/index.ts'
import { findSuppressed } from '../../suppressions/index.ts'
import { getWorkspace } from '../../workspaces/index.ts'
import type * as contract from '../contract.ts'
import { type ConversationRow, lockConversation, noteNewMessage } from '../conversation-rows.ts'
import { messageQueued, messageSent, noteAdded } from '../events.ts'
import { enqueueSend } from '../jobs/send-message.ts'
import { refuseMarketing } from '../marketing.ts'
import { getMessage } from '../queries/list-messages.ts'
import { authorOf } from './author.ts'
import { resolve } from './change-status.ts'
import { chooseReplyThread, type ReplyThread } from './choose-reply-thread.ts'
import { refuseUnseen } from './find-newer.ts'
import { isOtherText } from './is-other-text.ts'
import { attachFiles } from './receive-message.ts'
import { wasWithdrawn } from './withdraw-message.ts'

type Input = Omit<z.output<typeof contract.reply.input>, 'marketing'> & { marketing?: boolean }

/**
 * Errors: `message.empty`, `message.too_long`, `thread.not_here`, `file.missing`, `conversation.moved`,
 * `address.suppressed`, `message.withdrawn`, `file.infected`, `idempotency.reused`.
 */
export const reply = (ctx: Context, input: Input) =>
  inTransaction(ctx, async (ctx) => {
    const conversation = await lockConversation(ctx, input.id)
    const earlier = await findByClientKey(ctx, input)
    if (earlier) return getMessage(ctx, { id: earlier })
    if (await wasWithdrawn(ctx, input.clientKey))
      throw new AppError('conflict', 'message.withdrawn')
    if (input.seen) await refuseUnseen(ctx, conversation.id, input.seen)
    const files = await requireFiles(ctx, input.fileIds)
    // What only waits may be sent: it goes out once it was found clean.
    for (const file of files) if (file.scan !== 'waiting') refuseUnsafe(file)
    if (input.text.trim() === '' && files.length === 0)
      throw new AppError('invalid', 'message.empty')
    const thread = await chooseReplyThread(ctx, conversation, input)
    const channel = channelOf(thread.channel)
    if (input.text.length > channel.can.text)
      throw new AppError('invalid', 'message.too_long', { limit: channel.can.text })
    await refuseSuppressed(ctx, thread, input)
    if (input.marketing)
      await refuseMarketing(ctx, {
        threadId: thread.id,
        channel: thread.channel,
        customerId: conversation.customer_id,
        to: thread.to,
        cc: input.cc,
        purposeId: input.purposeId,
      })
    const delivered = channel.deliversOnCommit || thread.rehearsal
    // A letter waits for second thoughts; chat goes at once, and so does what a script sends.
    const dueAt =
      !delivered && channel.can.subject && ctx.actor.type === 'member'
        ? await dueAfterUndo(ctx)
        : null
    const messageId = await insertOutgoing(ctx, conversation, thread, input, { delivered, dueAt })
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
      await record(ctx, messageQueued, subjects, {
        channel: thread.channel,
        ...(thread.threadOf ? { threadOf: thread.threadOf } : {}),
      })
      await enqueueSend(
        ctx,
        { id: messageId, connection_id: thread.connectionId },
        dueAt ?? undefined,
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

/** What this key was used for; for other words it is the sender's fault: taken for a repeat, they would be lost. */
const findByClientKey = async (
  ctx: Context,
  { clientKey, text }: Pick<Input, 'clientKey' | 'text'>,
) => {
  if (!clientKey) return undefined
  const found = await ctx.db
    .selectFrom('message')
    .select(['id', 'text'])
    .where('workspace_id', '=', ctx.workspaceId)
    .where('author_type', '=', 'member')
    .where('author_id', '=', authorOf(ctx).id)
    .where('client_key', '=', clientKey)
    .executeTakeFirst()
  if (found && isOtherText(found.text, text)) throw new AppError('conflict', 'idempotency.reused')
  return found?.id
}

const refuseSuppressed = async (ctx: Context, thread: ReplyThread, { cc }: Input) => {
  const recipients = [...thread.to.map(({ address }) => address), ...cc]
  const found = await findSuppressed(ctx, thread.channel, recipients)
  if (found.length > 0)
    throw new AppError('conflict', 'address.suppressed', { count: found.length })
}

const dueAfterUndo = async (ctx: Context) => {
  const { undoSeconds } = await getWorkspace(ctx)
  return undoSeconds > 0 ? new Date(ctx.now.getTime() + undoSeconds * 1000) : null
}

const insertOutgoing = async (
  ctx: Context,
  conversation: ConversationRow,
  thread: ReplyThread,
  input: Input,
  { delivered, dueAt }: { delivered: boolean; dueAt: Date | null },
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
      due_at: dueAt,
      marketing: input.marketing ?? false,
      marketing_purpose: input.marketing ? (input.purposeId ?? null) : null,
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
    const earlier = await findByClientKey(ctx, input)
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
