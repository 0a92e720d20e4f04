import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { available, type FakeImap, startDovecot } from '../../channels/email/fakes/dovecot.ts'
import { type FakeSmtp, startFakeSmtp } from '../../channels/email/fakes/smtp-server.ts'
import { type FakeTokens, startFakeTokens } from '../../channels/email/fakes/token-server.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as conversations from '../conversations/contract.ts'
import { waitForState, waitForText, writeMail } from '../conversations/testing.ts'
import * as contract from './contract.ts'
import { takeToken } from './token.ts'

const missing = available() ? '' : ' (skipped: needs the system package "dovecot-imapd")'

describe.skipIf(!available())(`a mailbox that takes tokens and no password${missing}`, () => {
  let server: TestServer
  let tokens: FakeTokens
  let imap: FakeImap
  let smtp: FakeSmtp
  let id: string
  beforeAll(async () => {
    tokens = await startFakeTokens('help')
    ;[server, imap, smtp] = await Promise.all([
      startTestServer(),
      startDovecot('no one has it', { introspect: tokens.introspect }),
      startFakeSmtp({ user: 'help', takes: tokens.takes }),
    ])
  })
  afterAll(async () => {
    await server?.stop()
    await Promise.all([imap?.stop(), smtp?.stop(), tokens?.stop()])
  })

  const settings = (refreshToken = tokens.oauth.refreshToken) => ({
    address: 'help@shop.example',
    imap: { host: imap.host, port: imap.port, tls: false, user: 'help' },
    smtp: { host: smtp.host, port: smtp.port, tls: false },
    oauth: { ...tokens.oauth, refreshToken },
  })
  const connection = () => server.admin.call(contract.getConnection, { id })
  const waitForConnection = (state: string) =>
    waitFor(
      `a connection that is ${state}`,
      async () => {
        const one = await connection()
        return one.state === state && one
      },
      60,
    )
  const waitForProblem = (code: string) =>
    waitFor(
      `the problem ${code}`,
      async () => {
        const one = await connection()
        return one.problem?.code === code && one
      },
      60,
    )
  const arrive = async (text: string) => {
    await imap.deliver(writeMail({ from: 'hanako@customer.example', text }))
    return waitForText(server.admin, 'hanako@customer.example', text)
  }

  test('wants a password or a way to get a token, and a token address that is not in clear', async () => {
    const create = (changes: object) =>
      server.admin.call(contract.createConnection, {
        channel: 'email',
        settings: { ...settings(), ...changes },
      })
    await expect(create({ oauth: undefined })).rejects.toMatchObject({
      code: 'connection.settings_invalid',
      facts: { path: 'imap.password' },
    })
    const open = { ...tokens.oauth, tokenUrl: 'http://login.example/token' }
    await expect(create({ oauth: open })).rejects.toMatchObject({
      facts: { path: 'oauth.tokenUrl' },
    })
  })

  test('is read and written with a token, and keeps nothing readable in the database', async () => {
    const made = await server.admin.call(contract.createConnection, {
      channel: 'email',
      settings: settings(),
    })
    id = made.id
    await waitForConnection('ok')
    const { id: conversationId } = await arrive('by token')
    const sent = await server.admin.call(conversations.reply, {
      id: conversationId,
      text: 'answer by token',
    })
    await waitForState(server.admin, sent.id, 'sent')
    expect(smtp.mails).toHaveLength(1)
    expect({ given: tokens.given, refused: tokens.refused }).toEqual({ given: 1, refused: 0 })
    const shown = await connection()
    expect(shown.settings.oauth).toMatchObject({ clientSecret: '•••', refreshToken: '•••' })
    const { rows } = await sql<{ text: string }>`
      select (select to_jsonb(c)::text from connection c where c.id = ${id})
        || (select to_jsonb(t)::text from connection_token t where t.connection_id = ${id}) as text`.execute(
      server.services.db,
    )
    expect(rows[0]!.text).not.toMatch(/hush-hush|refresh-\d|access-\d/)
    expect(rows[0]!.text).toMatch(/sealed:/)
  })

  test('renews a token that the servers do not take any more, for reading and for writing', async () => {
    tokens.expire()
    await imap.halt()
    await imap.start()
    const { id: conversationId } = await arrive('after the token ended')
    tokens.expire()
    const sent = await server.admin.call(conversations.reply, { id: conversationId, text: 'again' })
    await waitForState(server.admin, sent.id, 'sent')
    expect({ given: tokens.given, refused: tokens.refused }).toEqual({ given: 3, refused: 0 })
  }, 60_000)

  test('is renewed by one at a time, so that a refresh token that works once is enough', async () => {
    const { services, workspaceId } = server
    const before = tokens.given
    await sql`update connection_token set expires_at = now() where connection_id = ${id}`.execute(
      services.db,
    )
    const { rows } = await sql<{ mark: string }>`
      select settings_mark as mark from connection_token where connection_id = ${id}`.execute(
      services.db,
    )
    let renewals = 0
    const take = () =>
      takeToken(
        services,
        workspaceId,
        id,
        {
          mark: rows[0]!.mark,
          renew: async (refresh) => {
            renewals++
            const reply = await fetch(tokens.tokenUrl, {
              method: 'POST',
              body: new URLSearchParams({
                grant_type: 'refresh_token',
                client_id: 'client',
                client_secret: 'hush-hush',
                refresh_token: refresh ?? '',
              }).toString(),
              headers: { 'content-type': 'application/x-www-form-urlencoded' },
            })
            const { access_token: access, refresh_token: next } = (await reply.json()) as Record<
              string,
              string
            >
            return { access: access!, refresh: next!, expiresAt: new Date(Date.now() + 3_600_000) }
          },
        },
        new AbortController().signal,
      )
    const taken = await Promise.all(Array.from({ length: 12 }, take))
    expect(new Set(taken).size).toBe(1)
    expect(renewals).toBe(1)
    expect({ given: tokens.given - before, refused: tokens.refused }).toEqual({
      given: 1,
      refused: 0,
    })
  })

  test('says that it has to be authorised again, and works once it was', async () => {
    const next = tokens.revoke()
    await imap.halt()
    await imap.start()
    const failing = await waitForProblem('oauth.refused')
    expect(failing.state).toBe('failing')
    expect(JSON.stringify(failing)).not.toMatch(/@customer|refresh-\d|hush/)
    const test = await server.admin.call(contract.testConnection, {
      channel: 'email',
      settings: settings('wrong'),
    })
    expect(test).toMatchObject({ ok: false, code: 'oauth.refused', path: 'oauth.refreshToken' })
    await server.admin.call(contract.updateConnection, { id, settings: settings(next) })
    await waitForConnection('ok')
    await arrive('authorised again')
  }, 90_000)

  test('goes on by itself when the token endpoint was away', async () => {
    tokens.fail(503)
    tokens.expire()
    await imap.halt()
    await imap.start()
    await waitForProblem('oauth.unreachable')
    tokens.fail(undefined)
    await waitForConnection('ok')
    await arrive('after the endpoint came back')
  }, 120_000)
})
