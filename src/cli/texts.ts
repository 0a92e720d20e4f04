import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setupI18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import type { Line } from './command.ts'

type Messages = Record<string, string>

const source = join(import.meta.dirname, '..')

/** The terminal's language, as far as it is one of ours. */
export const localeOf = (env: NodeJS.ProcessEnv) =>
  /^ja/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'ja' : 'en'

/** Turns lines into words. Errors of any part are looked up in that part's own texts. */
export const openTexts = (locale: 'en' | 'ja') => {
  const read = (path: string): Messages => JSON.parse(readFileSync(join(source, path), 'utf8'))
  const i18n = setupI18n()
  i18n.setMessagesCompiler(compileMessage)
  i18n.load(locale, read(`cli/texts.${locale}.json`))
  i18n.activate(locale)
  const loadAll = () => {
    for (const path of globSync(`**/texts.${locale}.json`, { cwd: source }))
      i18n.load(locale, read(path))
  }
  return {
    has: (id: string) => {
      if (!(id in i18n.messages)) loadAll()
      return id in i18n.messages
    },
    say: ({ text, values }: Line) => i18n._(text, values),
  }
}

export type Texts = ReturnType<typeof openTexts>
