import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { HandTools, OutgoingMessage } from '../channel.ts'
import { type FakeSmtp, startFakeSmtp } from './fakes/smtp-server.ts'
import { parse } from './parse.ts'
import { send } from './send.ts'
import { settings } from './settings.ts'

const login = { user: 'help', password: 'secret' }
const id = '0198c0de-0000-7000-8000-000000000001'
const signature = 'c2lnbmF0dXJlLW9m'

const tools: HandTools = {
  handingOver: async () => {},
  signal: new AbortController().signal,
  sign: () => `${signature}LXNvbWV0aGluZw`,
  guardHost: async (host) => host,
  fetch: () => Promise.reject(new Error('no network here')),
  token: () => Promise.reject(new Error('no token here')),
}

const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id,
  sendKey: id,
  fromName: '縁側ショップ',
  to: [{ address: 'hanako@customer.example', name: '山田, 花子' }],
  cc: [],
  subject: 'Re: ご注文①について',
  text: 'お待たせしました。\n詳しくは https://shop.example/?a=1&b=2 をご覧ください。',
  locale: 'ja',
  attachments: [],
  references: [],
  ...more,
})

const answering = {
  references: ['<first@customer.example>', '<second@shop.example>'],
  inReplyTo: {
    providerId: '<third@customer.example>',
    from: '花子 <hanako@customer.example>',
    at: new Date('2026-11-21T03:34:00Z'),
    text: 'まだ届きません。\n> 以前の文',
  },
}

describe('sending mail', () => {
  let server: FakeSmtp
  const connection = (more: { port?: number; password?: string; tls?: boolean } = {}) =>
    settings.parse({
      address: 'Help@Shop.example',
      imap: { host: 'mail.shop.example', ...login },
      smtp: { host: server.host, port: server.port, tls: false, ...login, ...more },
    })
  const sendAndRead = async (outgoing: OutgoingMessage) => {
    const result = await send(connection(), outgoing, tools)
    expect(result.outcome).toBe('sent')
    const raw = server.mails.at(-1)?.raw ?? Buffer.alloc(0)
    const parsed = await parse(raw, connection())
    if (parsed.kind !== 'message') throw new Error('a message was expected')
    return { result, parsed, head: raw.toString('latin1').split('\r\n\r\n')[0] ?? '' }
  }

  beforeAll(async () => {
    server = await startFakeSmtp(login)
  })
  afterAll(async () => {
    await server.stop()
  })
  beforeEach(() => {
    server.behave({ kind: 'accept' })
    server.mails.length = 0
  })

  it('arrives as it was written, from the address of the connection', async () => {
    const { parsed } = await sendAndRead(message())
    expect(parsed).toMatchObject({
      from: { value: 'help@shop.example', name: '縁側ショップ' },
      to: [{ address: 'hanako@customer.example', name: '山田, 花子' }],
      subject: 'Re: ご注文①について',
      text: message().text,
      own: true,
    })
    expect(parsed.automatic).toBeUndefined()
    expect(parsed.html).toContain('href="https://shop.example/?a=1&amp;b=2"')
    expect(server.mails[0]).toMatchObject({
      from: 'help@shop.example',
      to: ['hanako@customer.example'],
    })
  })

  it('has a Message-ID that follows from its id, so that a repeat is the same mail', async () => {
    const first = await sendAndRead(message())
    const second = await sendAndRead(message({ text: 'again' }))
    expect(first.result).toEqual({
      outcome: 'sent',
      providerId: `<${id}.${signature}@shop.example>`,
    })
    expect(second.result).toEqual(first.result)
    expect(second.parsed.providerId).toBe(`<${id}.${signature}@shop.example>`)
  })

  it('names the mail it answers and the thread before it', async () => {
    const { parsed } = await sendAndRead(message(answering))
    expect(parsed.references).toEqual([
      '<third@customer.example>',
      '<second@shop.example>',
      '<first@customer.example>',
    ])
  })

  it('keeps the first and the newest of a long thread', async () => {
    const references = Array.from({ length: 300 }, (_, index) => `<${index}@x>`)
    const { parsed } = await sendAndRead(message({ references }))
    expect(parsed.references).toHaveLength(50)
    expect([parsed.references[0], parsed.references.at(-1)]).toEqual(['<299@x>', '<0@x>'])
  })

  it('leaves ids that are no Message-IDs out of the headers', async () => {
    const inReplyTo = { ...answering.inReplyTo, providerId: 'sha256:abc' }
    const { parsed, head } = await sendAndRead(message({ references: ['sha256:def'], inReplyTo }))
    expect(parsed.references).toEqual([])
    expect(head).not.toContain('sha256')
  })

  it.each([
    ['ja', '2026年11月21日(土) 12:34 花子 <hanako@customer.example> のメール:'],
    ['en', 'On Sat, 21 Nov 2026, 03:34 UTC, 花子 <hanako@customer.example> wrote:'],
  ] as const)(
    'quotes what it answers in %s, and that is recognised as a quotation',
    async (locale, line) => {
      const { parsed } = await sendAndRead(message({ ...answering, locale }))
      expect(parsed.text).toBe(`${message().text}\n\n${line}\n> まだ届きません。\n>> 以前の文`)
      expect(parsed.text.slice(0, parsed.newTextLength)).toBe(message().text)
      expect(parsed.html).toContain('<blockquote>まだ届きません。')
    },
  )

  it('carries attachments with Japanese names', async () => {
    const bytes = Buffer.from('%PDF-1.7 見積')
    const { parsed } = await sendAndRead(
      message({
        attachments: [
          { name: '見積書 (最終版);.pdf', type: 'application/pdf', read: async () => bytes },
        ],
      }),
    )
    expect(parsed.attachments).toHaveLength(1)
    expect(parsed.attachments[0]).toMatchObject({
      name: '見積書 (最終版);.pdf',
      type: 'application/pdf',
    })
    expect(Buffer.compare(parsed.attachments[0]?.bytes ?? new Uint8Array(), bytes)).toBe(0)
  })

  it('marks what a machine wrote, so that machines do not answer', async () => {
    const first = await sendAndRead(message({ automatic: true }))
    expect(first.parsed.automatic).toBe('bulk')
    expect(first.head).toMatch(/^Auto-Submitted: auto-generated\r$/m)
    expect(first.head).toMatch(/^X-Auto-Response-Suppress: All\r$/m)
    const answer = await sendAndRead(message({ ...answering, automatic: true }))
    expect(answer.parsed.automatic).toBe('auto-reply')
    const person = await sendAndRead(message())
    expect(person.head).not.toMatch(/auto-submitted|precedence|suppress/i)
  })

  it('lets no text become a header', async () => {
    const { head } = await sendAndRead(
      message({
        fromName: 'x\r\nBcc: evil@evil.example',
        subject: 'x\r\nBcc: evil@evil.example\n\nbody',
        to: [{ address: 'hanako@customer.example', name: 'x\nBcc: evil@evil.example' }],
        attachments: [
          {
            name: 'a\r\nX-Evil: 1',
            type: 'text/plain\r\nX-Evil: 1',
            read: async () => Buffer.from('x'),
          },
        ],
      }),
    )
    expect(head).not.toMatch(/^(bcc|x-evil):/im)
    expect(server.mails[0]?.to).toEqual(['hanako@customer.example'])
    expect(server.mails[0]?.raw.toString('latin1')).not.toMatch(/^x-evil:/im)
  })

  it.each([
    '',
    'nobody',
    'a@b@c',
    'a b@c.example',
    '<a@b.example>',
    'a@b.example\r\nRCPT TO:<c@d.example>',
  ])('refuses the recipient %j without a connection', async (address) => {
    const result = await send(connection({ port: 1 }), message({ to: [{ address }] }), tools)
    expect(result).toEqual({ outcome: 'failed', code: 'email.recipient_invalid' })
  })

  it.each([
    ['rcpt', 451, '4.7.1 Greylisted', 'retry', 'smtp.deferred'],
    ['mail', 421, '4.3.2 Closing', 'retry', 'smtp.deferred'],
    ['data', 452, '4.3.1 Disk full', 'retry', 'smtp.deferred'],
    ['data', 421, '4.3.2 Closing', 'retry', 'smtp.deferred'],
    ['rcpt', 550, '5.1.1 User unknown', 'failed', 'smtp.mailbox_unknown'],
    ['rcpt', 550, 'No such user here', 'failed', 'smtp.mailbox_unknown'],
    ['rcpt', 552, '5.2.2 Mailbox full', 'failed', 'smtp.mailbox_full'],
    ['rcpt', 554, '5.7.1 Relay denied', 'failed', 'smtp.rejected'],
    ['mail', 553, '5.7.1 Sender not yours', 'failed', 'smtp.sender_rejected'],
    ['mail', 552, '5.3.4 Too big', 'failed', 'smtp.too_large'],
    ['data', 552, '5.3.4 Too big', 'failed', 'smtp.too_large'],
    ['data', 554, '5.6.0 Looks like spam', 'failed', 'smtp.rejected'],
  ] as const)(
    'after %s answered %i %s the outcome is %s (%s)',
    async (at, code, text, outcome, expected) => {
      server.behave({ kind: 'refuse', at, code, text })
      expect(await send(connection(), message(), tools)).toMatchObject({ outcome, code: expected })
      expect(server.mails).toHaveLength(0)
    },
  )

  it('says which recipients were refused while others were taken', async () => {
    server.behave({
      kind: 'refuse',
      at: 'rcpt',
      code: 550,
      text: '5.1.1 Unknown',
      only: 'gone@customer.example',
    })
    const cc = [{ address: 'gone@customer.example' }]
    expect(await send(connection(), message({ cc }), tools)).toMatchObject({
      outcome: 'sent',
      refused: ['gone@customer.example'],
    })
  })

  it('does not know whether a mail arrived when the line broke after it was handed over', async () => {
    server.behave({ kind: 'die-after-data' })
    expect(await send(connection(), message(), tools)).toMatchObject({
      outcome: 'unknown',
      code: 'smtp.no_answer',
    })
  })

  it('may try again when the line broke before', async () => {
    server.behave({ kind: 'die-at-rcpt' })
    expect(await send(connection(), message(), tools)).toMatchObject({
      outcome: 'retry',
      code: 'smtp.unreachable',
    })
    expect(await send(connection({ port: 1 }), message(), tools)).toMatchObject({
      outcome: 'retry',
      code: 'smtp.unreachable',
    })
  })

  it('tells a wrong password and a failed encryption', async () => {
    expect(await send(connection({ password: 'wrong' }), message(), tools)).toMatchObject({
      outcome: 'failed',
      code: 'smtp.auth_failed',
    })
    expect(await send(connection({ tls: true }), message(), tools)).toMatchObject({
      outcome: 'retry',
      code: 'smtp.tls',
    })
  })

  it('does not connect to a host that is refused', async () => {
    const guarded = { ...tools, guardHost: () => Promise.reject(new Error('private address')) }
    expect(await send(connection(), message(), guarded)).toMatchObject({
      outcome: 'failed',
      code: 'email.host_refused',
    })
  })
})
