import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/tables.generated.ts'

/** Soon at first: mostly it is a neighbour that commits within milliseconds. */
const firstMs = 15
const longestMs = 250

type Watch = { wait: (seen: bigint, look: () => void) => () => void }

const watches = new WeakMap<Kysely<Database>, Watch>()

/**
 * Calls `look` once when the snapshot horizon has moved past `seen`: held-back events come when an open transaction
 * ends, which tells nobody. All that wait share one cheap question, asked ever more rarely while nothing moves.
 * Returns how to stop waiting.
 */
export const onceHorizonMoves = (db: Kysely<Database>, seen: bigint, look: () => void) => {
  const watch = watches.get(db) ?? createWatch(db)
  watches.set(db, watch)
  return watch.wait(seen, look)
}

const createWatch = (db: Kysely<Database>): Watch => {
  const waiting = new Map<() => void, bigint>()
  let isAsking = false
  let pause = firstMs
  let last: bigint | undefined

  const ask = async () => {
    if (waiting.size > 0) await tell()
    isAsking = false
    if (waiting.size === 0) pause = firstMs
    else begin()
  }
  const tell = async () => {
    // A database that is away moves nothing; whoever needs it says so.
    const now = await readHorizon(db).catch(() => last)
    pause = now === last ? Math.min(pause * 1.5, longestMs) : firstMs
    last = now
    for (const [look, seen] of [...waiting]) {
      if (now === undefined || now <= seen) continue
      waiting.delete(look)
      look()
    }
  }
  const begin = () => {
    if (isAsking) return
    isAsking = true
    setTimeout(ask, pause)
  }
  return {
    wait: (seen, look) => {
      waiting.set(look, seen)
      begin()
      return () => void waiting.delete(look)
    },
  }
}

const readHorizon = async (db: Kysely<Database>) => {
  const { rows } = await sql<{ horizon: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`.execute(db)
  return BigInt(rows[0]!.horizon)
}
