import { describe, expect, it } from 'vitest'
import { fixture, read } from './testing.ts'

describe('reading charsets', () => {
  const sentence = /^①㈱髙﨑ｱｲｳの注文について[〜～]表示ソ/

  it.each([
    'iso-2022-jp',
    'iso-2022-jp-undeclared',
    'html-iso-2022-jp',
    'shift-jis',
    'shift-jis-undeclared',
    'shift-jis-called-utf-8',
    'cp932-base64',
    'html-meta-sjis',
    'euc-jp',
    'utf-8-called-ascii',
  ])('reads the whole sentence of %s', async (name) => {
    expect((await read(fixture(name))).text).toMatch(sentence)
  })

  it.each([
    ['iso-2022-jp', '㈱髙島屋①の件'],
    ['iso-2022-jp-undeclared', '生のJIS件名'],
    ['shift-jis', '表示できない～ソフト'],
    ['shift-jis-undeclared', '表の件'],
    ['cp932-base64', 'ご注文'],
    ['euc-jp', 'お問い合わせ'],
    ['words-split', '受付番号のお知らせ🙂と長い件名'],
    ['koi8-r-raw', 'Привет'],
    ['windows-1252-undeclared', 'Café réservé'],
  ])('reads the subject of %s', async (name, subject) => {
    expect((await read(fixture(name))).subject).toBe(subject)
  })

  it.each([
    ['gb18030', 'xOO6w6OsztK1xLaptaU=', '你好，我的订单'],
    ['windows-1258', 'WGluIGNo4G8=', 'Xin chào'],
    ['koi8-r', '8NLJ18XU', 'Привет'],
    ['euc-kr', 'vsiz58fPvLy/5A==', '안녕하세요'],
    ['big5', 'p0GmbqFB', '你好，'],
  ])('reads text in %s', async (charset, base64, text) => {
    const head = `From: a@b.example\nContent-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: base64`
    expect((await read(`${head}\n\n${base64}\n`)).text).toBe(text)
  })

  it('reads a name in ISO-2022-JP', async () => {
    expect((await read(fixture('iso-2022-jp'))).from).toEqual({
      type: 'email',
      value: 'hanako@customer.example',
      name: '山田花子',
    })
  })

  it('keeps UTF-8 that was cut in the middle of a character', async () => {
    const text = Buffer.from('お問い合わせありがとうございます'.repeat(20))
    const head = Buffer.from('From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\n')
    const { text: got } = await read(Buffer.concat([head, text.subarray(0, -1)]))
    expect(got).toMatch(/^お問い合わせ.*ありがとうございま\ufffd$/)
  })

  it('removes what PostgreSQL cannot store', async () => {
    const parsed = await read('From: a@b.example\nSubject: x\0y\n\na\0b\u0007c\n')
    expect([parsed.subject, parsed.text]).toEqual(['xy', 'abc'])
  })

  it('joins flowed lines', async () => {
    expect((await read(fixture('flowed'))).text).toBe(
      '長い文章が途中で折り返されています。\nEnglish text is wrapped here.\n> quotedtext\n--\nSignature',
    )
  })
})
