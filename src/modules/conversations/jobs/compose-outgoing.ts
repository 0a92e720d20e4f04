import { sql } from 'kysely'
import type { OutgoingMessage } from '../../../channels/channel.ts'
import type { Context } from '../../../foundation/server/context.ts'

type Row = {
  id: string
  text: string
  subject: string
  to_addresses: OutgoingMessage['to']
  cc_addresses: OutgoingMessage['cc']
  thread_id: string
  locale: string
  brand: string
  author_name: string
  automatic: string | null
}
type Earlier = {
  provider_id: string
  direction: string
  from_address: { address: string; name?: string } | null
  text: string
  new_text_length: number
  automatic: string | null
  created_at: Date
}

const mostReferences = 50

/** What the channel needs. Quotes come from the message's own thread only, so that no other channel's words travel. */
export const composeOutgoing = async (
  ctx: Context,
  messageId: string,
): Promise<OutgoingMessage> => {
  const { rows } = await sql<Row>`
    select m.id, m.text, m.subject, m.to_addresses, m.cc_addresses, m.thread_id, m.author_name, m.automatic,
      coalesce(p.locale, w.locale) as locale, w.name as brand
    from message m
    join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    join customer p on p.workspace_id = m.workspace_id and p.id = c.customer_id
    join workspace w on w.id = m.workspace_id
    where m.workspace_id = ${ctx.workspaceId} and m.id = ${messageId}`.execute(ctx.db)
  const message = rows[0]!
  const earlier = await sql<Earlier>`
    select provider_id, direction, from_address, text, new_text_length, automatic, created_at from message
    where workspace_id = ${ctx.workspaceId} and thread_id = ${message.thread_id} and id <> ${messageId} and provider_id is not null
    order by created_at desc limit ${mostReferences}`.execute(ctx.db)
  // A report of a failure is nobody's words to answer.
  const answered = earlier.rows.find((one) => one.direction === 'in' && one.automatic !== 'bounce')
  const files = await ctx.db
    .selectFrom('message_file')
    .innerJoin('file', (join) =>
      join
        .onRef('file.workspace_id', '=', 'message_file.workspace_id')
        .onRef('file.id', '=', 'message_file.file_id'),
    )
    .select(['name', 'type', 'sha256'])
    .where('message_file.workspace_id', '=', ctx.workspaceId)
    .where('message_id', '=', messageId)
    .orderBy('position')
    .execute()
  return {
    id: message.id,
    sendKey: message.id,
    fromName: [message.author_name, message.brand].filter(Boolean).join(' – '),
    to: message.to_addresses,
    cc: message.cc_addresses,
    subject: message.subject,
    text: message.text,
    locale: message.locale === 'ja' ? 'ja' : 'en',
    attachments: files.map(({ name, type, sha256 }) => ({
      name,
      type,
      read: () => ctx.services.files.read(sha256),
    })),
    references: earlier.rows.map((one) => one.provider_id).reverse(),
    ...(answered
      ? {
          inReplyTo: {
            providerId: answered.provider_id,
            from: answered.from_address?.name ?? answered.from_address?.address ?? '',
            at: answered.created_at,
            text: answered.text.slice(0, answered.new_text_length),
          },
        }
      : {}),
  }
}
