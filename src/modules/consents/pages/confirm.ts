import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { inTransaction, lockWords } from '../../../foundation/server/context.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { addLine } from '../ledger.ts'
import { allPurposes } from '../purposes.ts'
import { wordsIn } from '../words.ts'
import { html, sendPage } from './html.ts'
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
    const t = wordsIn(locale)
    const purpose = (await allPurposes(ctx)).find((one) => one.id === pending.purpose_id)
    const wording = await ctx.db
      .selectFrom('consent_wording')
      .select(['text_en', 'text_ja'])
      .where('workspace_id', '=', ctx.workspaceId)
      .where('id', '=', pending.wording_id ?? '00000000-0000-0000-0000-000000000000')
      .executeTakeFirst()
    const values = {
      brand,
      purpose: (locale === 'ja' ? purpose?.nameJa : purpose?.nameEn) ?? '',
    }
    const wasDone = !pending.last
    const isOver = pending.late && pending.last
    const ask = !isPost && pending.last && !pending.late
    const title = t(
      ask
        ? 'consent.confirm.title'
        : isOver
          ? 'consent.confirm.over'
          : wasDone
            ? 'consent.confirm.was-done'
            : 'consent.confirm.done',
      values,
    )
    const body = html`<h1>${title}</h1>
${wording ? html`<section>${locale === 'ja' ? wording.text_ja : wording.text_en}</section>` : ''}
${
  ask
    ? html`<p>${t('consent.confirm.text', values)}</p><form method="post" action="/consent/confirm"><input type="hidden" name="t" value="${token}"><input type="hidden" name="lang" value="${locale}"><button>${t('consent.confirm.yes')}</button></form>`
    : html`<p role="status">${t(isOver ? 'consent.confirm.over-text' : 'consent.confirm.done-text', values)}</p>`
}`
    return sendPage(reply, { locale, title, body })
  }
