import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Encoding from 'encoding-japanese'
import { afterAll, expect, test } from 'vitest'
import { detectEncoding } from './detect.ts'
import { isText } from './is-text.ts'
import { detectReading } from './look.ts'
import { readFirst } from './rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'engawa-odd-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let count = 0
const write = (content: string | Uint8Array) => {
  count += 1
  const path = join(folder, String(count))
  writeFileSync(path, content)
  return path
}
const inJapanese = (text: string, to: 'SJIS' | 'EUCJP') =>
  Buffer.from(Encoding.convert(Encoding.stringToCode(text), { from: 'UNICODE', to }) as number[])
const western = (text: string) => Buffer.from(text.replaceAll('’', '\u0092'), 'latin1')

test.each([
  [
    'a row of Shift_JIS in UTF-8',
    Buffer.concat([
      Buffer.from('氏名\n山田\n'),
      inJapanese('鈴木\n', 'SJIS'),
      Buffer.from('佐藤\n'),
    ]),
    'utf-8',
  ],
  ['accents', western('José García,Málaga\nZoë Müller,Köln\n'), 'windows-1252'],
  ['one typographic apostrophe', western('name\nO’Brien\n'), 'windows-1252'],
  ['two kanji', inJapanese('name\n山田\n', 'SJIS'), 'shift_jis'],
  ['katakana behind letters', inJapanese('タロウ\nA棟\nTシャツ\nｱｲｳ\n', 'SJIS'), 'shift_jis'],
  ['EUC', inJapanese('氏名\n山田 太郎\n', 'EUCJP'), 'euc-jp'],
  ['UTF-16 without a mark', Buffer.from('email,name\r\nJo', 'utf16le'), 'utf-16le'],
])('%s is told by its bytes', async (_what, bytes, encoding) => {
  const path = write(bytes)
  expect([await detectEncoding(path), await isText(path)]).toEqual([encoding, true])
})

test('a workbook, an archive and a PDF are no text', async () => {
  for (const head of [
    'PK\x03\x04\x14',
    '\x1f\x8b\x08',
    '%PDF-1.7',
    '\xd0\xcf\x11\xe0',
    '\x01\x02'.repeat(99),
  ])
    expect([head, await isText(write(Buffer.from(head, 'latin1')))]).toEqual([head, false])
})

test('rows are numbered as a spreadsheet does, whatever ends them; blank ones are left out', async () => {
  const path = write(
    'sep=;\r\nemail;name\r\n\r\na@x.example;"A\r\nB"\n;;\rb@x.example;5" pipe\r\nc@x.example;"open',
  )
  const reading = await detectReading(path, 'a.csv', 'customers', {})
  expect(reading).toMatchObject({ delimiter: ';', header: true })
  const rows = await readFirst(path, reading, [], 9)
  expect(rows.map(({ number, cells, broken }) => [number, broken ?? cells])).toEqual([
    [1, ['email', 'name']],
    [3, ['a@x.example', 'A\r\nB']],
    [5, ['b@x.example', '5" pipe']],
    [6, true],
  ])
})
