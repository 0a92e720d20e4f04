import { readFrames } from './live-frames.ts'

export type TakeFrame = (
  kind: string,
  body: Record<string, unknown>,
  id: string | undefined,
) => void

/** The server writes at least every 20 s; a longer silence is a dead connection. */
const silenceMs = 45_000

/**
 * Reads one connection to its end, whatever ends it; gives the status that answered. A frame whose number shows that one
 * before it is missing, or came twice, ends it too, before it is taken: the caller comes back from where it stood.
 */
export const readOnce = async (
  url: string,
  position: string,
  closing: AbortSignal,
  { onFrame, onPlace }: { onFrame: TakeFrame; onPlace: (id: string) => void },
) => {
  const ending = new AbortController()
  const signal = AbortSignal.any([closing, ending.signal])
  let heardAt = Date.now()
  let count = 0
  const watch = setInterval(() => {
    if (Date.now() - heardAt > silenceMs) ending.abort()
  }, 5_000)
  const give = () => ending.abort()
  addEventListener('offline', give)
  try {
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream', ...(position ? { 'last-event-id': position } : {}) },
      credentials: 'same-origin',
      cache: 'no-store',
      signal,
    })
    if (!response.ok || !response.body) return response.status
    await readFrames(response.body, {
      onBytes: () => {
        heardAt = Date.now()
      },
      onFrame: ({ event, data, id, number }) => {
        if (number !== undefined && number !== ++count) throw new Error('a gap in the stream')
        onFrame(event, JSON.parse(data), id)
      },
      onPlace,
    })
    return response.status
  } catch {
    // A broken connection is an end like any other; the caller comes back with its position.
    return undefined
  } finally {
    clearInterval(watch)
    removeEventListener('offline', give)
    ending.abort()
  }
}
