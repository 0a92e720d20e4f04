import { sql } from 'kysely'
import type { Context } from '../../../foundation/server/context.ts'
import { record } from '../../../foundation/server/events/record.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { touchContact } from '../../customers/index.ts'
import { chooseConversation, type Thread } from '../choose-conversation.ts'
import { copyToLabels, noteNewMessage, openConversation } from '../conversation-rows.ts'
import { conversationReopened, messageReceived } from '../events.ts'

export type Inbound = {
  connectionId: string
  channel: string
  customerId: string
  identifierId: string
  authorName: string
  address?: { address: string; name?: string | undefined } | undefined
  to?: { address: string; name?: string | undefined }[]
  cc?: { address: string; name?: string | undefined }[]
  /** The channel's own name for the thread; for mail the message's own id, used when it starts one. */
  threadKey: string
  /** Whether `threadKey` names a running thread rather than a possible new one. */
  threadRuns: boolean
  /** The running thread itself, where the caller has read it. */
  thread?: Thread | undefined
  references?: readonly string[]
  providerId?: string | undefined
  clientKey?: string | undefined
  authorId?: string | undefined
  subject?: string
  text: string
  newTextLength?: number
  html?: string | undefined
  automatic?: string | undefined
  /** Belongs to no earlier conversation, whatever it refers to. */
  alone?: boolean
  /** Came by a channel on which machines answer machines. */
  mayLoop?: boolean
  /** Known to be the first with its provider id, so that nothing has to be looked for. */
  isFirstOfId?: boolean
  /** What people should see of it beyond its words. */
  facts?: object | null
  receiptId?: string | undefined
  sentAt?: Date | undefined
  files?: { fileId: string; inline: boolean; contentId?: string | undefined }[]
}

type Placed = { messageId: string; conversationId: string; threadId: string; customerId: string }

/** Puts one message of a customer where it belongs. Runs inside the caller's transaction, after identity is resolved. */
export const receiveMessage = async (ctx: Context, given: Inbound): Promise<Placed> => {
  const placed = await placeMessage(ctx, given)
  await touchContact(ctx, placed.customerId)
  return placed
}

/** The same, for one of many: that the customer was heard from, the caller notes for all of them. */
export const placeMessage = async (ctx: Context, given: Inbound): Promise<Placed> => {
  const chosen = await chooseConversation(ctx, {
    ...given,
    threadKey: given.threadRuns ? given.threadKey : undefined,
    references: given.references ?? [],
    address: given.address?.address,
    alone: given.alone ?? false,
    providerId: given.isFirstOfId ? undefined : given.providerId,
  })
  const loops = given.mayLoop && chosen.threadId && (await comesTooFast(ctx, chosen.threadId))
  const inbound = loops && !given.automatic ? { ...given, automatic: 'loop' } : given
  const { channel, text } = inbound
  const messageId = newId()
  const threadId = chosen.threadId ?? newId()
  const first = { id: messageId, direction: 'in', channel, text, threadId, isNote: false } as const
  const conversationId =
    chosen.conversationId ??
    (await openConversation(ctx, {
      customerId: inbound.customerId,
      subject: inbound.subject ?? '',
      channel,
      followsId: chosen.followsId,
      first,
    }))
  // One that was opened here is nobody else's yet.
  const { status, customerId } = chosen.conversationId
    ? await noteNewMessage(ctx, conversationId, first)
    : { status: 'open', customerId: inbound.customerId }
  if (!chosen.threadId) await startThread(ctx, inbound, conversationId, threadId)
  const subjects = { conversationId, threadId, messageId }
  await insertMessage(ctx, inbound, subjects, chosen.reason)
  await record(
    ctx,
    messageReceived,
    { ...subjects, customerId },
    {
      channel,
      reason: chosen.reason,
      automatic: inbound.automatic !== undefined,
      ...(chosen.threadId ? {} : { threadOf: inbound.identifierId }),
    },
  )
  // An out-of-office or a bounce is shown, but is nobody wanting something.
  if (status === 'resolved' && !inbound.automatic)
    await reopenByMessage(ctx, conversationId, customerId)
  return { ...subjects, customerId }
}

/** More than a person writes in this time: two machines are answering each other. */
const mostInWindow = 20
const windowMinutes = 10

const comesTooFast = async (ctx: Context, threadId: string) => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (
    select 1 from message where workspace_id = ${ctx.workspaceId} and thread_id = ${threadId} and direction = 'in'
      and created_at > ${ctx.now}::timestamptz - make_interval(mins => ${windowMinutes}) limit ${mostInWindow}) m`.execute(
    ctx.db,
  )
  return rows[0]!.count >= mostInWindow
}

export const startThread = async (
  ctx: Context,
  inbound: Pick<Inbound, 'connectionId' | 'channel' | 'threadKey' | 'identifierId' | 'subject'>,
  conversationId: string,
  id = newId(),
): Promise<string> => {
  const made = await ctx.db
    .insertInto('thread')
    .values({
      workspace_id: ctx.workspaceId,
      id,
      connection_id: inbound.connectionId,
      channel: inbound.channel,
      key: inbound.threadKey,
      identifier_id: inbound.identifierId,
      conversation_id: conversationId,
      subject: (inbound.subject ?? '').slice(0, 500),
      created_at: ctx.now,
    })
    // A reused Message-ID starts a thread of its own all the same.
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  const threadKey = `${inbound.threadKey}#${newId()}`
  return made ? made.id : startThread(ctx, { ...inbound, threadKey }, conversationId, id)
}

const insertMessage = async (
  ctx: Context,
  inbound: Inbound,
  place: { conversationId: string; threadId: string; messageId: string },
  reason: string,
) => {
  await ctx.db
    .insertInto('message')
    .values({
      workspace_id: ctx.workspaceId,
      id: place.messageId,
      conversation_id: place.conversationId,
      thread_id: place.threadId,
      channel: inbound.channel,
      direction: 'in',
      identifier_id: inbound.identifierId,
      author_type: 'customer',
      author_id: inbound.authorId ?? null,
      author_name: inbound.authorName,
      from_address: inbound.address ? JSON.stringify(inbound.address) : null,
      to_addresses: JSON.stringify(inbound.to ?? []),
      cc_addresses: JSON.stringify(inbound.cc ?? []),
      subject: inbound.subject ?? '',
      text: inbound.text,
      new_text_length: inbound.newTextLength ?? inbound.text.length,
      html: inbound.html ?? null,
      automatic: inbound.automatic ?? null,
      mail_facts: inbound.facts ? JSON.stringify(inbound.facts) : null,
      join_reason: reason,
      state: 'received',
      provider_id: inbound.providerId ?? null,
      client_key: inbound.clientKey ?? null,
      receipt_id: inbound.receiptId ?? null,
      sent_at: inbound.sentAt ?? null,
      created_at: ctx.now,
    })
    .execute()
  await attachFiles(ctx, place.messageId, inbound.files ?? [])
}

export const attachFiles = async (
  ctx: Context,
  messageId: string,
  files: readonly { fileId: string; inline: boolean; contentId?: string | undefined }[],
) => {
  if (files.length === 0) return
  await ctx.db
    .insertInto('message_file')
    .values(
      files.map(({ fileId, inline, contentId }, position) => ({
        workspace_id: ctx.workspaceId,
        message_id: messageId,
        file_id: fileId,
        position,
        inline,
        content_id: contentId ?? null,
      })),
    )
    .execute()
}

const reopenByMessage = async (ctx: Context, conversationId: string, customerId: string) => {
  await ctx.db
    .updateTable('conversation')
    .set({ status: 'open', resolved_at: null })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', conversationId)
    .execute()
  await copyToLabels(ctx, conversationId)
  await record(ctx, conversationReopened, { conversationId, customerId }, { by: 'message' })
}
