import { setupI18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import en from './texts.en.json' with { type: 'json' }
import ja from './texts.ja.json' with { type: 'json' }

export type Language = 'en' | 'ja'
const texts: Record<Language, Record<string, string>> = { en, ja }

/** The words of letters and copies that this server writes itself; undefined for what has none. */
export const wordsIn = (locale: Language) => {
  const i18n = setupI18n({ locale, messages: { [locale]: texts[locale] } })
  i18n.setMessagesCompiler(compileMessage)
  const say = (id: string, values: Record<string, string | number> = {}) => i18n._(id, values)
  return Object.assign(say, { find: (id: string) => (id in texts[locale] ? say(id) : undefined) })
}
