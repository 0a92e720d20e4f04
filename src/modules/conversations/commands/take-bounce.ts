import { sql } from 'kysely'
import type { ParsedMessage } from '../../../channels/channel.ts'
import type { Context } from '../../../foundation/server/context.ts'
import { record, type Subjects } from '../../../foundation/server/events/record.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { isSignedHere } from '../../connections/index.ts'
import { normaliseAddress, suppress } from '../../suppressions/index.ts'
import { copyToLabels, lockConversation, previewOf } from '../conversation-rows.ts'
import { messageBounced, messageFailed, messageReceived } from '../events.ts'
import { attachFiles, type Inbound } from './receive-message.ts'

type Receipt = { id: string; connectionId: string; channel: string }

type Original = {
  id: string
  conversation_id: string
  thread_id: string
  state: string
  recipients: string[]
}

/** A report names the mail it is about; only few ids can be that one. */
const mostReferences = 5

/**
 * A provider's report that a message of ours could not be delivered. It is shown where that message is, is nobody
 * wanting something (it reopens nothing and no clock runs from it), and when it is for good, the message counts as
 * failed and the address is not written to again. Undefined for a report about nothing of ours, which is then a message
 * as any other. Inside the caller's transaction.
 */
export const takeBounce = async (
  ctx: Context,
  receipt: Receipt,
  parsed: ParsedMessage,
  files: NonNullable<Inbound['files']>,
): Promise<string | undefined> => {
  if (!parsed.bounce) return undefined
  const original = await findOriginal(ctx, receipt.connectionId, parsed.references)
  if (!original) return undefined
  const conversation = await lockConversation(ctx, original.conversation_id)
  const id = await insertReport(ctx, receipt, original, parsed)
  await attachFiles(ctx, id, files)
  const subjects = {
    conversationId: conversation.id,
    customerId: conversation.customer_id,
    threadId: original.thread_id,
  }
  await record(
    ctx,
    messageReceived,
    { ...subjects, messageId: id },
    {
      channel: receipt.channel,
      reason: 'thread',
      automatic: true,
    },
  )
  await showInList(ctx, conversation.id, id, receipt.channel, parsed.text)
  await judge(ctx, receipt, original, parsed.bounce, { ...subjects, messageId: original.id }, id)
  return id
}

/** By the id that we signed, which only who got the mail can know; or by the id under which it went out. */
const findOriginal = async (ctx: Context, connectionId: string, references: readonly string[]) => {
  for (const reference of references.slice(0, mostReferences)) {
    const [, id, signature] = /^<([0-9a-f-]{36})\.([\w-]{16})@/.exec(reference) ?? []
    const signed = id && signature && isSignedHere(ctx, id, signature) ? id : null
    const { rows } = await sql<Original>`
      select m.id, m.conversation_id, m.thread_id, m.state,
        array(select lower(a ->> 'address') from jsonb_array_elements(m.to_addresses || m.cc_addresses) a) as recipients
      from message m join thread t on t.workspace_id = m.workspace_id and t.id = m.thread_id
      where m.workspace_id = ${ctx.workspaceId} and t.connection_id = ${connectionId} and m.direction = 'out'
        and (m.id = ${signed}::uuid or m.provider_id = ${reference}) limit 1`.execute(ctx.db)
    if (rows[0]) return rows[0]
  }
  return undefined
}

const insertReport = async (
  ctx: Context,
  receipt: Receipt,
  original: Original,
  { from, to, cc, subject, text, newTextLength, html, providerId, sentAt }: ParsedMessage,
) => {
  const id = newId()
  await ctx.db
    .insertInto('message')
    .values({
      workspace_id: ctx.workspaceId,
      id,
      conversation_id: original.conversation_id,
      thread_id: original.thread_id,
      channel: receipt.channel,
      direction: 'in',
      // Not the customer, whose answer it is not.
      author_type: 'system',
      author_name: from.name ?? from.value,
      from_address: JSON.stringify({ address: from.value, name: from.name }),
      to_addresses: JSON.stringify(to),
      cc_addresses: JSON.stringify(cc),
      subject,
      text,
      new_text_length: newTextLength,
      html: html ?? null,
      automatic: 'bounce',
      join_reason: 'thread',
      state: 'received',
      provider_id: providerId,
      receipt_id: receipt.id,
      sent_at: sentAt ?? null,
      created_at: ctx.now,
    })
    .execute()
  return id
}

/** Up in the list and unread, without the marks of a customer's message. */
const showInList = async (
  ctx: Context,
  conversationId: string,
  id: string,
  channel: string,
  text: string,
) => {
  await ctx.db
    .updateTable('conversation')
    .set({
      last_message_id: id,
      last_message_text: previewOf(text),
      last_direction: 'in',
      last_channel: channel,
      last_message_at: ctx.now,
      message_count: sql`message_count + 1`,
    })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', conversationId)
    .execute()
  await ctx.db
    .deleteFrom('conversation_read')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('conversation_id', '=', conversationId)
    .execute()
  await copyToLabels(ctx, conversationId)
}

const judge = async (
  ctx: Context,
  { id: receiptId, channel }: Receipt,
  { id: messageId, state, recipients }: Original,
  { address, permanent, status }: NonNullable<ParsedMessage['bounce']>,
  subjects: Subjects,
  evidenceId: string,
) => {
  // Delayed is not failed; and who was not written to cannot have failed.
  if (!permanent || !recipients.includes(normaliseAddress(address))) return
  const evidence = { status, messageId, evidenceId, receiptId }
  await suppress(ctx, { channel, address }, evidence, subjects)
  if (!['sent', 'unknown', 'failed'].includes(state)) return
  const isAll = recipients.length === 1
  const code = isAll ? 'address.bounced' : 'address.bounced_in_part'
  await ctx.db
    .updateTable('message')
    .set({ ...(isAll ? { state: 'failed' } : {}), state_code: code, state_detail: status ?? null })
    .where('workspace_id', '=', ctx.workspaceId)
    .where('id', '=', messageId)
    .execute()
  if (isAll) await record(ctx, messageFailed, subjects, { channel, code })
  else await record(ctx, messageBounced, subjects, { channel, code })
}
