import type { FastifyReply, FastifyRequest } from 'fastify'
import { wordsIn } from '../words.ts'
import { html, sendPage } from './html.ts'
import { askedLocale, browserLocale } from './person.ts'

/** For a link that we did not write, or that was cut off on its way. */
export const showRefused = (request: FastifyRequest, reply: FastifyReply) => {
  const locale = askedLocale(request) ?? browserLocale(request) ?? 'en'
  const t = wordsIn(locale)
  const title = t('consent.page.broken')
  const body = html`<h1>${title}</h1><p>${t('consent.page.broken-text')}</p>`
  return sendPage(reply, { locale, title, body, status: 404 })
}
