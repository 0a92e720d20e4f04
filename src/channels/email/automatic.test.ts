import { describe, expect, it } from 'vitest'
import { fixture, mail, read } from './testing.ts'

describe('recognising machines', () => {
  it.each([
    ['Auto-Submitted: auto-replied', 'auto-reply'],
    ['Auto-Submitted: auto-replied (vacation)', 'auto-reply'],
    ['Auto-Submitted: auto-generated', 'bulk'],
    ['Auto-Submitted: no', undefined],
    ['X-Auto-Response-Suppress: All', 'bulk'],
    ['X-Auto-Response-Suppress: None', undefined],
    ['Precedence: bulk', 'bulk'],
    ['Precedence: junk', 'bulk'],
    ['Precedence: list', 'bulk'],
    ['Precedence: auto_reply', 'auto-reply'],
    ['Precedence: first-class', undefined],
    ['X-Autoreply: yes', 'auto-reply'],
    ['X-Autorespond: x', 'auto-reply'],
    ['X-Loop: help@shop.example', 'auto-reply'],
    ['X-FC-MachineGenerated: true', 'auto-reply'],
    ['List-Id: <news.shop.example>', 'bulk'],
    ['List-Unsubscribe: <https://news.example/u>', 'bulk'],
    ['Return-Path: <>', 'auto-reply'],
    ['X-Failed-Recipients: x@y.example', 'bounce'],
    [
      'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
      'auto-reply',
    ],
    ['X-Mailer: Thunderbird', undefined],
  ])('reads %s as %s', async (field, expected) => {
    expect((await mail(field)).automatic).toBe(expected)
  })

  it.each([
    ['【自動返信】お問い合わせありがとうございます', 'auto-reply'],
    ['[自動応答] 受付', 'auto-reply'],
    ['自動返信: 不在', 'auto-reply'],
    ['Automatic reply: Order', 'auto-reply'],
    ['Out of Office until Monday', 'auto-reply'],
    ['Re: 【自動返信】お問い合わせありがとうございます', undefined],
    ['自動販売機について', undefined],
  ])('reads the subject %s as %s', async (subject, expected) => {
    const parsed = await read(`From: a@b.example\nSubject: ${subject}\n\nx`)
    expect(parsed.automatic).toBe(expected)
  })

  it('reads no-reply senders as machines, unless they name whom to answer', async () => {
    const robot = 'From: No-Reply <no-reply@forms.example>\nSubject: Form\n'
    expect((await read(`${robot}\nx`)).automatic).toBe('bulk')
    expect((await read(`${robot}Reply-To: taro@customer.example\n\nx`)).automatic).toBeUndefined()
  })

  it('reads a bounce: who, for good or not, and which mail', async () => {
    expect(await read(fixture('bounce'))).toMatchObject({
      automatic: 'bounce',
      bounce: { address: 'gone@customer.example', permanent: true, status: '5.1.1' },
      references: ['<0198.abcdefghijklmnop@shop.example>'],
    })
    expect(await read(fixture('delayed'))).toMatchObject({
      automatic: 'bounce',
      bounce: { address: 'slow@customer.example', permanent: false, status: '4.4.1' },
      references: ['<0199.abcdefghijklmnop@shop.example>'],
    })
  })
})
