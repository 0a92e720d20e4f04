import { describe, expect, it } from 'vitest'
import type { ParsedMessage } from '../channel.ts'
import { fixture, mail, read } from './testing.ts'

const newText = ({ text, newTextLength }: ParsedMessage) => text.slice(0, newTextLength)

describe('telling new text from quoted text', () => {
  const quote = '> old\n> text'

  it.each([
    ['-----Original Message-----\nFrom: x\nold'],
    ['-----Original Message-----'],
    ['------ 元のメッセージ ------\nold'],
    ['-----元のメッセージ-----\nold'],
    ['----- Original Message -----\nold'],
    [
      '________________________________\n差出人: Help\n送信日時: 2026年11月21日 12:34\n宛先: Hanako\n件名: x\n\nold',
    ],
    [
      'From: Help <help@shop.example>\nSent: Saturday, 21 November 2026 12:34\nTo: Hanako\nSubject: x\n\nold',
    ],
    ['Von: Help\nGesendet: Samstag\nAn: Hanako\nBetreff: x\n\nold'],
    [`2026年11月21日(土) 12:34 <help@shop.example>:\n\n${quote}`],
    [`2026年11月21日(土) 12:34 ヘルプデスク\n<help@shop.example>:\n\n${quote}`],
    [`2026/11/21 12:34、Help <help@shop.example>のメール:\n\n${quote}`],
    [`2026年11月21日(土) 12:34 Help のメール:\n${quote}`],
    [`2026/11/21 12:34 に Help さんは書きました:\n${quote}`],
    [`On Sat, 21 Nov 2026 at 12:34, Help <help@shop.example> wrote:\n\n${quote}`],
    [`On 21 Nov 2026, at 12:34, Help Desk of the Shop\n<help@shop.example> wrote:\n\n${quote}`],
    [`On Sat, 21 Nov 2026 at 12:34, Help <help@shop.example> wrote:\n\nold without marks`],
    [`Am 21.11.2026 um 12:34 schrieb Help:\n${quote}`],
    [`Le 21/11/2026 à 12:34, Help a écrit :\n${quote}`],
    [quote],
    [`${quote}\n-- \nHanako`],
  ])('ends the new text before %j', async (tail) => {
    expect(newText(await mail('X-A: 1', `ありがとうございます。\n\n${tail}`))).toBe(
      'ありがとうございます。',
    )
  })

  it.each([
    ['answers between the lines', `Hi\n${quote}\nanswer one\n> more\nanswer two`],
    ['answers below', `${quote}\n\nmy answer`],
    [
      'a forwarded mail',
      'FYI\n\n---------- Forwarded message ---------\nFrom: x <x@y.example>\n\nwords',
    ],
    ['prose that ends in wrote:', 'This is what she wrote:\nall is well'],
    ['an order list', 'Order 2026/11/21:\n- one\n- two'],
    ['nothing but a quotation', quote],
  ])('takes %s as new in full', async (_, text) => {
    const parsed = await mail('X-A: 1', text)
    expect(newText(parsed)).toBe(parsed.text)
  })

  it('trims the quotations of Gmail and Outlook', async () => {
    expect(newText(await read(fixture('gmail-reply')))).toBe('ありがとうございます。届きました。')
    expect(newText(await read(fixture('outlook-reply-html')))).toBe('That is fine.')
  })

  it('derives text from HTML with quotations marked', async () => {
    const { text } = await mail(
      'Content-Type: text/html',
      '<p>Hello&nbsp;<b>you</b></p><ul><li>one</li><li>two</li></ul><blockquote>old<br>text</blockquote>',
    )
    expect(text).toBe('Hello you\n\n- one\n- two\n\n> old\n> text')
  })
})
