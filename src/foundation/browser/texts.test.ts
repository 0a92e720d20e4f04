import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { describe, expect, test } from 'vitest'

const src = join(import.meta.dirname, '../..')
type Texts = Record<string, string>
const read = (path: string) => JSON.parse(readFileSync(join(src, path), 'utf8')) as Texts

/** Names of the placeholders of a compiled message, at any depth. */
const placeholders = (message: unknown): string[] => {
  if (!Array.isArray(message)) return []
  return message.flatMap((part: unknown) => {
    if (!Array.isArray(part)) return []
    const [name, , choices] = part as [string, string?, Record<string, unknown>?]
    return [name, ...Object.values(choices ?? {}).flatMap(placeholders)]
  })
}
const named = (text: string) => [...new Set(placeholders(compileMessage(text)))].sort()

const files = globSync('**/texts.en.json', { cwd: src }).sort()

describe.each(files)('%s', (path) => {
  const en = read(path)
  const ja = read(path.replace('.en.', '.ja.'))

  test('has the same texts in both languages, none of them empty', () => {
    expect(Object.keys(ja).sort()).toEqual(Object.keys(en).sort())
    expect(Object.entries({ ...en, ...ja }).filter(([, text]) => !text.trim())).toEqual([])
  })

  test('can be read as ICU messages with the same placeholders', () => {
    for (const key of Object.keys(en))
      expect([key, named(ja[key]!)]).toEqual([key, named(en[key]!)])
  })
})

test.each(['en', 'ja'])(
  'an id that two files of the desk have says the same in both (%s)',
  (locale) => {
    const said = new Map<string, string>()
    for (const path of files.filter((path) => !/^apps\/(?!desk)/.test(path)))
      for (const [id, text] of Object.entries(read(path.replace('.en.', `.${locale}.`)))) {
        expect([id, said.get(id) ?? text]).toEqual([id, text])
        said.set(id, text)
      }
  },
)
