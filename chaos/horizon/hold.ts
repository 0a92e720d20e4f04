import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { later } from '../../bench/cleanup.ts'
import { processorSecondsOf } from '../../bench/process-tree.ts'
import { findRunningPostgres } from '../../src/foundation/server/postgres/find-running-postgres.ts'
import { openChatServer } from '../chat-server.ts'
import { openDesk } from '../live/desk.ts'
import type { Random } from '../random.ts'
import { until } from '../server.ts'
import { startChat } from '../traffic/chat.ts'
import { createFaults } from '../traffic/post.ts'
import { openClient } from './open.ts'

/** Somebody else's write transaction, in another database of the same server, stays open while customers write. */
export const hold = async (random: Random, seconds: number) => {
  const { victim, admin, connectionId } = await openChatServer()
  const desk = openDesk(admin)
  later(desk.close)
  await until('the desk to be in sync', 15, async () => desk.first() !== undefined)
  const other = await openOther(victim.folder)
  await other.query('begin; select pg_current_xact_id()')
  const held = desk.seen.length
  const used = processorSecondsOf(victim.pid()!)
  const faults = createFaults()
  const chat = await startChat(
    { url: victim.url, connectionId, visitors: 5, pauseMs: 250 },
    random,
    faults,
  )
  await delay(seconds * 1000)
  await chat.stop()
  const shownEarly = desk.seen.length - held
  const lag = await readLag(victim.url)
  const processor = ((processorSecondsOf(victim.pid()!) - used) / seconds) * 100
  const began = performance.now()
  await other.query('rollback')
  const due = await victim.ask<{ id: string }>(
    `select epoch || '-' || event.tx || '-' || number as id from event, log_epoch order by event.tx, number`,
  )
  const start = due.length - (await countSince(victim, desk.first()!))
  const missing = () => due.slice(start).filter(({ id }, index) => desk.seen[index] !== id).length
  await until('the desk to catch up', 20, async () => missing() === 0).catch(() => undefined)
  const caughtUp = (performance.now() - began) / 1000
  return {
    messages: chat.taken.length,
    faults: missing() + shownEarly,
    lag,
    lagIsVisible: lag >= seconds - 1,
    caughtUp,
    processor,
  }
}

const openOther = async (folder: string) => {
  const url = new URL((await findRunningPostgres(join(folder, 'postgres')))!)
  const maker = new pg.Client({ connectionString: url.href })
  await maker.connect()
  await maker.query('create database other')
  await maker.end()
  url.pathname = '/other'
  return openClient(url.href)
}

const readLag = async (url: string) => {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^engawa_log_held_seconds ([\d.]+)/m.exec(text)?.[1] ?? 0)
}

const countSince = async (
  victim: { ask: <T extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<T[]> },
  position: string,
) => {
  const [, tx, number] = position.split('-')
  const rows = await victim.ask<{ count: number }>(
    'select count(*)::int as count from event where (tx, number) > ($1::xid8, $2::bigint)',
    [tx, number],
  )
  return rows[0]!.count
}
