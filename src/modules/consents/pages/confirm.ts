import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { inTransaction, lockWords } from '../../../foundation/server/context.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { addLine } from '../ledger.ts'
import { allPurposes } from '../purposes.ts'
import { findWording } from '../wordings.ts'
import { showConfirmPage } from './confirm-page.ts'
import { openLink, type Visit } from './person.ts'
import { showRefused } from './refused.ts'

const waitsDays = 14

type Pending = {
  id: string
  customer_id: string
  identifier_id: string
  purpose_id: string
  channel: string
  wording_id: string | null
  /** Whether anything was said since. */
  last: boolean
  late: boolean
}

const findPending = async ({ ctx, link }: Visit): Promise<Pending | undefined> => {
  const { rows } = await sql<Pending>`
    select c.id, c.customer_id, c.identifier_id, c.purpose_id, c.channel, c.wording_id,
      c.at < ${ctx.now}::timestamptz - make_interval(days => ${waitsDays}) as late,
      not exists (select 1 from consent n where n.workspace_id = c.workspace_id and n.identifier_id = c.identifier_id
        and n.purpose_id = c.purpose_id and n.channel = c.channel and (n.at, n.id) > (c.at, c.id)) as last
    from consent c where c.workspace_id = ${ctx.workspaceId} and c.id = ${link.subjectId} and c.state = 'pending'`.execute(
    ctx.db,
  )
  return rows[0]
}

/** Once only, and not after they said something else. */
const confirm = (visit: Visit) =>
  inTransaction(visit.ctx, async (ctx) => {
    await lockWords(ctx, 'consent', visit.link.subjectId)
    const pending = await findPending({ ...visit, ctx })
    if (!pending?.last || pending.late) return
    await addLine(ctx, {
      customerId: pending.customer_id,
      identifierId: pending.identifier_id,
      purposeId: pending.purpose_id,
      channel: pending.channel,
      state: 'given',
      wordingId: pending.wording_id,
      source: 'confirmation',
      evidence: { confirms: pending.id, ...(ctx.network ? { network: ctx.network } : {}) },
    })
  })

/** The second half of double opt-in: opening the page shows what is asked, the button says yes. */
export const confirmConsent =
  (services: Services) => async (request: FastifyRequest, reply: FastifyReply) => {
    const visit = await openLink(services, request, 'confirm')
    const pending = visit && (await findPending(visit))
    if (!visit || !pending) return showRefused(request, reply)
    const isPost = request.method === 'POST'
    if (isPost) await confirm(visit)
    const { locale, brand, token, ctx } = visit
    return showConfirmPage(reply, '/consent/confirm', {
      locale,
      brand,
      token,
      purpose: (await allPurposes(ctx)).find((one) => one.id === pending.purpose_id),
      wording: await findWording(ctx, pending.wording_id),
      state: !pending.last ? 'was-done' : pending.late ? 'over' : isPost ? 'done' : 'ask',
    })
  }
