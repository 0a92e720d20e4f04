import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type pg from 'pg'
import { later } from '../../bench/cleanup.ts'
import { followLog } from '../../src/foundation/server/events/follow-log.ts'
import { readLog } from '../../src/foundation/server/events/read-log.ts'
import { type Reader, runReader } from '../../src/foundation/server/events/reader.ts'
import { wakeReaders } from '../../src/foundation/server/events/wake.ts'
import type { Random } from '../random.ts'
import { until } from '../server.ts'
import { insertEvent, openClient, openLog } from './open.ts'

const writers = 12

/** Transactions that begin, write and end in every order, against all that reads the log. */
export const interleave = async (random: Random, seconds: number) => {
  const { postgres, services } = await openLog()
  const { db, log } = services
  await sql`create table chaos_seen (number bigint not null)`.execute(db)
  const reader: Reader = {
    name: 'chaos',
    kinds: ['chaos.fact'],
    react: async (ctx, event) => {
      await sql`insert into chaos_seen values (${String(event.number)}::bigint)`.execute(ctx.db)
    },
  }
  // As two processes would: they take turns.
  const stops = [runReader(services, reader), runReader(services, reader)]
  const followed: bigint[][] = [[], []]
  for (const seen of followed) {
    const follower = followLog(db, log, async (events) => {
      seen.push(...events.map(({ number }) => number))
    })
    stops.push(follower.stop)
    await until('the follower to have its place', 5, async () => follower.place() !== undefined)
  }
  later(() => Promise.all(stops.map((stop) => stop())))

  let ended = false
  const paged: bigint[] = []
  const page = async () => {
    for (let place = { tx: 0n, number: 0n }; ; ) {
      const events = await readLog(db, place, { limit: 7 })
      paged.push(...events.map(({ number }) => number))
      place = events.at(-1) ?? place
      if (events.length === 0) {
        if (ended) return
        await delay(5)
      }
    }
  }
  const paging = page()
  const end = Date.now() + seconds * 1000
  const write = async () => {
    const client = await openClient(postgres.url)
    while (Date.now() < end) await transact(client, random)
  }
  await Promise.all(Array.from({ length: writers }, write))
  const { rows } = await sql<{ number: string }>`
    select number::text from event order by event.tx, event.number`.execute(db)
  const due = rows.map(({ number }) => BigInt(number))
  const everywhere = async () => {
    const seen = await sql<{
      count: number
    }>`select count(*)::int as count from chaos_seen`.execute(db)
    return seen.rows[0]!.count >= due.length && followed.every((one) => one.length >= due.length)
  }
  await until('all readers to have everything', 20, everywhere).catch(() => undefined)
  ended = true
  await paging
  const reacted = await sql<{ number: string }>`select number::text from chaos_seen`.execute(db)
  const numbers = reacted.rows.map(({ number }) => BigInt(number))
  const faults = [
    ...followed.map((seen) => different(seen, due)),
    different(paged, due),
    // Reactions have no order of their own to look at.
    different(numbers.sort(ascending), [...due].sort(ascending)),
  ]
  return { events: due.length, faults: faults.reduce((a, b) => a + b, 0) }
}

const ascending = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0)

const different = (seen: readonly bigint[], due: readonly bigint[]) =>
  Math.abs(seen.length - due.length) + due.filter((number, index) => seen[index] !== number).length

/** Writes, waits, perhaps for long, perhaps within a savepoint, and commits or does not. */
const transact = async (client: pg.Client, random: Random) => {
  await client.query('begin')
  const long = random.chance(0.02)
  for (let writes = 1 + random.below(3); writes > 0; writes--) {
    if (random.chance(0.3)) await delay(random.between(0, long ? 1500 : 20))
    if (random.chance(0.2)) {
      await client.query('savepoint s')
      await client.query(insertEvent)
      await client.query(random.chance(0.5) ? 'rollback to s' : 'release s')
    } else await client.query(insertEvent)
  }
  await client.query(random.chance(0.15) ? 'rollback' : 'commit')
  wakeReaders(['chaos.fact'])
}
