import type { FastifyReply, FastifyRequest } from 'fastify'
import { systemContext } from '../../../foundation/server/context.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { readTransmissions } from '../transmissions.ts'
import { localeOf, wordsIn } from '../words.ts'
import { html, sendPage } from './html.ts'
import { askedLocale, browserLocale } from './person.ts'
import { showRefused } from './refused.ts'

/** What leaves a visitor's browser, to whom, and what for (電気通信事業法 §27-12, 外部送信規律). */
export const showNotice =
  (services: Services) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { workspaceId = '' } = request.params as { workspaceId?: string }
    if (!/^[0-9a-f-]{36}$/i.test(workspaceId)) return showRefused(request, reply)
    const ctx = systemContext(services, workspaceId, 'consents')
    const workspace = await ctx.db
      .selectFrom('workspace')
      .select(['name', 'locale'])
      .where('id', '=', workspaceId)
      .executeTakeFirst()
    if (!workspace) return showRefused(request, reply)
    const locale =
      askedLocale(request) ?? browserLocale(request) ?? localeOf(workspace.locale) ?? 'en'
    const other = locale === 'ja' ? 'en' : 'ja'
    const t = wordsIn(locale)
    const rows = await readTransmissions(ctx)
    const title = t('consent.notice.title', { brand: workspace.name })
    const body = html`<h1>${title}</h1><p>${t('consent.notice.text', { brand: workspace.name })}</p>
${
  rows.length === 0
    ? html`<p>${t('consent.notice.none')}</p>`
    : rows.map(
        (row) =>
          html`<section><h2>${t('consent.notice.recipient', { name: row.recipient })}</h2><dl><dt>${t('consent.notice.what')}</dt><dd>${locale === 'ja' ? row.whatJa : row.whatEn}</dd><dt>${t('consent.notice.purpose')}</dt><dd>${locale === 'ja' ? row.purposeJa : row.purposeEn}</dd>${
            row.url
              ? html`<dt>${t('consent.notice.policy')}</dt><dd><a href="${row.url}" rel="noreferrer">${row.url}</a></dd>`
              : ''
          }</dl></section>`,
      )
}
<nav><a lang="${other}" href="?lang=${other}">${other === 'ja' ? '日本語' : 'English'}</a></nav>`
    return sendPage(reply, { locale, title, body })
  }
