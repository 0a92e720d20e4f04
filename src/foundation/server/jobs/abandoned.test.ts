import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as connections from '../../../modules/connections/contract.ts'
import { storeReceipt } from '../../../modules/connections/index.ts'
import { processReceipt } from '../../../modules/conversations/jobs/process-receipt.ts'
import { mailboxSettings, waitForText, writeMail } from '../../../modules/conversations/testing.ts'
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts'
import { waitFor } from '../../testing/wait-for.ts'
import { systemContext } from '../context.ts'

describe('what a process had in hand when it died', () => {
  let server: TestServer
  let mailbox: string
  beforeAll(async () => {
    server = await startTestServer()
    const nowhere = { host: '127.0.0.1', port: 1 }
    const settings = mailboxSettings(nowhere, nowhere, 'secret')
    mailbox = (
      await server.admin.call(connections.createConnection, { channel: 'email', settings })
    ).id
  })
  afterAll(() => server?.stop())

  /** A mail whose job, the last it may be tried, a process that is no more holds with its whole queue. */
  const abandon = async (address: string, text: string) => {
    const { db } = server.services
    await db.transaction().execute(async (trx) => {
      const ctx = { ...systemContext(server.services, server.workspaceId, 'test'), db: trx }
      await storeReceipt(ctx, mailbox, writeMail({ from: address, text }), `test:${text}`)
      await sql`update graphile_worker._private_jobs set locked_by = 'pool-of-the-dead', locked_at = now(), attempts = max_attempts`.execute(
        trx,
      )
      await sql`update graphile_worker._private_job_queues set locked_by = 'pool-of-the-dead', locked_at = now()`.execute(
        trx,
      )
    })
  }

  it('is taken over within seconds, and holds nothing else up', async () => {
    await abandon('hanako@customer.example', 'from before')
    const ctx = systemContext(server.services, server.workspaceId, 'test')
    const next = writeMail({ from: 'taro@customer.example', text: 'from after' })
    await storeReceipt(ctx, mailbox, next, 'test:next')
    await waitForText(server.admin, 'hanako@customer.example', 'from before')
    await waitForText(server.admin, 'taro@customer.example', 'from after')
  })

  it('becomes one message when two processes both believe it is theirs', async () => {
    const { services, workspaceId, admin } = server
    const ctx = systemContext(services, workspaceId, 'test')
    const raw = writeMail({ from: 'saburo@customer.example', text: 'only once' })
    await storeReceipt(ctx, mailbox, raw, 'test:once')
    const { id: receiptId } = await services.db
      .selectFrom('receipt')
      .select('id')
      .where('key', '=', 'test:once')
      .executeTakeFirstOrThrow()
    const { db, log } = services
    const { signal } = new AbortController()
    const tools = { db, services, log, signal, attempt: 1, maxAttempts: 4 }
    const run = () => processReceipt.run({ workspaceId, receiptId }, tools)
    await Promise.allSettled([run(), run(), run()])
    const { messageCount } = await waitForText(admin, 'saburo@customer.example', 'only once')
    expect(messageCount).toBe(1)
  })

  it('goes on after the database ended every connection', async () => {
    const { db } = server.services
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(db)
    const ctx = systemContext(server.services, server.workspaceId, 'test')
    const raw = writeMail({ from: 'jiro@customer.example', text: 'after the break' })
    const stored = await waitFor('the database', () =>
      storeReceipt(ctx, mailbox, raw, 'test:break'),
    )
    expect(stored).toBe('stored')
    await waitForText(server.admin, 'jiro@customer.example', 'after the break')
  })
})
