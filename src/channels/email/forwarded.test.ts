import { describe, expect, it } from 'vitest'
import { fixture, mail, read } from './testing.ts'

const taro = { address: 'taro@customer.example', name: 'Taro Yamada' }

describe('a mail that passes another on', () => {
  it.each([
    [
      'Gmail',
      'Order',
      '---------- Forwarded message ---------\nFrom: Taro Yamada <taro@customer.example>\nDate: Sat, 21 Nov 2026\nSubject: Order\nTo: <me@shop.example>\n\nhello',
    ],
    [
      'Thunderbird',
      'Order',
      '-------- Forwarded Message --------\nSubject: Order\nDate: Sat, 21 Nov 2026\nFrom: Taro Yamada <taro@customer.example>\nTo: me@shop.example\n\nhello',
    ],
    [
      'Apple Mail',
      'Fwd: Order',
      'see below\n\nBegin forwarded message:\n\n> From: Taro Yamada <taro@customer.example>\n> Subject: Order\n> To: me@shop.example\n>\n> hello',
    ],
    [
      'Outlook',
      'FW: Order',
      'see below\n\nFrom: Taro Yamada <taro@customer.example>\nSent: Saturday, 21 November 2026 12:34\nTo: me@shop.example\nSubject: Order\n\nhello',
    ],
    [
      'Outlook in Japanese',
      '転送: 注文',
      '下記の件です。\n\n差出人: Taro Yamada <taro@customer.example>\n送信日時: 2026年11月21日 12:34\n宛先: me@shop.example\n件名: 注文\n\nhello',
    ],
    [
      'Japanese Thunderbird',
      'Fwd: 注文',
      '-------- 転送メッセージ --------\n件名: 注文\n差出人： Taro Yamada <taro@customer.example>\n宛先： me@shop.example\n\nhello',
    ],
  ])('by %s names who wrote that', async (_program, subject, text) => {
    const parsed = await read(`From: me@shop.example\nSubject: ${subject}\n\n${text}\n`)
    expect(parsed.forwarded).toEqual(taro)
  })

  it('as an attachment names who wrote that', async () => {
    const { forwarded, attachments } = await read(fixture('attached-mail'))
    expect(forwarded).toEqual({ address: 'inner@other.example' })
    expect(attachments[0]?.mail).toEqual({
      subject: '内側',
      from: { address: 'inner@other.example' },
      sentAt: null,
    })
  })

  it('is not an answer that quotes, nor what a machine wrote', async () => {
    const quoted =
      'Thanks\n\nFrom: Taro Yamada <taro@customer.example>\nSent: today\nTo: me@shop.example\nSubject: Order\n\nhello'
    expect((await mail('X-A: 1', quoted)).forwarded).toBeUndefined()
    const text = `---------- Forwarded message ---------\n${quoted}`
    expect((await mail('Auto-Submitted: auto-replied', text)).forwarded).toBeUndefined()
  })

  it('is looked for in bounded time', async () => {
    const long = `Fwd: x\n${'From: <'.repeat(50_000)}\n${'From: a\n'.repeat(50_000)}`
    const parsed = await read(`From: me@shop.example\nSubject: Fwd: x\n\n${long}`)
    expect(parsed.forwarded).toBeUndefined()
  }, 120_000)
})

describe('who wrote by way of a list', () => {
  it.each([
    [
      "From: 'Taro Yamada' via Support <support@lists.example>\nX-Original-Sender: taro@customer.example",
    ],
    [
      'From: Taro Yamada <support@lists.example>\nList-Id: Support <support.lists.example>\nReply-To: Taro Yamada <taro@customer.example>',
    ],
    [
      'From: Taro Yamada <support@lists.example>\nList-Post: <mailto:support@lists.example>\nX-Original-From: Taro Yamada <taro@customer.example>',
    ],
  ])('is the person behind the rewritten From (%#)', async (fields) => {
    const parsed = await read(`${fields}\nSubject: x\n\nhello\n`)
    expect(parsed.from).toEqual({ type: 'email', value: taro.address, name: taro.name })
  })

  it('is whom From names where the list left it alone', async () => {
    const parsed = await mail(
      'List-Id: Support <support.lists.example>\nReply-To: support@lists.example',
    )
    expect(parsed.from.value).toBe('hanako@customer.example')
  })

  it('wants no answer at our own address', async () => {
    expect((await mail('Reply-To: Help@shop.example')).replyTo).toBeUndefined()
  })
})
