import { sql } from 'kysely'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { record, type Subjects } from '../../foundation/server/events/record.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { isLimited } from '../members/index.ts'
import { addressSuppressed, suppressionLifted } from './events.ts'

export type Evidence = {
  status?: string | undefined
  /** Ours that could not be delivered, the message that reports it, and the raw input that this came as. */
  messageId: string
  evidenceId: string
  receiptId: string
}

/** One spelling, as identifiers have it. */
export const normaliseAddress = (address: string) => address.normalize('NFKC').trim().toLowerCase()

/** Nothing more is sent to this address by this channel. One that is known already stays as it is. */
export const suppress = async (
  ctx: Context,
  { channel, address }: { channel: string; address: string },
  { status, messageId, evidenceId, receiptId }: Evidence,
  subjects: Subjects,
) => {
  const made = await ctx.db
    .insertInto('suppression')
    .values({
      workspace_id: ctx.workspaceId,
      id: newId(),
      channel,
      address: normaliseAddress(address),
      reason: 'bounce',
      status: status ?? null,
      message_id: messageId,
      evidence_id: evidenceId,
      receipt_id: receiptId,
      created_at: ctx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made) await record(ctx, addressSuppressed, subjects, { suppressionId: made.id, channel })
}

/** Errors: `suppression.missing`. */
export const liftSuppression = (ctx: Context, { id }: { id: string }) =>
  inTransaction(ctx, async (ctx) => {
    const lifted = await ctx.db
      .updateTable('suppression')
      .set({ lifted_at: ctx.now, lifted_by: `${ctx.actor.type}:${ctx.actor.id}` })
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', id)
      .where('lifted_at', 'is', null)
      .where(sql<boolean>`${!isLimited(ctx) && ctx.sight.contact}`)
      .returning('channel')
      .executeTakeFirst()
    if (!lifted) throw new AppError('missing', 'suppression.missing')
    await record(ctx, suppressionLifted, {}, { suppressionId: id, channel: lifted.channel })
    await audit(ctx, 'suppression.lifted', {
      object: { type: 'suppression', id },
      facts: { channel: lifted.channel },
    })
    return {}
  })
