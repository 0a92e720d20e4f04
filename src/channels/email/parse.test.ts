import { describe, expect, it } from 'vitest'
import { parse } from './parse.ts'
import { connection, fixture, mail, read } from './testing.ts'

describe('reading attachments', () => {
  it('reads file names in every encoding and makes them safe', async () => {
    const { attachments } = await read(fixture('file-names'))
    expect(attachments.map(({ name }) => name)).toEqual([
      '見積書；最終版.pdf',
      '請求書.xlsx',
      '表示.txt',
      'a;b,c.txt',
      '_.._etc_passwd',
      'attachment-6.png',
    ])
    expect(Buffer.from(attachments[0]?.bytes ?? []).toString()).toBe('%PDF-')
  })

  it('undoes characters that turn the reading direction of a file name', async () => {
    const { attachments } = await mail(
      `Content-Type: application/octet-stream\nContent-Disposition: attachment; filename*=utf-8''photo%E2%80%AEgpj.exe`,
    )
    expect(attachments[0]?.name).toBe('photogpj.exe')
  })

  it('marks pictures that the text shows and offers the others for download', async () => {
    const { attachments, html } = await read(fixture('cid-pictures'))
    expect(attachments.map(({ name, inline, contentId }) => [name, inline, contentId])).toEqual([
      ['logo.png', true, 'logo@x'],
      ['unused.png', false, 'unused@x'],
    ])
    expect(html).toBe(
      '<p>See <img alt="logo" src="cid:logo@x" /> and <img data-remote-src="https://track.example/open.gif" /></p>',
    )
  })

  it('turns large pictures within the HTML into inline attachments', async () => {
    const picture = Buffer.alloc(3000, 7).toString('base64')
    const { attachments, html } = await mail(
      'Content-Type: text/html',
      `<p>x<img src="data:image/png;base64,${picture}"></p>`,
    )
    expect(attachments).toHaveLength(1)
    expect(attachments[0]).toMatchObject({ inline: true, type: 'image/png' })
    expect(html).toContain(`src="cid:${attachments[0]?.contentId}"`)
  })

  it('keeps an attached mail as one file named by its subject', async () => {
    const { attachments, text } = await read(fixture('attached-mail'))
    expect(text).toBe('Please see below.')
    expect(attachments.map(({ name, type }) => [name, type])).toEqual([
      ['内側.eml', 'message/rfc822'],
    ])
    expect(Buffer.from(attachments[0]?.bytes ?? []).toString()).toContain('inner text')
  })

  it('keeps a calendar invitation as a file', async () => {
    const { attachments, text } = await read(fixture('invitation'))
    expect(text).toBe('You are invited.')
    expect(attachments.map(({ type }) => type)).toEqual(['text/calendar'])
  })
})

describe('reading addresses and ids', () => {
  it('takes the Message-ID as provider id', async () => {
    expect((await mail('Message-ID: <a1@x>')).providerId).toBe('<a1@x>')
    expect((await mail('Message-ID: a1@x')).providerId).toBe('<a1@x>')
  })

  it.each(['', 'Message-ID:', 'Message-ID: <>', 'Message-ID: < >', 'Message-ID: none'])(
    'takes the hash of the bytes when there is no usable id (%j)',
    async (field) => {
      const first = await mail(`${field}\nX-A: 1`.trim())
      const second = await mail(`${field}\nX-A: 2`.trim())
      expect(first.providerId).toMatch(/^sha256:[0-9a-f]{64}$/)
      expect(first.providerId).not.toBe(second.providerId)
    },
  )

  it('gives references nearest first, each once', async () => {
    const { references } = await mail(
      'In-Reply-To: <c@x> <b@x>\nReferences: <a@x>\n <b@x>\n\t<c@x>',
    )
    expect(references).toEqual(['<c@x>', '<b@x>', '<a@x>'])
  })

  it('keeps the nearest hundred references', async () => {
    const ids = Array.from({ length: 500 }, (_, index) => `<${index}@x>`)
    const { references } = await mail(`References: ${ids.join('\n ')}`)
    expect(references).toHaveLength(100)
    expect(references[0]).toBe('<499@x>')
  })

  it('reads groups, quoted names, commas in encoded names and old carrier addresses', async () => {
    const comma = Buffer.from('山田, 太郎').toString('base64')
    const { to, cc } = await mail(
      `To: Staff: "Sato, Ken" <Ken@Shop.Example>, =?UTF-8?B?${comma}?= <taro@shop.example>;\nCc: "a..b."@carrier.example, ken@例え.example`,
    )
    expect(to).toEqual([
      { address: 'ken@shop.example', name: 'Sato, Ken' },
      { address: 'taro@shop.example', name: '山田, 太郎' },
    ])
    expect(cc).toEqual([
      { address: 'a..b.@carrier.example' },
      { address: 'ken@xn--r8jz45g.example' },
    ])
  })

  it('reads Reply-To when it differs from the sender', async () => {
    expect((await mail('Reply-To: Other <other@customer.example>')).replyTo).toEqual({
      address: 'other@customer.example',
      name: 'Other',
    })
    expect((await mail('Reply-To: hanako@customer.example')).replyTo).toBeUndefined()
  })

  it('finds the person behind a distribution list and does not call the mail bulk', async () => {
    const parsed = await read(fixture('google-group'))
    expect(parsed.from).toEqual({
      type: 'email',
      value: 'taro@customer.example',
      name: 'Taro Yamada',
    })
    expect(parsed.automatic).toBeUndefined()
  })

  it('finds the person behind a contact form that sends as the mailbox', async () => {
    const parsed = await read(
      'From: Shop <help@shop.example>\nReply-To: Taro <taro@customer.example>\nSubject: Form\n\nhi\n',
    )
    expect(parsed.from).toMatchObject({ value: 'taro@customer.example', name: 'Taro' })
    expect(parsed.own).toBeUndefined()
  })

  it('recognises what Engawa sent itself, by its id or its header', async () => {
    const own = 'From: Shop <help@shop.example>\nSubject: x\n'
    const id = 'Message-ID: <0198c0de-0000-7000-8000-000000000000.abcdefghij-_1234@shop.example>\n'
    expect((await read(`${own}${id}\nx`)).own).toBe(true)
    expect((await read(`${own}Message-ID: <other@relay>\nX-Engawa: 1.abc\n\nx`)).own).toBe(true)
    expect((await read(`${own}\nx`)).own).toBeUndefined()
    expect((await mail(id.trim())).own).toBeUndefined()
  })

  it.each([
    ['Date: Sat, 21 Nov 2026 12:34:00 +0900 (JST)', '2026-11-21T03:34:00.000Z'],
    ['Date: Sat, 21 Nov 2026 12:34:00', '2026-11-21T12:34:00.000Z'],
    ['Date: 21 Nov 2026 12:34 GMT', '2026-11-21T12:34:00.000Z'],
    ['Date: yesterday', undefined],
    ['Date: Sat, 21 Nov 9999 12:34:00 +0900', undefined],
    ['X-No: date', undefined],
  ])('reads %s', async (field, expected) => {
    expect((await mail(field)).sentAt?.toISOString()).toBe(expected)
  })

  it('refuses what has no header and what has no sender', async () => {
    const failing = (raw: string) => parse(Buffer.from(raw), connection)
    await expect(failing('')).rejects.toMatchObject({ name: 'ParseError', code: 'email.empty' })
    await expect(failing('\u0000\u0001')).rejects.toMatchObject({ code: 'email.empty' })
    await expect(failing('Subject: x\n\nx')).rejects.toMatchObject({ code: 'email.no_sender' })
  })
})
