import type { Kysely } from 'kysely'
import type { Database } from '../database/tables.generated.ts'
import { isAfter, type Position } from '../events/position.ts'
import { type LogEvent, readLog } from '../events/read-log.ts'
import { type LiveItem, type Told, tellAll } from './frame.ts'
import type { Seat } from './seat.ts'

const limit = 20_000
const hours = 24
const batch = 500
/** Desks come back together after a restart; those who come within this moment read what they missed together. */
const gatherMs = 10
/** Places further apart are read by themselves, so that nobody waits for another's long absence. */
const nearTransactions = 2_000n

/** Whether everything since this position can be told again: of this epoch, not of the future, not of yesterday. */
export const isReplayable = async (
  db: Kysely<Database>,
  from: Position,
  now: Position,
  workspaceId: string,
) => {
  if (from.epoch !== now.epoch || from.tx > now.tx) return false
  if (!isAfter(now, from)) return true
  const [first] = await readLog(db, from, { limit: 1, workspaceId })
  return !first || Date.now() - first.at.getTime() < hours * 3_600_000
}

type Parts = {
  db: Kysely<Database>
  epoch: () => number
  hydrate: (db: Kysely<Database>, events: LogEvent[]) => Promise<LiveItem[]>
  isSeated: (seat: Seat) => boolean
  give: (seat: Seat, items: readonly Told[]) => void
  settle: (seat: Seat) => void
  /** Too far behind. */
  restart: (seat: Seat) => Promise<void>
}

/**
 * Reads from the log what viewers missed. What the follower takes meanwhile waits in their seats: every event is then
 * in one of the two, and the seat's place drops what is in both.
 */
export const createReplay = ({ db, epoch, hydrate, isSeated, give, settle, restart }: Parts) => {
  type Waiting = { seat: Seat; done: () => void; failed: (error: unknown) => void }
  let gathered: Waiting[] = []

  const begin = () => {
    const all = gathered.sort((a, b) => (isAfter(a.seat.place, b.seat.place) ? 1 : -1))
    gathered = []
    for (const group of groupsOf(all)) {
      const told = replay(group.map(({ seat }) => seat))
      for (const { done, failed } of group) told.then(done, failed)
    }
  }

  const groupsOf = (all: Waiting[]) => {
    const groups: Waiting[][] = []
    for (const one of all) {
      const near = groups.find(
        ([first]) =>
          first!.seat.viewer.workspaceId === one.seat.viewer.workspaceId &&
          one.seat.place.tx - first!.seat.place.tx < nearTransactions,
      )
      if (near) near.push(one)
      else groups.push([one])
    }
    return groups
  }

  /** Seats of one workspace, the one that is furthest behind first. */
  const replay = async (group: Seat[]) => {
    const { workspaceId } = group[0]!.viewer
    let place = group[0]!.place
    for (let sent = 0; group.some(isSeated); sent += batch) {
      for (const seat of group)
        if (seat.waiting && (sent > limit || seat.waiting.length > limit)) await restart(seat)
      if (sent > limit) return
      const events = await readLog(db, place, { limit: batch, workspaceId })
      const items = tellAll(await hydrate(db, events), epoch())
      for (const seat of group) if (seat.waiting) give(seat, items)
      place = events.at(-1) ?? place
      if (events.length === batch) continue
      for (const seat of group) if (seat.waiting) settle(seat)
      return
    }
  }

  /** Resolves when the seat has all and hears what is new as it comes. */
  return (seat: Seat) =>
    new Promise<void>((done, failed) => {
      if (gathered.length === 0) setTimeout(begin, gatherMs)
      gathered.push({ seat, done, failed })
    })
}
