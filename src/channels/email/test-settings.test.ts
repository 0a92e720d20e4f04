import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestTools } from '../channel.ts'
import { available, type FakeImap, startDovecot } from './fakes/dovecot.ts'
import { type FakeSmtp, startFakeSmtp } from './fakes/smtp-server.ts'
import { settings } from './settings.ts'
import { testSettings } from './test-settings.ts'

const tools: TestTools = {
  signal: new AbortController().signal,
  sign: (text) => text,
  guardHost: async (host) => host,
  fetch: () => Promise.reject(new Error('no network here')),
  token: () => Promise.reject(new Error('no token here')),
}

describe.skipIf(!available())('trying settings (needs the system package dovecot-imapd)', () => {
  let imap: FakeImap
  let smtp: FakeSmtp
  beforeAll(async () => {
    imap = await startDovecot('in-secret')
    smtp = await startFakeSmtp({ user: 'sender', password: 'out-secret' })
  }, 120_000)
  afterAll(async () => {
    await smtp?.stop()
    await imap?.stop()
  })

  const entered = (more: { imap?: object; smtp?: object } = {}) =>
    settings.parse({
      address: 'help@shop.example',
      imap: {
        host: imap.host,
        port: imap.port,
        tls: false,
        user: 'help',
        password: 'in-secret',
        ...more.imap,
      },
      smtp: {
        host: smtp.host,
        port: smtp.port,
        tls: false,
        user: 'sender',
        password: 'out-secret',
        ...more.smtp,
      },
    })

  it('is content with settings that are right', async () => {
    expect(await testSettings(entered(), tools)).toEqual({ ok: true })
  })

  it.each([
    ['imap.auth_failed', 'imap.password', { imap: { password: 'wrong' } }],
    ['imap.unreachable', 'imap.host', { imap: { port: 1 } }],
    ['imap.tls', 'imap.tls', { imap: { tls: 'starttls' } }],
    ['smtp.auth_failed', 'smtp.password', { smtp: { password: 'wrong' } }],
    ['smtp.auth_failed', 'smtp.password', { smtp: { user: '', password: '' } }],
    ['smtp.unreachable', 'smtp.host', { smtp: { port: 1 } }],
    ['smtp.tls', 'smtp.tls', { smtp: { tls: true } }],
    ['smtp.tls', 'smtp.tls', { smtp: { tls: 'starttls' } }],
  ])('says %s and points at %s', async (code, path, more) => {
    expect(await testSettings(entered(more), tools)).toMatchObject({ ok: false, code, path })
  })

  it('does not connect to a host that is refused', async () => {
    const guarded = { ...tools, guardHost: () => Promise.reject(new Error('private address')) }
    expect(await testSettings(entered(), guarded)).toMatchObject({
      code: 'email.host_refused',
      path: 'imap.host',
    })
  })

  it('keeps addresses out of what it reports', async () => {
    const result = await testSettings(entered({ imap: { password: 'wrong' } }), tools)
    expect(JSON.stringify(result)).not.toContain('@')
  })
})

describe('settings', () => {
  const base = {
    address: 'help@shop.example',
    imap: { host: 'a.example', user: 'u', password: 'p' },
    smtp: { host: 'b.example' },
  }

  it('encrypts by default on the usual ports and signs in to both servers alike', () => {
    expect(settings.parse(base)).toMatchObject({
      imap: { port: 993, tls: 'tls' },
      smtp: { port: 465, tls: 'tls', user: 'u', password: 'p' },
    })
  })

  it.each([
    [true, 587, 'starttls'],
    [true, 465, 'tls'],
    ['true', 465, 'tls'],
    [false, 587, 'none'],
    ['none', 25, 'none'],
    ['starttls', 2526, 'starttls'],
    [undefined, 587, 'starttls'],
  ])('takes tls %s on port %s as %s', (tls, port, expected) => {
    expect(settings.parse({ ...base, smtp: { host: 'b.example', port, tls } }).smtp.tls).toBe(
      expected,
    )
  })

  it.each([
    { ...base, address: 'not an address' },
    { ...base, imap: { ...base.imap, host: 'http://a.example/' } },
    { ...base, imap: { ...base.imap, port: 70_000 } },
    { ...base, smtp: { host: '' } },
  ])('refuses %j', (wrong) => {
    expect(settings.safeParse(wrong).success).toBe(false)
  })
})
