import type { Locale } from '../words.ts'
import { type Html, html } from './html.ts'

/** A link to the same page in the other language, for whoever came to `path` by a link of ours with `token`. */
export const otherLanguage = (path: string, token: string, locale: Locale): Html => {
  const other = locale === 'ja' ? 'en' : 'ja'
  return html`<nav><a lang="${other}" href="${path}?t=${token}&amp;lang=${other}">${other === 'ja' ? '日本語' : 'English'}</a></nav>`
}
