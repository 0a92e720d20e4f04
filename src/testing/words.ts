import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setupI18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'

export type Locale = 'en' | 'ja'
export type Words = ReturnType<typeof readWords>

const src = join(import.meta.dirname, '..')

/** The texts that people see, by id; a test finds buttons by them in either language. */
export const readWords = (locale: Locale) => {
  const files = globSync(`**/texts.${locale}.json`, { cwd: src })
  const texts = files.flatMap((file) =>
    Object.entries(JSON.parse(readFileSync(join(src, file), 'utf8')) as Record<string, string>),
  )
  const messages = Object.fromEntries(texts.map(([id, text]) => [id, compileMessage(text)]))
  const i18n = setupI18n({ locale, messages: { [locale]: messages } })
  return (id: string, values?: Record<string, string | number>) => {
    if (!(id in messages)) throw new Error(`no text ${id}`)
    return i18n._(id, values)
  }
}
