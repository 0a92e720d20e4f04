import type { Locale } from '../boot.ts'
import en from './texts.en.json'
import ja from './texts.ja.json'

export type TextId = keyof typeof en
export type Say = (id: TextId, values?: Record<string, string | number>) => string

const texts: Record<Locale, Record<TextId, string>> = { en, ja }

/** The texts of one language; placeholders only, so that no message format has to be loaded. */
export const speak =
  (locale: Locale): Say =>
  (id, values = {}) =>
    texts[locale][id].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))

/** What to say of a refusal, by its stable code. */
export const sayRefusal = (say: Say, code: string) => {
  const id = `widget.error.${code}`
  return say(id in en ? (id as TextId) : 'widget.error')
}
