import type { Context } from '../../foundation/server/context.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { mayReach } from './current.ts'
import { requirePurpose } from './purposes.ts'
import { findSender, isComplete, writeFooter } from './sender.ts'
import { writeToken } from './tokens.ts'
import type { Locale } from './words.ts'

/** A message that somebody wants to have sent for a purpose. */
export type Marketing = {
  customerId: string
  /** Whose address or device it goes to. */
  identifierId: string
  channel: string
  purposeId: string | null | undefined
}

/** Channels whose law asks for a footer, and that have room for one. */
const withFooter = new Set(['email'])

/**
 * Refuses what must not go out: marketing that names no purpose, that nobody agreed to, or that could not say who sends
 * it. Asked when it is written and again when it is sent. Errors: `marketing.purpose_needed`, `marketing.no_consent`,
 * `marketing.sender_incomplete`, `consent.purpose_missing`.
 */
export const guardMarketing = async (ctx: Context, message: Marketing) => {
  const { customerId, identifierId, channel, purposeId } = message
  if (!purposeId) throw new AppError('invalid', 'marketing.purpose_needed')
  await requirePurpose(ctx, purposeId)
  if (withFooter.has(channel) && !isComplete(await findSender(ctx)))
    throw new AppError('conflict', 'marketing.sender_incomplete')
  if (!(await mayReach(ctx, customerId, { purposeId, channel, identifierId })))
    throw new AppError('conflict', 'marketing.no_consent')
}

/** What a marketing mail carries besides its words; nothing for other channels. */
export const dressMarketing = async (
  ctx: Context,
  { identifierId, channel, purposeId }: Marketing & { purposeId: string },
  locale: Locale,
): Promise<{ footer: string; unsubscribeUrl: string } | undefined> => {
  if (!withFooter.has(channel)) return undefined
  const unsubscribeUrl = unsubscribeUrlOf(ctx, { identifierId, channel, purposeId })
  return { footer: writeFooter(await findSender(ctx), locale, unsubscribeUrl), unsubscribeUrl }
}

export const unsubscribeUrlOf = (
  ctx: Context,
  {
    identifierId,
    channel,
    purposeId,
  }: { identifierId: string; channel: string; purposeId: string },
) => {
  const link = { workspaceId: ctx.workspaceId, subjectId: identifierId, purposeId, channel }
  return `${ctx.services.publicUrl}/unsubscribe?t=${writeToken(ctx.services.seal, 'unsubscribe', link)}`
}
