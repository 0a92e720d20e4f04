import { setupI18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import en from './texts.en.json' with { type: 'json' }
import ja from './texts.ja.json' with { type: 'json' }

export type Locale = 'en' | 'ja'
const texts = { en, ja }

/** The words of pages and mails that this server writes itself. */
export const wordsIn = (locale: Locale) => {
  const i18n = setupI18n({ locale, messages: { [locale]: texts[locale] } })
  i18n.setMessagesCompiler(compileMessage)
  return (id: keyof typeof en, values: Record<string, string | number> = {}) => i18n._(id, values)
}

export const localeOf = (text: string | null | undefined): Locale | undefined =>
  /^ja\b/i.test(text ?? '') ? 'ja' : /^en\b/i.test(text ?? '') ? 'en' : undefined
