import type { Locale } from '../boot.ts'
import type en from './texts.en.json'

export type TextId = keyof typeof en
export type Say = (id: TextId, values?: Record<string, string | number>) => string

/** Put in when it is built: the ids once, without their `widget.`, and each language's texts in their order. */
declare const __TEXTS__: { ids: string[] } & Record<Locale, string[]>
const texts = __TEXTS__
const { ids } = texts
const nameOf = (id: string) => id.slice('widget.'.length)

/** The texts of one language; placeholders only, so that no message format has to be loaded. */
export const speak =
  (locale: Locale): Say =>
  (id, values = {}) =>
    texts[locale][ids.indexOf(nameOf(id))]!.replace(/\{(\w+)\}/g, (_, name: string) =>
      String(values[name] ?? ''),
    )

/** What to say of a refusal, by its stable code. */
export const sayRefusal = (say: Say, code: string) => {
  const id = `widget.error.${code}`
  return say(ids.includes(nameOf(id)) ? (id as TextId) : 'widget.error')
}
