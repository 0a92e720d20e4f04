import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { inTransaction, systemContext } from '../../foundation/server/context.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as connections from '../connections/contract.ts'
import { beginReceipts, channelOf, enqueueReceipts } from '../connections/index.ts'
import { storeReceipts } from '../connections/receipts.ts'
import { mailboxSettings, waitForText, writeMail } from './testing.ts'

describe('input that does harm', () => {
  let server: TestServer
  let mailbox: string
  let count = 0
  beforeAll(async () => {
    server = await startTestServer()
    const nowhere = { host: '127.0.0.1', port: 1 }
    mailbox = (
      await server.admin.call(connections.createConnection, {
        channel: 'email',
        settings: mailboxSettings(nowhere, nowhere, 'x'),
      })
    ).id
  })
  afterAll(() => server?.stop())
  afterEach(() => {
    vi.restoreAllMocks()
  })

  const context = () => systemContext(server.services, server.workspaceId, 'test')
  const inputs = (...texts: string[]) =>
    texts.map((text) => ({
      raw: writeMail({ from: `${text}@customer.example`, text }),
      key: `poison:${++count}`,
    }))
  const receipt = (key: string) =>
    server.services.db
      .selectFrom('receipt')
      .selectAll()
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
  /** Mails with this word fail as a bug would have it. */
  const failOn = (word: string) => {
    const { parse } = channelOf('email')
    return vi.spyOn(channelOf('email'), 'parse').mockImplementation((raw, settings) => {
      if (Buffer.from(raw).includes(word)) throw new TypeError('a bug')
      return parse(raw, settings)
    })
  }

  test('holds up nobody else, is tried again, and ends in quarantine', async () => {
    failOn('bad-one')
    const given = inputs('good-a', 'good-b', 'bad-one', 'good-c')
    await storeReceipts(context(), mailbox, given)
    for (const name of ['good-a', 'good-b', 'good-c'])
      await waitForText(server.admin, `${name}@customer.example`, name)
    const { key } = given[2]!
    const waiting = await waitFor('the first try', async () => {
      const row = await receipt(key)
      return row.attempts > 0 && row.retry_at && row
    })
    expect(waiting).toMatchObject({ state: 'stored', attempts: 1, begun: 0 })
    // As if the tries between had passed.
    await sql`update receipt set attempts = 3, retry_at = null where key = ${key}`.execute(
      server.services.db,
    )
    await enqueueReceipts(context(), mailbox)
    await waitFor('the quarantine', async () => (await receipt(key)).state === 'quarantined')
    expect(await receipt(key)).toMatchObject({ problem_code: 'parse.failed', attempts: 4 })
  })

  test('that ended the process each time is not touched once more', async () => {
    const parse = failOn('nothing')
    const given = inputs('deadly', 'after-it')
    // Six processes began with it and left no word of how it ended.
    await inTransaction(context(), async (ctx) => {
      await storeReceipts(ctx, mailbox, given)
      await sql`update receipt set begun = 6 where key = ${given[0]!.key}`.execute(ctx.db)
    })
    await waitForText(server.admin, 'after-it@customer.example', 'after-it')
    expect(await receipt(given[0]!.key)).toMatchObject({ state: 'quarantined' })
    expect(parse.mock.calls.some(([raw]) => Buffer.from(raw).includes('deadly'))).toBe(false)
  })

  test('that a process left again and again waits longer each time, and is used when one stays', async () => {
    const given = inputs('patient', 'nimble')
    await inTransaction(context(), async (ctx) => {
      await storeReceipts(ctx, mailbox, given)
      // As three processes leave it, each killed for a reason of its own.
      for (let kills = 0; kills < 3; kills += 1) {
        await sql`update receipt set retry_at = null where key = ${given[0]!.key}`.execute(ctx.db)
        await beginReceipts(ctx, mailbox, 1)
      }
    })
    await waitForText(server.admin, 'nimble@customer.example', 'nimble')
    const waiting = await receipt(given[0]!.key)
    expect(waiting).toMatchObject({ state: 'stored', begun: 3, attempts: 0 })
    const pause = waiting.retry_at!.getTime() - waiting.received_at.getTime()
    expect(pause / 1000).toBeGreaterThan(15)
    await sql`update receipt set retry_at = now() where key = ${given[0]!.key}`.execute(
      server.services.db,
    )
    await enqueueReceipts(context(), mailbox)
    await waitForText(server.admin, 'patient@customer.example', 'patient')
    expect(await receipt(given[0]!.key)).toMatchObject({ state: 'parsed', attempts: 1 })
  })

  test('that ended the process once comes alone, and the rest in their order', async () => {
    const given = inputs('once', 'second', 'third')
    await inTransaction(context(), async (ctx) => {
      await storeReceipts(ctx, mailbox, given)
      await sql`update receipt set begun = 1 where key = any(${given.map(({ key }) => key)}::text[])`.execute(
        ctx.db,
      )
    })
    await waitForText(server.admin, 'third@customer.example', 'third')
    const { rows } = await sql<{ text: string }>`
      select text from message where text in ('once', 'second', 'third') order by created_at, id`.execute(
      server.services.db,
    )
    expect(rows.map((row) => row.text)).toEqual(['once', 'second', 'third'])
  })

  test('one batch in which the same mail stands twice stores it once and knows both places', async () => {
    const [one] = inputs('twin')
    const outcomes = await storeReceipts(context(), mailbox, [
      one!,
      { ...one!, key: 'poison:elsewhere' },
      one!,
    ])
    expect(outcomes).toEqual(['stored', 'duplicate', 'duplicate'])
    const { rows } = await sql<{ key: string }>`select key from receipt_repeat`.execute(
      server.services.db,
    )
    expect(rows).toEqual([{ key: 'poison:elsewhere' }])
  })
})
