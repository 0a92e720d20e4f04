import { sql } from 'kysely'
import type { z } from 'zod'
import { audit } from '../../foundation/server/audit.ts'
import { type Context, inTransaction } from '../../foundation/server/context.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import { requireStanding } from '../customers/index.ts'
import type * as contract from './contract.ts'
import { addLine, type Line, type NewLine, type State } from './ledger.ts'
import { showLines } from './list-consents.ts'
import { mailToConfirm } from './mail-to-confirm.ts'
import { type Purpose, requirePurpose } from './purposes.ts'
import { writeToken } from './tokens.ts'
import { findWordingAt } from './wordings.ts'
import { localeOf } from './words.ts'

type Address = { id: string; shown: string }

/** The one named, else their first verified, else their first. */
export const findAddress = async (ctx: Context, customerId: string, identifierId?: string) => {
  const { rows } = await sql<Address>`
    select id, shown from identifier where workspace_id = ${ctx.workspaceId} and customer_id = ${customerId}
      and type = 'email' and ${identifierId ? sql`id = ${identifierId}` : sql`true`}
    order by (trust = 'verified') desc, created_at limit 1`.execute(ctx.db)
  return rows[0]
}

/** Errors: `consent.address_needed`. */
const requireAddress = async (ctx: Context, customerId: string, identifierId?: string) => {
  const found = await findAddress(ctx, customerId, identifierId)
  if (!found) throw new AppError('invalid', 'consent.address_needed')
  return found
}

export type Said = Omit<NewLine, 'customerId' | 'identifierId' | 'state' | 'wordingId'> & {
  state: Exclude<State, 'pending'>
  identifierId?: string | undefined
  /** Also where the purpose asks for no double opt-in: nobody vouches for who said it. */
  mustConfirm?: boolean
}

/** Of one address in a day, by whomever has nobody to vouch for them. */
const mostAsked = 3

/** Errors: `consent.asked_often`. */
const refuseOften = async (ctx: Context, address: Address) => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from consent
    where workspace_id = ${ctx.workspaceId} and identifier_id = ${address.id} and state = 'pending'
      and at > ${ctx.now}::timestamptz - interval '1 day'`.execute(ctx.db)
  if (rows[0]!.count >= mostAsked) throw new AppError('too-many', 'consent.asked_often')
}

/** Whether anything was said of an address since. */
const hasSpokenSince = async (
  ctx: Context,
  { id }: Address,
  { purposeId, channel, at }: { purposeId: string; channel: string; at: Date },
) => {
  const { rows } = await sql`select 1 from consent
    where workspace_id = ${ctx.workspaceId} and identifier_id = ${id} and purpose_id = ${purposeId}
      and channel = ${channel} and at > ${at} limit 1`.execute(ctx.db)
  return rows.length > 0
}

/**
 * Writes down what a customer said, for any source: staff, a form, a script. By mail and a purpose with double opt-in, a
 * yes only waits until the address's owner confirms it, from now on; one of before they last spoke asks nobody. Inside
 * the caller's transaction; the id of the line.
 * Errors: `consent.purpose_missing`, `consent.address_needed`, `consent.no_mailbox`, and with `mustConfirm`
 * `consent.asked_often`.
 */
export const sayConsent = async (
  ctx: Context,
  customerId: string,
  { mustConfirm = false, ...said }: Said,
): Promise<string> => {
  const purpose = await requirePurpose(ctx, said.purposeId)
  const address =
    said.channel === 'email' ? await requireAddress(ctx, customerId, said.identifierId) : undefined
  const waits =
    said.state === 'given' && address !== undefined && (purpose.doubleOptIn || mustConfirm)
  if (waits && mustConfirm) await refuseOften(ctx, address)
  // What is said to be of tomorrow must not outlast what is said until then.
  const at = said.at && said.at < ctx.now ? said.at : ctx.now
  const asks = waits && !(await hasSpokenSince(ctx, address, { ...said, at }))
  const isPast = asks && at < ctx.now
  const wording = said.at ? await findWordingAt(ctx, purpose.id, at) : purpose.wording
  const { id, isNew } = await addLine(ctx, {
    ...said,
    ...(isPast ? { evidence: { ...said.evidence, saidAt: at.toISOString() } } : {}),
    at: asks ? ctx.now : at,
    customerId,
    identifierId: address?.id ?? said.identifierId ?? null,
    state: waits ? 'pending' : said.state,
    wordingId: wording?.id ?? null,
  })
  if (asks && isNew) await askToConfirm(ctx, customerId, purpose, { lineId: id, to: address.shown })
  return id
}

const askToConfirm = async (
  ctx: Context,
  customerId: string,
  purpose: Purpose,
  { lineId, to }: { lineId: string; to: string },
) => {
  const { name, locale } = await ctx.db
    .selectFrom('workspace')
    .leftJoin('customer', (join) =>
      join.onRef('customer.workspace_id', '=', 'workspace.id').on('customer.id', '=', customerId),
    )
    .select([
      'workspace.name',
      sql<string>`coalesce(customer.locale, workspace.locale)`.as('locale'),
    ])
    .where('workspace.id', '=', ctx.workspaceId)
    .executeTakeFirstOrThrow()
  const token = writeToken(ctx.services.seal, 'confirm', {
    workspaceId: ctx.workspaceId,
    subjectId: lineId,
    purposeId: purpose.id,
    channel: 'email',
  })
  await mailToConfirm(ctx, purpose, {
    to,
    brand: name,
    locale: localeOf(locale) ?? 'en',
    url: `${ctx.services.publicUrl}/consent/confirm?t=${token}`,
  })
}

export const recordConsent = (ctx: Context, input: z.output<typeof contract.recordConsent.input>) =>
  inTransaction(ctx, async (ctx) => {
    const customerId = await requireStanding(ctx, input.id)
    const { note, pageUrl, messageId } = input
    const lineId = await sayConsent(ctx, customerId, {
      purposeId: input.purposeId,
      channel: input.channel,
      state: input.state,
      identifierId: input.identifierId,
      source: ctx.actor.type === 'api-key' ? 'api' : 'member',
      evidence: {
        ...(note ? { note } : {}),
        ...(pageUrl ? { pageUrl } : {}),
        ...(messageId ? { messageId } : {}),
        ...(ctx.network ? { network: ctx.network } : {}),
      },
      ...(input.at ? { at: new Date(input.at) } : {}),
    })
    await audit(ctx, 'consent.recorded', {
      object: { type: 'customer', id: customerId },
      facts: { consentId: lineId, channel: input.channel, state: input.state },
    })
    const { rows } = await sql<Line>`select c.*, c.customer_id as holder from consent c
      where c.workspace_id = ${ctx.workspaceId} and c.id = ${lineId}`.execute(ctx.db)
    return (await showLines(ctx, rows))[0]!
  })
