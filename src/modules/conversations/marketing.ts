import { sql } from 'kysely'
import type { OutgoingMessage } from '../../channels/channel.ts'
import type { Context } from '../../foundation/server/context.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { dressMarketing, guardMarketing } from '../consents/index.ts'
import { findIdentifier } from '../customers/index.ts'

type Address = { address: string }
type Addressed = {
  threadId: string
  channel: string
  customerId: string
  to: readonly Address[]
  cc: readonly unknown[]
  purposeId: string | null | undefined
}

/** Consent is that of the address that is written to, whoever else the thread is with. */
const findReached = async (ctx: Context, { threadId, channel, to }: Addressed) => {
  if (channel === 'email') return (await findIdentifier(ctx, 'email', to[0]?.address ?? ''))?.id
  const { rows } = await sql<{ id: string }>`select identifier_id as id from thread
    where workspace_id = ${ctx.workspaceId} and id = ${threadId}`.execute(ctx.db)
  return rows[0]?.id
}

/**
 * Refuses marketing that must not go out; what it is allowed by. Errors: `marketing.no_copies`, `marketing.no_consent`,
 * `marketing.purpose_needed`, `marketing.sender_incomplete`, `consent.purpose_missing`.
 */
export const refuseMarketing = async (ctx: Context, message: Addressed) => {
  if (message.cc.length > 0 || message.to.length > 1)
    throw new AppError('invalid', 'marketing.no_copies')
  const identifierId = await findReached(ctx, message)
  if (!identifierId) throw new AppError('conflict', 'marketing.no_consent')
  const { customerId, channel, purposeId } = message
  const marketing = { customerId, channel, purposeId, identifierId }
  await guardMarketing(ctx, marketing)
  return { ...marketing, purposeId: purposeId! }
}

/**
 * Asked again at the last moment, for a person may have said no since: the message with what marketing has to carry
 * besides its words, or why it must not go.
 */
export const dressOutgoing = async (
  ctx: Context,
  outgoing: OutgoingMessage,
): Promise<OutgoingMessage | { refused: string }> => {
  const { rows } = await sql<Addressed>`
    select m.thread_id as "threadId", m.channel, c.customer_id as "customerId", m.to_addresses as "to",
      m.cc_addresses as cc, m.marketing_purpose as "purposeId"
    from message m join conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    where m.workspace_id = ${ctx.workspaceId} and m.id = ${outgoing.id}`.execute(ctx.db)
  try {
    const dress = await dressMarketing(ctx, await refuseMarketing(ctx, rows[0]!), outgoing.locale)
    if (!dress) return outgoing
    const { footer, unsubscribeUrl } = dress
    return { ...outgoing, text: `${outgoing.text}\n\n${footer}`, unsubscribeUrl }
  } catch (error) {
    if (error instanceof AppError) return { refused: error.code }
    throw error
  }
}
