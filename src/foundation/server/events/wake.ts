import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import { holdNames } from '../alive.ts'
import type { Database } from '../database/tables.generated.ts'
import type { Log } from '../log.ts'

/**
 * Tells the readers of this and every other process that there may be news. Coalesced: a NOTIFY in
 * each transaction costs about half of a database's throughput, one every 15 ms costs nothing.
 * A lost wake-up costs a second, because each process also asks by itself whether anything was committed.
 */
const channel = 'engawa_log'
const coalesceMs = 15
const pulseMs = 1000
/** To know our own notifications by. */
const sender = randomUUID()
type Listener = { wants: (topic: string) => boolean; look: () => void }
const listeners = new Set<Listener>()
const waiting = new Set<string>()
let timer: NodeJS.Timeout | undefined
let notify: ((text: string) => Promise<unknown>) | undefined

/** The other log; a topic beside the kinds of events. */
export const trackedTopic = 'tracked_event'

/** Called after a commit with the kinds of what was recorded; several calls within a moment are one. */
export const wakeReaders = (topics: readonly string[]) => {
  for (const topic of topics) waiting.add(topic)
  if (waiting.size === 0) return
  timer ??= setTimeout(() => {
    timer = undefined
    const topics = [...waiting]
    waiting.clear()
    wake(topics)
    notify?.([sender, ...topics].join(' ')).catch(() => undefined)
  }, coalesceMs)
}

/** Has `look` called when there may be news of a topic that is wanted, and now and then for nothing. */
export const onWake = (wants: Listener['wants'], look: Listener['look']) => {
  const listener = { wants, look }
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

const wake = (topics: readonly string[]) => {
  for (const { wants, look } of listeners) if (topics.some(wants)) look()
}

const wakeAll = () => {
  for (const { look } of listeners) look()
}

export type Ephemeral = Record<string, unknown> & { workspaceId: string }
const ephemeralChannel = 'engawa_now'
const ephemeralListeners = new Set<(news: Ephemeral) => void>()
let sendEphemeral: ((text: string) => Promise<unknown>) | undefined

/** Presence and typing: to every process, never stored, at most 8,000 bytes. */
export const tellNow = (news: Ephemeral) =>
  void sendEphemeral?.(JSON.stringify(news)).catch(() => undefined)

/** The same, told when the caller's transaction commits, and not at all if it does not. */
export const tellNowOnCommit = (db: Kysely<Database>, news: Ephemeral) =>
  sql`select pg_notify(${ephemeralChannel}, ${JSON.stringify(news)})`.execute(db)

export const onNow = (listener: (news: Ephemeral) => void) => {
  ephemeralListeners.add(listener)
  return () => void ephemeralListeners.delete(listener)
}

/** Listens on a connection of its own and reconnects; resolves to a stop function. */
export const connectWake = (url: string, pool: pg.Pool, log: Log) => {
  let stopped = false
  let client: pg.Client | undefined
  let retry: NodeJS.Timeout | undefined
  notify = (text) => pool.query(`select pg_notify('${channel}', $1)`, [text])
  sendEphemeral = (text) => pool.query(`select pg_notify('${ephemeralChannel}', $1)`, [text])
  const connect = async () => {
    const mine = new pg.Client({
      connectionString: url,
      application_name: 'engawa-listen',
      keepAlive: true,
    })
    client = mine
    mine.on('error', () => undefined)
    mine.on('end', () => {
      if (!stopped && client === mine) retry = setTimeout(start, 1000)
    })
    mine.on('notification', ({ channel: name, payload }) => {
      if (!payload) return
      if (name === channel) hear(payload)
      else for (const listener of ephemeralListeners) listener(JSON.parse(payload))
    })
    await mine.connect()
    await mine.query(`listen ${channel}; listen ${ephemeralChannel}`)
    await holdNames(mine)
    wakeAll()
  }
  const start = () => {
    connect().catch((error) => {
      log.warn({ code: error?.code }, 'listening for log news failed; trying again')
      const failed = client
      client = undefined
      failed?.end().catch(() => undefined)
      if (!stopped) retry = setTimeout(start, 1000)
    })
  }
  start()
  const stopPulse = startPulse(pool)
  return async () => {
    stopped = true
    stopPulse()
    clearTimeout(retry)
    clearTimeout(timer)
    timer = undefined
    notify = undefined
    sendEphemeral = undefined
    await client?.end().catch(() => undefined)
  }
}

const hear = (payload: string) => {
  const [from, ...topics] = payload.split(' ')
  if (from !== sender) wake(topics)
}

/** Every commit changes the snapshot, so while it stays the same no reader has to look: one cheap question for all. */
const startPulse = (pool: pg.Pool) => {
  let last: string | undefined
  let asking = false
  const ask = async () => {
    if (asking) return
    asking = true
    try {
      const { rows } = await pool.query<{ now: string }>(
        'select pg_current_snapshot()::text as now',
      )
      if (rows[0]!.now !== last) wakeAll()
      last = rows[0]!.now
    } catch {
      // The database is away; whoever needs it says so.
    } finally {
      asking = false
    }
  }
  const timer = setInterval(ask, pulseMs)
  return () => clearInterval(timer)
}
