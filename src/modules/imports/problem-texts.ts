import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setupI18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'

export type Locale = 'en' | 'ja'
type Messages = Record<string, string>

const open = (locale: Locale) => {
  const messages: Messages = JSON.parse(
    readFileSync(join(import.meta.dirname, `texts.${locale}.json`), 'utf8'),
  )
  const i18n = setupI18n()
  i18n.setMessagesCompiler(compileMessage)
  i18n.load(locale, messages)
  i18n.activate(locale)
  return i18n
}
const opened = new Map<Locale, ReturnType<typeof open>>()

/** In the reader's language, whoever brought the file in. */
const texts = (locale: Locale) => {
  const known = opened.get(locale) ?? open(locale)
  opened.set(locale, known)
  return known
}

export const sayWord = (locale: Locale, word: string) => texts(locale)._(`import.file.${word}`)

/** What is wrong, with the name of the target instead of its id. */
export const sayProblem = (locale: Locale, code: string, facts: Record<string, string>) => {
  const i18n = texts(locale)
  // Fields of a workspace's own are called by their keys.
  const own = /^custom\.(.+)/.exec(facts.target ?? '')?.[1]
  const target = own ?? (facts.target && i18n._(`import.target.${facts.target}`))
  return i18n._(`import.problem.${code}`, { ...facts, ...(target ? { target } : {}) })
}
