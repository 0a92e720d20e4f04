import type { FastifyReply, FastifyRequest } from 'fastify'
import { inTransaction } from '../../../foundation/server/context.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { readStandingOf, whoseOf } from '../current.ts'
import { addLine, type Line, readLatest, type State } from '../ledger.ts'
import { allPurposes, listPurposes, type Purpose } from '../purposes.ts'
import { type Locale, wordsIn } from '../words.ts'
import { html, sendPage } from './html.ts'
import { otherLanguage } from './other-language.ts'
import { openLink, type Visit } from './person.ts'
import { showRefused } from './refused.ts'

const nameIn = (locale: Locale, purpose: Purpose) =>
  locale === 'ja' ? purpose.nameJa : purpose.nameEn
const aboutIn = (locale: Locale, purpose: Purpose) =>
  locale === 'ja' ? purpose.descriptionJa : purpose.descriptionEn

const standingOf = async ({ ctx, customerId, link }: Visit) => {
  if (!customerId) return new Map<string, State>()
  const address = { channel: link.channel, identifierId: link.subjectId }
  return readStandingOf(ctx, await whoseOf(ctx, customerId), address)
}

/** Of which purposes the last that was said of this very address is no. */
const refusedOf = async ({ ctx, customerId, link }: Visit) => {
  const lines = customerId ? await readLatest(ctx, await whoseOf(ctx, customerId)) : []
  const isNo = ({ state }: Line) => state === 'withdrawn' || state === 'refused'
  return new Set(
    lines
      .filter((one) => one.identifier_id === link.subjectId && one.channel === link.channel)
      .filter(isNo)
      .map((one) => one.purpose_id),
  )
}

type Done = 'stopped' | 'stopped-all' | 'saved'

/** Shows, changes nothing: mail programs and virus scanners open every link of a mail. */
const showPage = async (reply: FastifyReply, visit: Visit, done?: Done) => {
  const { ctx, link, locale, token, brand } = visit
  const t = wordsIn(locale)
  const purposes = await allPurposes(ctx)
  const purpose = purposes.find((one) => one.id === link.purposeId)
  const standing = await standingOf(visit)
  const groups = (await listPurposes(ctx)).data.filter((one) => one.subscribable && one.marketing)
  const what = purpose ? nameIn(locale, purpose) : brand
  const isOn = standing.get(link.purposeId) === 'given'
  const field = html`<input type="hidden" name="t" value="${token}"><input type="hidden" name="lang" value="${locale}">`
  const title = t(`consent.page.${done ?? (isOn ? 'title' : 'stopped')}`, { purpose: what, brand })
  const body = html`<h1>${title}</h1>
<p class="quiet" role="status">${t(done ? 'consent.page.done-text' : isOn ? 'consent.page.text' : 'consent.page.off-text', { brand, purpose: what })}</p>
${isOn && !done ? html`<form method="post" action="/unsubscribe">${field}<input type="hidden" name="act" value="stop"><button>${t('consent.page.stop', { purpose: what })}</button></form>` : ''}
${
  groups.length > 0 && visit.customerId
    ? html`<h2 id="groups">${t('consent.page.groups', { brand })}</h2>
<form method="post" action="/unsubscribe"><section role="group" aria-labelledby="groups">${field}<input type="hidden" name="act" value="save">${groups.map(
        (group) =>
          html`<label><input type="checkbox" name="on" value="${group.id}"${standing.get(group.id) === 'given' ? { html: ' checked' } : ''}><span>${nameIn(locale, group)}</span>${
            aboutIn(locale, group) ? html`<small>${aboutIn(locale, group)}</small>` : ''
          }</label>`,
      )}</section><button>${t('consent.page.save')}</button></form>
<form method="post" action="/unsubscribe"><p>${field}<input type="hidden" name="act" value="all"><button class="plain">${t('consent.page.all', { brand })}</button></p></form>`
    : ''
}${otherLanguage('/unsubscribe', token, locale)}`
  return sendPage(reply, { locale, title, body })
}

/** RFC 8058: whoever posts has decided, whether a person on the page or their mail program for them. */
const act = async (visit: Visit, form: Record<string, unknown>): Promise<Done> => {
  const { ctx, link, customerId } = visit
  if (!customerId) return 'stopped'
  const isSaving = form.act === 'save'
  const wanted = new Set([form.on].flat().map(String))
  await inTransaction(ctx, async (ctx) => {
    const { data } = await listPurposes(ctx)
    const groups = data.filter((one) => one.marketing && one.subscribable)
    const everything = data.filter((one) => one.marketing).map(({ id }) => id)
    const standing = await standingOf({ ...visit, ctx })
    const refused = await refusedOf({ ...visit, ctx })
    const say = async (purposeId: string, state: 'given' | 'withdrawn') => {
      // A no of another address, or of somebody merged with them, may be taken away again: theirs is written down.
      if (state === 'given' ? standing.get(purposeId) === 'given' : refused.has(purposeId)) return
      await addLine(ctx, {
        customerId,
        identifierId: link.subjectId,
        purposeId,
        channel: link.channel,
        state,
        wordingId: data.find((one) => one.id === purposeId)?.wording?.id ?? null,
        source: isSaving ? 'preferences' : 'unsubscribe',
        evidence: {
          ...(ctx.network ? { network: ctx.network } : {}),
          ...(form['List-Unsubscribe'] === 'One-Click' ? { note: 'One-Click' } : {}),
        },
      })
    }
    if (isSaving)
      for (const { id } of groups) {
        if (wanted.has(id)) await say(id, 'given')
        else if (standing.has(id)) await say(id, 'withdrawn')
      }
    else if (form.act === 'all')
      for (const id of new Set([...everything, link.purposeId])) await say(id, 'withdrawn')
    else if ((await allPurposes(ctx)).some((one) => one.id === link.purposeId))
      await say(link.purposeId, 'withdrawn')
  })
  if (isSaving) return 'saved'
  return form.act === 'all' ? 'stopped-all' : 'stopped'
}

export const unsubscribe =
  (services: Services) => async (request: FastifyRequest, reply: FastifyReply) => {
    const visit = await openLink(services, request, 'unsubscribe')
    if (!visit) return showRefused(request, reply)
    if (request.method !== 'POST') return showPage(reply, visit)
    return showPage(reply, visit, await act(visit, (request.body ?? {}) as Record<string, unknown>))
  }
