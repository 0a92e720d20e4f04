import type { LogEvent } from '../events/read-log.ts'
import type { Seat } from './seat.ts'

/** What a viewer who does not listen to everything names: a thread, or somebody's own acts. */
export const topicOfThread = (threadId: string) => `thread ${threadId}`
export const topicOfActor = (type: string, id: string) => `${type} ${id}`
/** Threads that begin with an address or account, which the event names as `threadOf`. */
export const topicOfIdentifier = (id: string) => `identifier ${id}`

/** Who sits where, so that an event costs only those whom it may concern, however many others are connected. */
export const createRooms = () => {
  const rooms = new Map<string, { all: Set<Seat>; byTopic: Map<string, Set<Seat>> }>()

  const list = (seat: Seat, topic: string) => {
    const { byTopic } = rooms.get(seat.viewer.workspaceId)!
    byTopic.set(topic, (byTopic.get(topic) ?? new Set()).add(seat))
  }
  return {
    /** Hears of everything until it is settled, because what it still reads may teach it topics. */
    add: (seat: Seat) => {
      const { workspaceId } = seat.viewer
      const room = rooms.get(workspaceId) ?? { all: new Set(), byTopic: new Map() }
      rooms.set(workspaceId, room)
      room.all.add(seat)
    },
    settle: (seat: Seat) => {
      const { workspaceId, topics } = seat.viewer
      if (!topics) return
      rooms.get(workspaceId)?.all.delete(seat)
      for (const topic of topics) list(seat, topic)
    },
    remove: (seat: Seat) => {
      const { workspaceId, topics } = seat.viewer
      const room = rooms.get(workspaceId)
      if (!room) return
      room.all.delete(seat)
      for (const topic of topics ?? []) {
        const seats = room.byTopic.get(topic)
        if (seats?.delete(seat) && seats.size === 0) room.byTopic.delete(topic)
      }
      if (room.all.size === 0 && room.byTopic.size === 0) rooms.delete(workspaceId)
    },
    /** Everybody an event may concern; each once. Who acts in a thread, or whose it is, hears of it from then on. */
    audience: ({ workspaceId, actorType, actorId, threadId, facts }: LogEvent): Iterable<Seat> => {
      const room = rooms.get(workspaceId)
      if (!room) return []
      const owners = room.byTopic.get(topicOfIdentifier(String(facts.threadOf)))
      const actors = [
        ...(room.byTopic.get(topicOfActor(actorType, actorId)) ?? []),
        ...(owners ?? []),
      ]
      if (!threadId) return new Set([...room.all, ...actors])
      const topic = topicOfThread(threadId)
      for (const seat of actors) {
        seat.viewer.topics!.add(topic)
        list(seat, topic)
      }
      return new Set([...room.all, ...actors, ...(room.byTopic.get(topic) ?? [])])
    },
  }
}
