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

const findIn = (pattern: string, sought: RegExp) =>
  globSync(pattern, { cwd: src })
    .filter((path) => !/\.test\.|^cli\//.test(path))
    .flatMap((path) =>
      [...readFileSync(join(src, path), 'utf8').matchAll(sought)].map((match) => match[1]!),
    )
const known = new Set(files.flatMap((path) => Object.keys(read(path))))

test('every text that a screen names is there', () => {
  const ids = findIn(
    '{apps/desk,foundation/browser,modules/*/desk}/**/*.{ts,tsx}',
    /\bt\(\s*'([^']+)'/g,
  )
  expect(ids.length).toBeGreaterThan(100)
  expect(ids.filter((id) => !known.has(id))).toEqual([])
})

test('every error that a request may answer with has words', () => {
  const thrown = /AppError\(\s*'[a-z-]+',\s*'([\w.]+)'/g
  const codes = [
    ...findIn('{modules,channels,actions,reports}/**/*.ts', thrown),
    ...findIn('foundation/server/{http,live,events,jobs,files}/**/*.ts', thrown),
  ]
  expect(codes.length).toBeGreaterThan(30)
  expect(codes.filter((code) => !known.has(`error.${code}`))).toEqual([])
})
