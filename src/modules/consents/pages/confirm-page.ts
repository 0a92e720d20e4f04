import type { FastifyReply } from 'fastify'
import { type Locale, wordsIn } from '../words.ts'
import { html, sendPage } from './html.ts'
import { otherLanguage } from './other-language.ts'

/** What somebody is asked to confirm, and how that stands. */
type Asked = {
  locale: Locale
  brand: string
  token: string
  purpose: { nameEn: string; nameJa: string } | undefined
  wording: { textEn: string; textJa: string } | undefined
  state: 'ask' | 'done' | 'was-done' | 'over'
}

const titles = {
  ask: 'consent.confirm.title',
  done: 'consent.confirm.done',
  'was-done': 'consent.confirm.was-done',
  over: 'consent.confirm.over',
} as const

/** The page behind the link of a confirmation; its button posts to `action`. */
export const showConfirmPage = (
  reply: FastifyReply,
  action: string,
  { locale, brand, token, purpose, wording, state }: Asked,
) => {
  const t = wordsIn(locale)
  const values = {
    brand,
    purpose: (locale === 'ja' ? purpose?.nameJa : purpose?.nameEn) ?? '',
  }
  const title = t(titles[state], values)
  const rest =
    state === 'ask'
      ? html`<p>${t('consent.confirm.text', values)}</p><form method="post" action="${action}"><input type="hidden" name="t" value="${token}"><input type="hidden" name="lang" value="${locale}"><button>${t('consent.confirm.yes')}</button></form>`
      : html`<p role="status">${t(`consent.confirm.${state}-text`, values)}</p>`
  const body = html`<h1>${title}</h1>
${wording ? html`<section>${locale === 'ja' ? wording.textJa : wording.textEn}</section>` : ''}
${rest}
${otherLanguage(action, token, locale)}`
  return sendPage(reply, { locale, title, body })
}
