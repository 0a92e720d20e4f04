import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { available, type FakeImap, startDovecot } from '../../channels/email/fakes/dovecot.ts'
import { parseError } from '../../channels/parse-error.ts'
import { systemContext } from '../../foundation/server/context.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import { mailboxSettings, waitForText, writeMail } from '../conversations/testing.ts'
import * as contract from './contract.ts'
import { channelOf, storeReceipt } from './index.ts'

const missing = available() ? '' : ' (skipped: needs the system package "dovecot-imapd")'
const nowhere = { host: '127.0.0.1', port: 1 }

describe.skipIf(!available())(`a mailbox as a connection${missing}`, () => {
  let server: TestServer
  let imap: FakeImap
  let id: string
  beforeAll(async () => {
    ;[server, imap] = await Promise.all([startTestServer(), startDovecot('right')])
    const made = await server.admin.call(contract.createConnection, {
      channel: 'email',
      settings: mailboxSettings(imap, nowhere, 'wrong'),
    })
    id = made.id
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await server?.stop()
    await imap?.stop()
  })

  const counts = () => server.admin.call(contract.getConnectionCounts, { id })
  const waitForConnection = (state: string, seconds?: number) =>
    waitFor(
      `a connection that is ${state}`,
      async () => {
        const one = await server.admin.call(contract.getConnection, { id })
        return one.state === state && one
      },
      seconds,
    )
  const quarantine = async () => (await server.admin.call(contract.listQuarantine, { id })).data

  test('a wrong password shows within a minute, with a code', async () => {
    const failing = await waitForConnection('failing', 60)
    expect(failing.problem?.code).toBe('imap.auth_failed')
    expect(failing.settings).toMatchObject({ imap: { password: '•••' } })
    expect(JSON.stringify(failing)).not.toMatch(/wrong|right/)
  })

  test('set right, it recovers and takes what came meanwhile', async () => {
    await imap.deliver(writeMail({ from: 'early@customer.example', text: 'early' }))
    await server.admin.call(contract.updateConnection, {
      id,
      settings: mailboxSettings(imap, nowhere, 'right'),
    })
    expect((await waitForConnection('ok')).problem).toBeNull()
    await waitFor('the mail', async () => (await counts()).stored === 1)
  })

  test('a mailbox that numbers its mails anew gives them all again, and none is taken twice', async () => {
    for (const n of [1, 2, 3])
      await imap.deliver(writeMail({ from: `m${n}@customer.example`, text: `mail ${n}` }))
    await waitFor('three more', async () => (await counts()).stored === 4)
    await imap.resetUids()
    await waitFor('four repeats', async () => (await counts()).duplicate === 4)
    expect(await counts()).toEqual({ received: 8, stored: 4, duplicate: 4, quarantined: 0 })
  })

  test('the same delivery, and the same bytes by another way, count once as stored', async () => {
    const ctx = () => systemContext(server.services, server.workspaceId, 'test')
    const raw = writeMail({ from: 'twice@customer.example', text: 'twice' })
    const outcomes = await Promise.all(
      ['a:1', 'a:1', 'a:2', 'a:1'].map((key) => storeReceipt(ctx(), id, raw, key)),
    )
    expect(outcomes.sort()).toEqual(['duplicate', 'duplicate', 'duplicate', 'stored'])
    const { received, stored, duplicate } = await counts()
    expect(received).toBe(stored + duplicate)
    expect({ stored, duplicate }).toEqual({ stored: 5, duplicate: 7 })
  })

  test('input that cannot be read is kept as it came, shown with its reason, and can be tried again', async () => {
    const raw = Buffer.from('Subject: nobody wrote this\r\n\r\nwords\r\n')
    await imap.deliver(raw)
    const [kept] = await waitFor('the quarantine', async () => {
      const data = await quarantine()
      return data.length === 1 && data
    })
    expect(kept).toMatchObject({ code: 'email.no_sender', bytes: raw.length, attempts: 1 })
    expect(await counts()).toMatchObject({ stored: 6, quarantined: 1 })
    const same = await server.admin.fetch(`/api/v1/connections/${id}/quarantine/${kept!.id}/raw`)
    expect(Buffer.from(await same.arrayBuffer()).equals(raw)).toBe(true)
    const again = { id, receiptId: kept!.id }
    await server.admin.call(contract.retryQuarantined, again)
    await waitFor('the second try', async () => (await quarantine())[0]?.attempts === 2)
    const agent = await server.as('agent')
    await expect(agent.call(contract.listQuarantine, { id })).rejects.toMatchObject({ status: 403 })
  })

  test('what a later version can read becomes a message when it is tried again', async () => {
    const parse = vi.spyOn(channelOf('email'), 'parse')
    parse.mockRejectedValueOnce(parseError('email.empty', 'an earlier version said'))
    const from = 'later@customer.example'
    await imap.deliver(writeMail({ from, text: 'readable after all' }))
    const kept = await waitFor('the quarantine', async () =>
      (await quarantine()).find(({ code }) => code === 'email.empty'),
    )
    await server.admin.call(contract.retryQuarantined, { id, receiptId: kept.id })
    await waitForText(server.admin, from, 'readable after all')
    expect(await counts()).toMatchObject({ quarantined: 1 })
  })
})
