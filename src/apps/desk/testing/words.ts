import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const repository = join(import.meta.dirname, '../../../..')

/** Texts as the desk shows them, by id; `{name}` is filled as written, and plurals are not for here. */
export const readWords = (locale: 'en' | 'ja') => {
  const words: Record<string, string> = {}
  for (const path of globSync(`src/**/texts.${locale}.json`, { cwd: repository }))
    Object.assign(words, JSON.parse(readFileSync(join(repository, path), 'utf8')))
  return (id: string, values: Record<string, string> = {}) => {
    const text = words[id]
    if (text === undefined) throw new Error(`there is no text ${id}`)
    return text.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? '')
  }
}
