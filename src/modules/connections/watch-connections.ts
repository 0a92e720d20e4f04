import { sql } from 'kysely'
import { answerFor, forget, isGone } from '../../foundation/server/alive.ts'
import { systemContext } from '../../foundation/server/context.ts'
import type { Loop } from '../../foundation/server/module.ts'
import type { Services } from '../../foundation/server/services.ts'
import { newId } from '../../foundation/server/uuid.ts'
import { channelOf } from './channels.ts'
import { storeReceipts } from './receipts.ts'
import { reportState } from './report-state.ts'
import { completeSettings, openSettings } from './settings.ts'
import { sendTools } from './tools.ts'

const lookMs = 1500
const leaseSeconds = 30
const firstPauseMs = 2000
const longestPauseMs = 60_000

type Watched = { settingsJson: string; stop: AbortController; ended: Promise<void> }
type Row = { workspace_id: string; id: string; channel: string; settings: unknown }

/** Keeps one supervised loop for every watched connection that this process holds the lease of. */
export const watchConnections: Loop = {
  name: 'watch-connections',
  start: (services) => {
    const owner = newId()
    const watched = new Map<string, Watched>()
    let stopped = false
    let timer: NodeJS.Timeout | undefined
    answerFor(owner)

    const look = async () => {
      const mine = await claim(services, owner)
      const ids = new Set(mine.map((row) => row.id))
      for (const [id, one] of watched) {
        const row = mine.find((row) => row.id === id)
        if (!ids.has(id) || JSON.stringify(row?.settings) !== one.settingsJson) {
          one.stop.abort()
          watched.delete(id)
        }
      }
      for (const row of mine) {
        if (watched.has(row.id)) continue
        const stop = new AbortController()
        const ended = supervise(services, row, stop.signal)
        watched.set(row.id, { settingsJson: JSON.stringify(row.settings), stop, ended })
      }
    }

    const tick = () => {
      look()
        .catch((error) =>
          services.log.warn({ code: error?.code }, 'looking for connections failed; trying again'),
        )
        .finally(() => {
          if (!stopped) timer = setTimeout(tick, lookMs)
        })
    }
    tick()
    return {
      stop: async () => {
        stopped = true
        clearTimeout(timer)
        for (const one of watched.values()) one.stop.abort()
        await Promise.all([...watched.values()].map((one) => one.ended))
        await sql`update connection set lease_until = null where lease_owner = ${owner}`
          .execute(services.db)
          .catch(() => undefined)
        await forget(owner)
      },
    }
  },
}

/** Takes connections whose owner has died or gone quiet, renews leases at half time, and says which are ours. */
const claim = async (services: Services, owner: string): Promise<Row[]> => {
  await sql`
    update connection set lease_owner = ${owner}, lease_until = now() + make_interval(secs => ${leaseSeconds})
    where (workspace_id, id) in (
      select workspace_id, id from connection
      where removed_at is null and state <> 'paused' and not rehearsal
        and (lease_until is null or lease_until < now()
          or (lease_owner <> ${owner} and ${isGone('lease_owner')})
          or (lease_owner = ${owner} and lease_until < now() + make_interval(secs => ${leaseSeconds / 2})))
      for update skip locked)`.execute(services.db)
  const rows = await services.db
    .selectFrom('connection')
    .select(['workspace_id', 'id', 'channel', 'settings'])
    .where('lease_owner', '=', owner)
    .where('removed_at', 'is', null)
    .where('state', '<>', 'paused')
    .execute()
  return rows.filter((row) => channelOf(row.channel).watch)
}

/** Restarts the channel's loop with growing pauses until told to stop. */
const supervise = async (services: Services, row: Row, signal: AbortSignal) => {
  let pauseMs = firstPauseMs
  while (!signal.aborted) {
    const startedAt = Date.now()
    try {
      await runWatch(services, row, signal)
    } catch (error) {
      services.log.warn(
        { connection: row.id, code: (error as { code?: string }).code },
        'connection watch ended; starting again',
      )
    }
    if (Date.now() - startedAt > longestPauseMs) pauseMs = firstPauseMs
    await pause(pauseMs, signal)
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })

const runWatch = async (services: Services, row: Row, signal: AbortSignal) => {
  const channel = channelOf(row.channel)
  const entered = openSettings(services.seal, channel, row.settings as Record<string, unknown>)
  const fresh = () => systemContext(services, row.workspace_id, 'watch-connections')
  const mine = () =>
    services.db
      .selectFrom('connection')
      .where('workspace_id', '=', row.workspace_id)
      .where('id', '=', row.id)
  await channel.watch!(completeSettings(channel, entered), {
    ...sendTools(services, row.workspace_id, signal, row.id),
    receiveAll: (inputs) => storeReceipts(fresh(), row.id, inputs),
    readCursor: async () => (await mine().select('cursor').executeTakeFirst())?.cursor ?? undefined,
    saveCursor: async (cursor) => {
      // What was taken in was read: a long catching up is no stall.
      await sql`update connection set cursor = ${JSON.stringify(cursor)}::jsonb, read_at = now()
        where workspace_id = ${row.workspace_id} and id = ${row.id}`.execute(services.db)
    },
    report: (state) => reportState(services, row, state),
    log: (message, fields) => services.log.info({ connection: row.id, ...fields }, message),
  })
}
