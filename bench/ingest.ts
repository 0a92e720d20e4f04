import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Caller } from '../src/foundation/testing/caller.ts'
import * as customers from '../src/modules/customers/contract.ts'
import * as tracking from '../src/modules/tracking/contract.ts'
import { createBareInsert } from './bare-insert.ts'
import { later } from './cleanup.ts'
import type { Benchmark } from './figure.ts'
import { createPost } from './post-events.ts'
import { makeFolder, openPostgres, signIn, startServer } from './server.ts'
import { createShop } from './tracked-events.ts'

const connections = 4
const batch = 100
const people = 5000
const seconds = 60
const prefix = 'bench'

/**
 * Tracked events a second that the whole product takes over HTTP, durably, and has on timelines within a minute; beside
 * it, in the same database, a bare multi-row INSERT.
 */
export const ingest: Benchmark = {
  figures: [
    { name: 'ingest', unit: 'events/s', target: 10_000, atLeast: true, ratioAtLeast: 0.4 },
    { name: 'ingest-on-timelines', unit: 's', target: 60 },
  ],
  minutes: 4,
  run: async ({ say }) => {
    const folder = makeFolder()
    const databaseUrl = await openPostgres(folder)
    const { url } = await startServer(folder, { DATABASE_URL: databaseUrl })
    const pool = new pg.Pool({ connectionString: databaseUrl, max: connections + 1 })
    // The database ends before its clients have quite gone.
    pool.on('error', () => undefined)
    later(() => pool.end())
    const caller = await signIn(url)
    const source = await caller.call(tracking.createSource, { name: prefix })
    const next = createShop(people, prefix)
    const events = () => Array.from({ length: batch }, next)
    const post = createPost(url, source.writeKey, connections)
    const warm = await measure(3, () => post(events()))
    const taken = await measure(seconds, () => post(events()))
    say(`${taken.rows} events taken; waiting until they are on timelines`)
    const settled = await waitForTimelines(pool, warm.rows + taken.rows)
    await checkTimelines(caller, pool)
    const { rows } = await pool.query('select workspace_id as id from source where id = $1', [
      source.id,
    ])
    const insert = createBareInsert(pool, rows[0].id, source.id, batch)
    const bare = await measure(20, () => insert(events()))
    const size = `${taken.rows} events of ${people} people, batches of ${batch}, ${connections} connections`
    return {
      ingest: { value: taken.perSecond, baseline: bare.perSecond, size },
      'ingest-on-timelines': { value: settled, size: `after ${seconds} s of it` },
    }
  },
}

/** Runs `one` on all connections until time is up. */
const measure = async (seconds: number, one: () => Promise<unknown>) => {
  const from = performance.now()
  let rows = 0
  const work = async () => {
    while (performance.now() - from < seconds * 1000) {
      await one()
      rows += batch
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  return { rows, perSecond: (rows * 1000) / (performance.now() - from) }
}

/** Seconds until every event was followed and belongs to a customer; at most 60. */
const waitForTimelines = async (pool: pg.Pool, expected: number) => {
  const from = performance.now()
  const elapsed = () => (performance.now() - from) / 1000
  // By index: a walk through all events ten times a second would take their readers' turn.
  const followed = `select (r.tx, r.number) >= (e.tx, e.number) as done from reader r,
    (select tx, number from tracked_event order by tx desc, number desc limit 1) e where r.name = 'tracked-visits'`
  while (!(await pool.query(followed)).rows[0]?.done) {
    if (elapsed() > 60) throw new Error('events are not on timelines after 60 s')
    await delay(100)
  }
  const settled = elapsed()
  const { rows } = await pool.query(`select count(*) as count from tracked_event e join identifier i
    on i.workspace_id = e.workspace_id and i.type = 'user_id' and i.value = e.user_id and i.customer_id is not null`)
  if (Number(rows[0].count) !== expected)
    throw new Error(`${rows[0].count} of ${expected} events have a customer`)
  return settled
}

/** Some people's timelines, read through the API, hold as many events as were stored of them. */
const checkTimelines = async (caller: Caller, pool: pg.Pool) => {
  for (let person = 0; person < 20; person += 1) {
    const identifier = `${prefix}-user-${person}`
    const { rows } = await pool.query(
      'select count(*) as count from tracked_event where user_id = $1',
      [identifier],
    )
    const { data } = await caller.call(customers.listCustomers, { identifier })
    let shown = 0
    for (let after: string | null | undefined; after !== null; ) {
      const asked = {
        id: data[0]!.id,
        limit: 200,
        kinds: 'page,track,identify',
        ...(after ? { after } : {}),
      }
      const page = await caller.call(customers.listTimeline, asked)
      shown += page.data.length
      after = page.next
    }
    if (shown !== Number(rows[0].count))
      throw new Error(`${identifier}: ${rows[0].count} events, the timeline shows ${shown}`)
  }
}
