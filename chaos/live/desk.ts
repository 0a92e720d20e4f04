import { setTimeout as delay } from 'node:timers/promises'
import { readFrames } from '../../src/foundation/browser/live-frames.ts'
import { pauseAfter } from '../../src/foundation/browser/live-pause.ts'
import type { Caller } from '../../src/foundation/testing/caller.ts'
import { stream } from '../../src/modules/conversations/contract.ts'

export type Desk = ReturnType<typeof openDesk>

/** A desk's stream: it remembers each event in the order it came, and comes back with its last position. */
export const openDesk = (caller: Caller) => {
  const closing = new AbortController()
  const seen: string[] = []
  let position = ''
  let first: string | undefined
  let resets = 0
  let gaps = 0
  let connections = 0

  const read = async () => {
    const headers = {
      accept: 'text/event-stream',
      ...(position ? { 'last-event-id': position } : {}),
    }
    const response = await caller.fetch(stream.path, { headers, signal: closing.signal })
    if (!response.ok || !response.body) throw new Error(String(response.status))
    connections += 1
    let heard = false
    let count = 0
    await readFrames(response.body, {
      onBytes: () => undefined,
      onPlace: (id) => {
        position = id
      },
      onFrame: ({ event, id, number }) => {
        heard = true
        if (number !== undefined && number !== ++count) gaps += 1
        if (id) position = id
        if (event === 'started' || event === 'resumed') first ??= position
        else if (event === 'reset') {
          // All is read afresh from here.
          resets += 1
          first = position
          seen.length = 0
        } else if (id) seen.push(id)
      },
    }).catch((error) => {
      if (!heard) throw error
    })
    return heard
  }
  const run = async () => {
    for (let failures = 0; !closing.signal.aborted; ) {
      const heard = await read().catch(() => false)
      failures = heard ? 1 : failures + 1
      await delay(pauseAfter(failures), undefined, { signal: closing.signal }).catch(
        () => undefined,
      )
    }
  }
  const running = run()
  return {
    seen: seen as readonly string[],
    /** Where what it has seen begins. */
    first: () => first,
    resets: () => resets,
    /** Frames whose number was not the next one. */
    gaps: () => gaps,
    connections: () => connections,
    close: async () => {
      closing.abort()
      await running
    },
  }
}
