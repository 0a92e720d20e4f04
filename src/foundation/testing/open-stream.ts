import type { Caller } from './caller.ts'
import { waitFor } from './wait-for.ts'

export type Frame = {
  id: string | undefined
  event: string
  data: Record<string, unknown>
  /** Counts the frames of this connection. */
  number: number
}

/** Reads server-sent events as a client does, remembering the last id. */
export const openStream = async (caller: Caller, path: string, lastId?: string) => {
  const ending = new AbortController()
  const response = await caller.fetch(path, {
    signal: ending.signal,
    headers: { accept: 'text/event-stream', ...(lastId ? { 'last-event-id': lastId } : {}) },
  })
  if (!response.ok) throw new Error(`stream: ${response.status} ${await response.text()}`)
  const frames: Frame[] = []
  let ended = false
  const read = async () => {
    let rest = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body!) {
      rest += decoder.decode(chunk, { stream: true })
      const parts = rest.split('\n\n')
      rest = parts.pop()!
      for (const part of parts) {
        const fields = Object.fromEntries(
          part
            .split('\n')
            .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        )
        if (fields.event)
          frames.push({
            id: fields.id,
            event: fields.event,
            data: JSON.parse(fields.data ?? '{}'),
            number: Number(fields.n),
          })
      }
    }
  }
  read()
    .catch(() => undefined)
    .finally(() => (ended = true))
  return {
    frames,
    lastId: () => frames.findLast((frame) => frame.id)?.id,
    isEnded: () => ended,
    close: () => ending.abort(),
    /** Waits for a frame that fits. */
    wait: (what: string, fits: (frame: Frame) => boolean) =>
      waitFor(what, async () => frames.find(fits)),
  }
}
