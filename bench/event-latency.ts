import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import * as customers from '../src/modules/customers/contract.ts'
import * as tracking from '../src/modules/tracking/contract.ts'
import { later } from './cleanup.ts'
import type { Benchmark } from './figure.ts'
import { createPost } from './post-events.ts'
import { makeFolder, openPostgres, signIn, startServer } from './server.ts'
import { percentile } from './statistics.ts'
import { createShop } from './tracked-events.ts'

const perSecond = 2000
const batch = 20
const seconds = 30
const people = 5000
/** Until nearly everybody has been seen once; the rest come as new people while it is measured. */
const warmEvents = 20_000
const connections = 8
const prefix = 'late'
/** How often it is looked whether an event has passed; what is measured is at most this too long. */
const lookMs = 20
/** One of so many batches is looked for, so that looking costs little. */
const lookedFor = 4
const mostMs = 30_000

type Probe = { messageId: string; userId: string; at: number }

/**
 * From the moment an event is sent until it stands on its customer's timeline, read through the API, and every reader of
 * tracked events has passed it; at 2,000 events a second, for one event of every fourth batch.
 */
export const eventLatency: Benchmark = {
  figures: [{ name: 'event-latency', unit: 'ms', target: 1000 }],
  minutes: 4,
  run: async ({ say }) => {
    const folder = makeFolder()
    const databaseUrl = await openPostgres(folder)
    const { url } = await startServer(folder, { DATABASE_URL: databaseUrl })
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
    pool.on('error', () => undefined)
    later(() => pool.end())
    const caller = await signIn(url)
    const source = await caller.call(tracking.createSource, { name: prefix })
    const next = createShop(people, prefix)
    const post = createPost(url, source.writeKey, connections)
    const probes: Probe[] = []
    let batches = 0
    const send = async (isMeasured: boolean) => {
      const events = Array.from({ length: batch }, next)
      const last = events.at(-1)!
      const probe = { messageId: last.messageId, userId: last.userId, at: performance.now() }
      batches += 1
      if (isMeasured && batches % lookedFor === 0) probes.push(probe)
      await post(events)
    }
    for (let sent = 0; sent < warmEvents; sent += batch * connections)
      await Promise.all(Array.from({ length: connections }, () => send(false)))
    await waitUntilFollowed(pool)
    say('everybody is known; measuring')
    const took: number[] = []
    let ended = false
    const { rows } = await pool.query('select workspace_id as id from source where id = $1', [
      source.id,
    ])
    const watch = follow(pool, rows[0].id, probes, took, () => ended)
    const late = await atPace(seconds, () => send(true))
    ended = true
    await watch
    say(`${took.length} events looked for; the last request began ${Math.round(late)} ms late`)
    // What the database says is there, the timeline shows.
    for (const { messageId, userId } of probes.slice(-20)) {
      const { data } = await caller.call(customers.listCustomers, { identifier: userId })
      const page = await caller.call(customers.listTimeline, {
        id: data[0]!.id,
        limit: 200,
        kinds: 'page,track,identify',
      })
      const { rows } = await pool.query('select id from tracked_event where message_id = $1', [
        messageId,
      ])
      if (!page.data.some(({ id }) => id === rows[0].id))
        throw new Error(`${messageId} is not on the timeline of ${userId}`)
    }
    return {
      'event-latency': {
        value: percentile(took, 0.99),
        size: `p99 of ${took.length} events at ${perSecond}/s for ${seconds} s; p50 ${Math.round(percentile(took, 0.5))} ms`,
      },
    }
  },
}

const waitUntilFollowed = async (pool: pg.Pool) => {
  const followed = `select coalesce((select number from reader where name = 'tracked-visits') >= max(number), true) as done
    from tracked_event`
  while (!(await pool.query(followed)).rows[0].done) await delay(100)
}

/** Begins requests evenly; how late the last one began, in milliseconds. */
const atPace = async (seconds: number, one: () => Promise<unknown>) => {
  const from = performance.now()
  const every = (batch / perSecond) * 1000
  const running: Promise<unknown>[] = []
  let late = 0
  for (let count = 0; count * every < seconds * 1000; count += 1) {
    const wait = from + count * every - performance.now()
    if (wait > 0) await delay(wait)
    late = Math.max(0, -wait)
    running.push(one())
  }
  await Promise.all(running)
  return late
}

/** Who stands on a timeline: of a customer who is known, at or before where the reader is. */
const passed = `select e.message_id as id from tracked_event e
  join identifier i on i.workspace_id = e.workspace_id and i.type = 'user_id' and i.value = e.user_id
    and i.customer_id is not null
  where e.workspace_id = $3 and e.message_id = any($1) and (e.tx, e.number) <= (select tx, number from reader where name = 'tracked-visits')
    and e.received_at > now() - interval '1 minute' and e.user_id = any($2)`

const follow = async (
  pool: pg.Pool,
  workspaceId: string,
  probes: Probe[],
  took: number[],
  isOver: () => boolean,
) => {
  let waiting: Probe[] = []
  let seen = 0
  for (;;) {
    waiting.push(...probes.slice(seen))
    seen = probes.length
    if (waiting.length === 0 && isOver()) return
    if (waiting.length > 0) {
      const ids = waiting.map(({ messageId }) => messageId)
      const users = waiting.map(({ userId }) => userId)
      const { rows } = await pool.query(passed, [ids, users, workspaceId])
      const now = performance.now()
      const done = new Set(rows.map(({ id }: { id: string }) => id))
      for (const { messageId, at } of waiting) if (done.has(messageId)) took.push(now - at)
      waiting = waiting.filter(({ messageId }) => !done.has(messageId))
      if (waiting.some(({ at }) => now - at > mostMs))
        throw new Error(`an event was not on its timeline after ${mostMs / 1000} s`)
    }
    await delay(lookMs)
  }
}
