import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { available, type FakeImap, startDovecot } from '../../channels/email/fakes/dovecot.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as conversations from '../conversations/contract.ts'
import { mailboxSettings, waitForText, writeMail } from '../conversations/testing.ts'
import * as contract from './contract.ts'
import { startDue } from './reconcile-daily.ts'
import { markStalled } from './watch-stalls.ts'

const missing = available() ? '' : ' (skipped: needs the system package "dovecot-imapd")'
const nowhere = { host: '127.0.0.1', port: 1 }

describe.skipIf(!available())(`reading a mailbox${missing}`, () => {
  let server: TestServer
  let imap: FakeImap
  let id: string
  beforeAll(async () => {
    ;[server, imap] = await Promise.all([startTestServer(), startDovecot('right')])
    for (const n of [1, 2, 3])
      await imap.deliver(writeMail({ from: `early${n}@customer.example`, text: `early ${n}` }))
    const made = await server.admin.call(contract.createConnection, {
      channel: 'email',
      settings: mailboxSettings(imap, nowhere, 'right'),
    })
    id = made.id
    await waitFor('three messages', async () => (await states()) === 'parsed,parsed,parsed')
  })
  afterAll(async () => {
    await server?.stop()
    await imap?.stop()
  })

  const states = async () => {
    const { rows } = await sql<{ state: string }>`select state from receipt
      where connection_id = ${id} order by received_at, id`.execute(server.services.db)
    return rows.map((row) => row.state).join()
  }
  const counts = () => server.admin.call(contract.getConnectionCounts, { id })
  const connection = () => server.admin.call(contract.getConnection, { id })
  const kinds = async () => {
    const { data } = await server.admin.call(conversations.listEvents, { limit: 1000 })
    return data.filter((event) => event.facts.connectionId === id).map((event) => event.kind)
  }
  const compare = async () => {
    const begun = await server.admin.call(contract.startReconciliation, { id })
    return waitFor('the comparison', async () => {
      const { data } = await server.admin.call(contract.listReconciliations, { id })
      return data.find((one) => one.id === begun.id && one.state !== 'running')
    })
  }
  const noReceipts = async (from: number) => {
    // As if they had never been received: the cursor is beyond them, so only a comparison can find out.
    await sql`delete from receipt where connection_id = ${id} and id in (
      select id from receipt where connection_id = ${id} order by received_at, id offset ${from})`.execute(
      server.services.db,
    )
  }

  test('a mailbox and what was received of it agree', async () => {
    expect(await compare()).toMatchObject({
      state: 'done',
      mailbox: 3,
      stored: 3,
      missing: 0,
      taken: 0,
      code: null,
    })
  })

  test('what is missing is found, counted and taken in, and afterwards they agree', async () => {
    await noReceipts(1)
    await sql`delete from file f where not exists (select 1 from receipt r where r.file_id = f.id)
      and not exists (select 1 from message_file m where m.file_id = f.id)`.execute(
      server.services.db,
    )
    expect(await compare()).toMatchObject({ mailbox: 3, stored: 1, missing: 2, taken: 2 })
    expect(await compare()).toMatchObject({ mailbox: 3, stored: 3, missing: 0, taken: 0 })
    // They are messages already, which is found out when they are read.
    await waitFor('both to be used', async () => (await states()) === 'parsed,duplicate,duplicate')
  })

  test('the same bytes at two places of the mailbox are one message, and both places are known', async () => {
    const raw = writeMail({ from: 'twice@customer.example', text: 'twice' })
    await imap.deliver(raw)
    await imap.deliver(raw)
    await waitFor('the repeat', async () => (await counts()).duplicate === 1)
    expect(await compare()).toMatchObject({ mailbox: 5, stored: 5, missing: 0 })
  })

  test('after the mailbox was renumbered they agree again', async () => {
    await imap.resetUids()
    await waitFor('all repeats', async () => (await counts()).duplicate === 6)
    expect(await compare()).toMatchObject({ mailbox: 5, stored: 5, missing: 0 })
  })

  test('a comparison is due once a day for each mailbox, and only admins start one', async () => {
    const { db } = server.services
    expect(await startDue(server.services)).toBe(0)
    await sql`update connection set created_at = now() - interval '2 days' where id = ${id}`.execute(
      db,
    )
    await sql`update reconciliation set started_at = now() - interval '25 hours'`.execute(db)
    expect(await startDue(server.services)).toBe(1)
    expect(await startDue(server.services)).toBe(0)
    const agent = await server.as('agent')
    await expect(agent.call(contract.startReconciliation, { id })).rejects.toMatchObject({
      status: 403,
    })
    expect((await agent.call(contract.listReconciliations, { id })).data.length).toBeGreaterThan(0)
  })

  test('a mailbox out of reach for a week is shown as stalled since then, and loses nothing', async () => {
    const { services } = server
    expect(await connection()).toMatchObject({ stalledSince: null })
    await imap.halt()
    await waitFor('the failure', async () => (await connection()).state === 'failing')
    const weekAgo = new Date(Date.now() - 7 * 86_400_000)
    await sql`update connection set read_at = ${weekAgo} where id = ${id}`.execute(services.db)
    await markStalled(services, 10)
    await markStalled(services, 10)
    const stalled = await connection()
    expect(stalled).toMatchObject({
      state: 'failing',
      stalledSince: weekAgo.toISOString(),
      problem: { code: 'imap.unreachable' },
    })
    // Nobody has to look at it as long as they cannot help it.
    for (let day = 0; day < 7; day++)
      await imap.deliver(writeMail({ from: 'patient@customer.example', text: `day ${day}` }))
    await imap.start()
    await waitForText(server.admin, 'patient@customer.example', 'day 6')
    const again = await waitFor('the end of the stall', async () => {
      const one = await connection()
      return one.stalledSince === null && one
    })
    expect(again).toMatchObject({ state: 'ok', problem: null })
    expect(Date.now() - new Date(again.readAt!).getTime()).toBeLessThan(60_000)
    expect(await compare()).toMatchObject({ mailbox: 12, stored: 12, missing: 0 })
    const told = async () => (await kinds()).filter((kind) => /stalled|recovered/.test(kind))
    await expect.poll(told).toEqual(['connection.stalled', 'connection.recovered'])
  }, 120_000)

  test('one that is paused is not stalled', async () => {
    await server.admin.call(contract.updateConnection, { id, paused: true })
    const long = new Date(Date.now() - 86_400_000)
    await sql`update connection set read_at = ${long} where id = ${id}`.execute(server.services.db)
    await markStalled(server.services, 10)
    expect(await connection()).toMatchObject({ state: 'paused', stalledSince: null })
  })
})
