import type { Kysely } from 'kysely'
import type { Database } from '../database/tables.generated.ts'
import { followLog } from '../events/follow-log.ts'
import { formatPosition, isAfter, type Position, parsePosition } from '../events/position.ts'
import { type After, type LogEvent, readPosition } from '../events/read-log.ts'
import { onNow } from '../events/wake.ts'
import type { Log } from '../log.ts'
import { frame, type LiveItem, type Told, tellAll } from './frame.ts'
import { createReplay, isReplayable } from './replay.ts'
import { createRooms } from './room.ts'
import { deliver, type Seat, sit, type Viewer, write } from './seat.ts'

export type { LiveItem, Viewer }

/** Adds what viewers need to see at once (a message's text), for a whole batch in one query. */
export type Hydrate = (db: Kysely<Database>, events: LogEvent[]) => Promise<LiveItem[]>

/** A reader takes a longer silence for a dead connection. */
const silenceMs = 20_000

/** All streams of this process. Every event is read and hydrated once, however many watch. */
export const createHub = (db: Kysely<Database>, log: Log, hydrate: Hydrate) => {
  const seats = new Set<Seat>()
  const rooms = createRooms()
  let epoch = 0
  /** Up to here every seat has been given what concerns it. */
  let given: After | undefined

  const follower = followLog(db, log, async (events) => {
    epoch ||= follower.place()!.epoch
    if (seats.size > 0) handOut(tellAll(await hydrate(db, events), epoch))
    given = events.at(-1)
  })
  const reached = (): After | undefined => given ?? follower.place()

  const handOut = (items: Told[]) => {
    const due = new Map<Seat, Told[]>()
    for (const item of items)
      for (const seat of rooms.audience(item.event)) {
        const items = due.get(seat)
        if (items) items.push(item)
        else due.set(seat, [item])
      }
    for (const [seat, items] of due) {
      if (seat.waiting) seat.waiting.push(...items)
      else give(seat, items)
    }
  }

  const give = (seat: Seat, items: readonly Told[]) => {
    if (seats.has(seat) && !deliver(seat, items)) leave(seat, true)
  }

  const leave = (seat: Seat, slow = false) => {
    if (!seats.delete(seat)) return
    rooms.remove(seat)
    seat.viewer.close(slow)
  }

  /** What came meanwhile, and from now on what is new as it comes. */
  const settle = (seat: Seat) => {
    const waiting = seat.waiting ?? []
    seat.waiting = undefined
    give(seat, waiting)
    if (seats.has(seat)) rooms.settle(seat)
  }

  /** Too far behind: the viewer reads everything afresh. */
  const restart = async (seat: Seat) => {
    const now = await readPosition(db)
    seat.place = now
    write(seat, frame('reset', {}, formatPosition(now)))
    settle(seat)
  }

  const replay = createReplay({
    db,
    epoch: () => epoch,
    hydrate,
    isSeated: (seat) => seats.has(seat),
    give,
    settle,
    restart,
  })

  const offNow = onNow((news) => {
    for (const seat of seats) {
      if (seat.viewer.workspaceId !== news.workspaceId) continue
      const body = seat.viewer.showNow(news)
      if (body) write(seat, frame('now', body))
    }
  })

  /** A sign of life, with the place that silence has been carried to: coming back from there is a short way. */
  const beat = () => {
    const late = Date.now() - silenceMs
    const end = reached()
    for (const seat of seats) {
      if (seat.heardAt > late) continue
      seat.heardAt = Date.now()
      const place = end && !seat.waiting && isAfter(end, seat.place) ? end : seat.place
      seat.viewer.write(`id: ${formatPosition({ ...place, epoch })}\n\n`)
    }
  }
  const beating = setInterval(beat, 1000)
  beating.unref()

  /** Where the log stands, at least as far as `from` if another process has told that. */
  const readNow = async (from: Position | undefined): Promise<Position> => {
    const end = reached()
    return end && epoch && !(from && isAfter(from, end)) ? { ...end, epoch } : readPosition(db)
  }

  /**
   * Seats a viewer after `since` and says `resumed`. Without it the viewer begins here (`started`); beyond what can be
   * told again it has to `reset`.
   */
  const join = async (viewer: Viewer, since: string | undefined) => {
    const from = since === undefined ? undefined : parsePosition(since)
    const now = await readNow(from)
    epoch ||= now.epoch
    const usable = from && (await isReplayable(db, from, now, viewer.workspaceId))
    const place = usable ? from : now
    const seat = sit(viewer, place)
    const word = usable ? 'resumed' : since === undefined ? 'started' : 'reset'
    write(seat, frame(word, {}, formatPosition({ ...place, epoch })))
    seats.add(seat)
    rooms.add(seat)
    const end = reached()
    if (end && !isAfter(end, place)) settle(seat)
    else
      await replay(seat).catch((error) => {
        leave(seat)
        throw error
      })
    return () => leave(seat)
  }

  return {
    join,
    size: () => seats.size,
    stop: async () => {
      clearInterval(beating)
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
