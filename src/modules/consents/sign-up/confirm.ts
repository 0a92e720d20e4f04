import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import {
  type Context,
  inTransaction,
  lockWords,
  systemContext,
} from '../../../foundation/server/context.ts'
import { networkOf } from '../../../foundation/server/network-of.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { findIdentifier, resolveSender } from '../../customers/index.ts'
import { addLine, lineIdOf } from '../ledger.ts'
import { showConfirmPage } from '../pages/confirm-page.ts'
import { askedLocale, readFields } from '../pages/person.ts'
import { showRefused } from '../pages/refused.ts'
import { listPurposes } from '../purposes.ts'
import { findWording } from '../wordings.ts'
import { readSignUp, type SignUp } from './token.ts'

const channel = 'email'
const waitsMs = 14 * 86_400_000

/** Whether the owner of this address said anything of it since they asked, also that they confirm. */
const hasSpoken = async (ctx: Context, { email, purposeId, at }: SignUp) => {
  const address = await findIdentifier(ctx, 'email', email)
  if (!address) return false
  const { rows } = await sql`select 1 from consent
    where workspace_id = ${ctx.workspaceId} and identifier_id = ${address.id} and purpose_id = ${purposeId}
      and channel = ${channel} and at > ${at} limit 1`.execute(ctx.db)
  return rows.length > 0
}

/** That they asked and that they confirm: two lines, once. */
const confirm = (ctx: Context, asked: SignUp) =>
  inTransaction(ctx, async (ctx) => {
    await lockWords(ctx, 'consent', asked.id)
    if (await hasSpoken(ctx, asked)) return
    const sender = { type: 'email', value: asked.email }
    const owner = await resolveSender(ctx, sender, 'subscription-confirmed')
    if (!owner) return
    const { customerId, identifierId } = owner
    const said = {
      customerId,
      identifierId,
      channel,
      purposeId: asked.purposeId,
      wordingId: asked.wordingId,
    }
    const { id } = await addLine(ctx, {
      ...said,
      id: lineIdOf('sign-up', asked.id),
      state: 'pending',
      source: 'web-form',
      evidence: {
        ...(asked.pageUrl ? { pageUrl: asked.pageUrl } : {}),
        ...(asked.network ? { network: asked.network } : {}),
      },
      at: asked.at,
    })
    const byThem: Context = { ...ctx, actor: { type: 'customer', id: customerId } }
    await addLine(byThem, {
      ...said,
      state: 'given',
      source: 'confirmation',
      evidence: { confirms: id, ...(ctx.network ? { network: ctx.network } : {}) },
    })
  })

/** The second half of a sign-up on a site: opening the page shows what is asked, the button says yes. */
export const confirmSignUp =
  (services: Services) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { t: token } = readFields(request)
    const asked = readSignUp(services.seal, token)
    if (!asked) return showRefused(request, reply)
    const network = networkOf(request.ip)
    const ctx = { ...systemContext(services, asked.workspaceId, 'consents'), network }
    const workspace = await ctx.db
      .selectFrom('workspace')
      .select('name')
      .where('id', '=', asked.workspaceId)
      .executeTakeFirst()
    const purpose = (await listPurposes(ctx)).data.find(({ id }) => id === asked.purposeId)
    if (!workspace || !purpose) return showRefused(request, reply)
    const isOver = ctx.now.getTime() - asked.at.getTime() > waitsMs
    const wasDone = await hasSpoken(ctx, asked)
    const isPost = request.method === 'POST'
    if (isPost && !isOver && !wasDone) await confirm(ctx, asked)
    return showConfirmPage(reply, '/subscribe/confirm', {
      locale: askedLocale(request) ?? asked.locale,
      brand: workspace.name,
      token: String(token),
      purpose,
      wording: await findWording(ctx, asked.wordingId),
      state: wasDone ? 'was-done' : isOver ? 'over' : isPost ? 'done' : 'ask',
    })
  }
