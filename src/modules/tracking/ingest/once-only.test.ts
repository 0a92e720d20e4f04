import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import * as customers from '../../customers/contract.ts'
import { createIdentities } from '../follow/identities.ts'
import { readTracked } from '../follow/read-tracked.ts'
import { openSite, page, waitForCustomer, waitUntilFollowed } from '../testing.ts'
import type { Ready } from './read-event.ts'
import { save } from './save.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

test('a device goes to who signs in on it, whichever process was told of the one before', async () => {
  const site = await openSite(server)
  for (const userId of ['here', 'there']) await site.send('/v1/identify', { userId })
  await waitUntilFollowed(server)
  const { db } = server.services
  const [row] = await readTracked(db, { tx: '0', number: '0' }, 1)
  const processes = [createIdentities(server.services), createIdentities(server.services)]
  const tell = (process: number, userId: string, number: number) =>
    processes[process]!.tell(
      [{ ...row!, anonymousId: 'between processes', userId, at: new Date() }],
      { tx: '1', number: `${number - 1}` },
      { tx: '1', number: `${number}` },
    )
  await tell(0, 'here', 1)
  await tell(1, 'there', 2)
  await tell(0, 'here', 3)
  const { id } = await waitForCustomer(server.admin, 'here')
  const { identifiers } = await server.admin.call(customers.getCustomer, { id })
  expect(identifiers.map(({ value }) => value)).toContain('between processes')
})

test.each([
  ['a number', (who: string) => ({ phone: `+8190555512${who}` }), '+819055551201'],
  [
    'a member number',
    (who: string) => ({ externalIds: [{ type: 'member_number', id: `HANDS${who}` }] }),
    'HANDS01',
  ],
])('a device goes back to who is known on it by %s alone', async (what, saidBy, first) => {
  const site = await openSite(server)
  await site.send('/v1/identify', { userId: 'any' })
  await waitUntilFollowed(server)
  const [row] = await readTracked(server.services.db, { tx: '0', number: '0' }, 1)
  const process = createIdentities(server.services)
  const nobody = { userId: null, email: null, phone: null, personName: null, externalIds: null }
  for (const [number, who] of ['01', '02', '01'].entries()) {
    const said = { ...row!, ...nobody, ...saidBy(who), anonymousId: `by ${what}`, at: new Date() }
    const place = (number: number) => ({ tx: '1', number: String(number) })
    await process.tell([said], place(number), place(number + 1))
  }
  const { id } = await waitForCustomer(server.admin, first)
  const { identifiers } = await server.admin.call(customers.getCustomer, { id })
  expect(identifiers.map(({ value }) => value)).toContain(`by ${what}`)
})

describe('once only', () => {
  test('ten requests at once with the same hundred events store each once, and the figures add up', async () => {
    const site = await openSite(server)
    const events = Array.from({ length: 100 }, (_, index) => page(`same-${index}`))
    const shuffled = (by: number) => [...events.slice(by), ...events.slice(0, by)]
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        site.send('/v1/batch', { batch: shuffled(index * 10) }),
      ),
    )
    expect(await site.events()).toHaveLength(100)
    expect(await site.counts()).toEqual({ accepted: 100, duplicate: 900, rejected: 0 })
  })

  test('two servers’ writes of the same events at once store each once', async () => {
    const site = await openSite(server)
    const { pool } = server.services
    const source = { workspaceId: server.workspaceId, id: site.id }
    const monday = Date.UTC(2026, 0, 5)
    await prepareWeeks(pool, monday)
    // Either side of a week's border, each in a connection and statement of its own.
    const write = (now: number, offset: number) =>
      save(pool, { ready: order(rows(source, 200), offset), refused: [] }, now)
    await Promise.all([
      write(monday - 5, 0),
      write(monday + 5, 100),
      write(monday - 1, 50),
      write(monday, 150),
    ])
    expect(await site.events()).toHaveLength(200)
    expect(await site.counts()).toEqual({ accepted: 200, duplicate: 600, rejected: 0 })
  })

  test.each([
    ['a second', 1000],
    ['midnight', 43_200_000],
    ['five days', 5 * 86_400_000],
    ['seven days', 7 * 86_400_000 - 1],
  ])(
    'an event that is sent again after %s is a repeat, on whatever day of the week it came',
    async (_what, later) => {
      const site = await openSite(server)
      const { pool } = server.services
      const source = { workspaceId: server.workspaceId, id: site.id }
      for (let hour = 0; hour < 7 * 24; hour += 6) {
        const first = Date.UTC(2026, 0, 5) + hour * 3_600_000
        await prepareWeeks(pool, first, first + later)
        const ready = rows(source, 1, `repeat-${hour}`)
        await save(pool, { ready, refused: [] }, first)
        await save(pool, { ready, refused: [] }, first + later)
      }
      expect(await site.counts()).toEqual({ accepted: 28, duplicate: 28, rejected: 0 })
    },
  )

  test('repeats inside one batch, and under two sources, are told apart', async () => {
    const [site, other] = [await openSite(server), await openSite(server)]
    await site.send('/v1/batch', { batch: [page('twice'), page('twice'), page('once')] })
    await other.send('/v1/batch', { batch: [page('twice')] })
    expect((await site.events()).map(({ message_id }) => message_id)).toEqual(['twice', 'once'])
    expect(await other.events()).toHaveLength(1)
  })

  test('a request without message ids that is sent again counts once, and its own equal events each count', async () => {
    const site = await openSite(server)
    const click = {
      type: 'track',
      userId: 'u-5',
      event: 'Click',
      timestamp: '2026-01-01T00:00:00Z',
    }
    const body = { batch: [click, click, { ...click, timestamp: '2026-01-01T00:00:01Z' }] }
    await site.send('/v1/batch', body)
    await site.send('/v1/batch', body)
    expect(await site.events()).toHaveLength(3)
  })

  test('a message id longer than 100 characters still tells a repeat', async () => {
    const site = await openSite(server)
    for (const end of ['a', 'b', 'a']) await site.send('/v1/p', page('m'.repeat(200) + end))
    expect(await site.events()).toHaveLength(2)
  })
})

describe('when it happened', () => {
  const minutes = (count: number) => new Date(Date.now() + count * 60_000).toISOString()
  const ago = (event: { at: Date; received_at: Date }) =>
    Math.round((event.received_at.getTime() - event.at.getTime()) / 60_000)

  test('a wrong clock of the sender is corrected, and all four times are kept', async () => {
    const site = await openSite(server)
    await site.send('/v1/batch', {
      sentAt: minutes(600),
      batch: [page('ahead', { timestamp: minutes(590) })],
    })
    await site.send(
      '/v1/p',
      page('behind', { originalTimestamp: '1970-01-01T00:00:00Z', sentAt: '1970-01-01T00:03:00Z' }),
    )
    const [ahead, behind] = await site.events()
    expect([ago(ahead!), ago(behind!)]).toEqual([10, 3])
    expect(behind!.original_at).toEqual(new Date(0))
    expect(behind!.sent_at).toEqual(new Date(180_000))
  })

  test.each([
    ['no time', undefined, undefined, 0],
    ['an hour ago without sending time', minutes(-60), undefined, 60],
    ['seconds since 1970', Math.floor(Date.now() / 1000) - 600, undefined, 10],
    ['milliseconds as text', String(Date.now() - 600_000), undefined, 10],
    ['no zone, so UTC', minutes(-30).replace('Z', ''), undefined, 30],
    ['nonsense', 'yesterday-ish', minutes(0), 0],
    ['1970 without sending time', '1970-01-01T00:00:00Z', undefined, 0],
    ['the year 3000', '3000-01-01T00:00:00Z', undefined, 0],
    ['a time in five minutes', minutes(5), undefined, 0],
    ['a sending time in the year 3000', minutes(-20), '3000-01-01T00:00:00Z', 20],
    ['an unreadable sending time', minutes(-20), 'NaN', 20],
    ['the year 20000', '+020000-01-01T00:00:00Z', undefined, 0],
  ])('%s is put where it makes sense', async (_what, timestamp, sentAt, minutesAgo) => {
    const site = await openSite(server)
    await site.send('/v1/p', page('m', { timestamp, sentAt }))
    const [event] = await site.events()
    expect(ago(event!)).toBe(minutesAgo)
  })

  test('a time that cannot be read stands in the context in the sender’s words', async () => {
    const site = await openSite(server)
    await site.send('/v1/p', page('m', { timestamp: 'yesterday-ish' }))
    expect(await site.events()).toMatchObject([
      { original_at: null, context: { originalTimestamp: 'yesterday-ish' } },
    ])
  })
})

const rows = (source: { workspaceId: string; id: string }, count: number, name = 'row') =>
  Array.from({ length: count }, (_, index): Ready => {
    const at = Date.UTC(2026, 0, 5)
    return {
      source,
      messageId: `${name}-${index}`,
      row: {
        id: randomUUID(),
        kind: 'page',
        name: '',
        anonymousId: 'd',
        userId: undefined,
        at,
        receivedAt: at,
        original: undefined,
        sent: undefined,
        properties: '{}',
        traits: undefined,
        context: '{}',
      },
    }
  })

const order = <T>(list: T[], offset: number) => [...list.slice(offset), ...list.slice(0, offset)]

const prepareWeeks = async (pool: pg.Pool, ...moments: number[]) => {
  for (const moment of moments) {
    for (const days of [-14, -7, 0, 7]) {
      await pool.query('select ensure_week($1, $2::date)', [
        'tracked_message',
        new Date(moment + days * 86_400_000),
      ])
    }
  }
}
