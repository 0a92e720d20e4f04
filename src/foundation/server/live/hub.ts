import type { Kysely } from 'kysely'
import type { Database } from '../database/tables.generated.ts'
import { followLog } from '../events/follow-log.ts'
import { formatPosition, isAfter, type Position, parsePosition } from '../events/position.ts'
import { type After, type LogEvent, readLog, readPosition } from '../events/read-log.ts'
import { type Ephemeral, onNow } from '../events/wake.ts'
import type { Log } from '../log.ts'

/** One event as its viewers get it: the event, and what is read when shown. */
export type LiveItem = { event: LogEvent; body: Record<string, unknown> }

/** Adds what viewers need to see at once (a message's text), for a whole batch in one query. */
export type Hydrate = (db: Kysely<Database>, events: LogEvent[]) => Promise<LiveItem[]>

export type Viewer = {
  workspaceId: string
  /** What this viewer may see of an item, and under which name; undefined hides it. */
  show: (item: LiveItem) => { kind: string; body: unknown } | undefined
  /** What of presence and typing concerns this viewer. */
  showNow: (news: Ephemeral) => Record<string, unknown> | undefined
  /** Writes one frame; false when the reader is too slow and should be let go. */
  write: (frame: string) => boolean
  close: () => void
}

type Seat = {
  viewer: Viewer
  place: After
  epoch: number
  /** Items that came while the viewer is still reading what it missed. */
  waiting: LiveItem[] | undefined
}

const replayLimit = 20_000
const replayHours = 24
const batch = 500

export const frame = (kind: string, body: unknown, id?: string) =>
  `${id ? `id: ${id}\n` : ''}event: ${kind}\ndata: ${JSON.stringify(body)}\n\n`

/** All streams of this process. Every event is read and hydrated once, however many watch. */
export const createHub = (db: Kysely<Database>, log: Log, hydrate: Hydrate) => {
  const seats = new Set<Seat>()
  const follower = followLog(db, log, async (events) => {
    if (seats.size === 0) return
    const items = await hydrate(db, events)
    for (const seat of seats) {
      if (seat.waiting) seat.waiting.push(...items)
      else deliver(seat, items)
    }
  })
  const offNow = onNow((news) => {
    for (const { viewer } of seats) {
      if (viewer.workspaceId !== news.workspaceId) continue
      const body = viewer.showNow(news)
      if (body) viewer.write(frame('now', body))
    }
  })

  const deliver = (seat: Seat, items: LiveItem[]) => {
    for (const item of items) {
      if (item.event.workspaceId !== seat.viewer.workspaceId) continue
      if (!isAfter(item.event, seat.place)) continue
      seat.place = { tx: item.event.tx, number: item.event.number }
      const shown = seat.viewer.show(item)
      if (!shown) continue
      const id = formatPosition({ epoch: seat.epoch, ...seat.place })
      if (!seat.viewer.write(frame(shown.kind, shown.body, id))) return leave(seat)
    }
  }

  const leave = (seat: Seat) => {
    if (seats.delete(seat)) seat.viewer.close()
  }

  /** Seats a viewer after `since`; without it, or beyond what is kept, the viewer is told to `reset`. */
  const join = async (viewer: Viewer, since: string | undefined) => {
    const now = await readPosition(db)
    const from = since === undefined ? undefined : parsePosition(since)
    const usable = from && (await isReplayable(from, now, viewer.workspaceId))
    const seat: Seat = { viewer, place: usable ? from : now, epoch: now.epoch, waiting: [] }
    viewer.write(
      frame(usable ? 'resumed' : 'reset', {}, formatPosition({ ...seat.place, epoch: now.epoch })),
    )
    seats.add(seat)
    try {
      await replay(seat)
    } catch (error) {
      leave(seat)
      throw error
    }
    return () => leave(seat)
  }

  const isReplayable = async (from: Position, now: Position, workspaceId: string) => {
    if (from.epoch !== now.epoch || from.tx > now.tx) return false
    const [first] = await readLog(db, from, { limit: 1, workspaceId })
    return !first || Date.now() - first.at.getTime() < replayHours * 3_600_000
  }

  /**
   * Reads from the log what the viewer missed. What the follower takes meanwhile waits in the seat:
   * every event is then in one of the two, and `place` drops what is in both.
   */
  const replay = async (seat: Seat) => {
    for (let sent = 0; seats.has(seat); sent += batch) {
      if (sent > replayLimit || seat.waiting!.length > replayLimit) return restart(seat)
      const events = await readLog(db, seat.place, {
        limit: batch,
        workspaceId: seat.viewer.workspaceId,
      })
      deliver(seat, await hydrate(db, events))
      if (events.length === batch) continue
      const { waiting } = seat
      seat.waiting = undefined
      if (waiting) deliver(seat, waiting)
      return
    }
  }

  /** Too far behind: the viewer reads everything afresh. */
  const restart = async (seat: Seat) => {
    const now = await readPosition(db)
    const waiting = seat.waiting ?? []
    seat.waiting = undefined
    seat.place = now
    seat.viewer.write(frame('reset', {}, formatPosition(now)))
    deliver(seat, waiting)
  }

  return {
    join,
    size: () => seats.size,
    stop: async () => {
      for (const seat of [...seats]) {
        seat.viewer.write('retry: 500\nevent: bye\ndata: {}\n\n')
        leave(seat)
      }
      offNow()
      await follower.stop()
    },
  }
}

export type Hub = ReturnType<typeof createHub>
