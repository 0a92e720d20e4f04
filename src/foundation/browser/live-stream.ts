import { readFrames } from './live-frames.ts'
import { pauseAfter } from './live-pause.ts'

export type LiveState = 'in-sync' | 'catching-up' | 'offline'

type Told =
  | { type: 'item'; kind: string; body: Record<string, unknown>; at: string }
  | { type: 'state'; state: LiveState; at: string }
  | { type: 'ask' }

type Hearer = {
  onState: (state: LiveState) => void
  onItem: (kind: string, body: Record<string, unknown>) => void
  /** The server does not know who is calling. */
  onRefused: () => void
}

/** The server writes at least every 20 s; a longer silence is a dead connection. */
const silenceMs = 45_000
/** A connection that lasted this long was a good one. */
const steadyMs = 15_000
/** Shorter breaks are not worth a word. */
const patienceMs = 4_000

/**
 * Opens the stream, or listens to the tab that has it: the holder of a lock reads and tells the others,
 * and when it closes, the next takes over from the last position that it heard.
 */
export const openLive = (url: string, hearer: Hearer) => {
  const closing = new AbortController()
  const channel = new BroadcastChannel(`engawa-live ${url}`)
  let leading = false
  let position = ''
  let state: LiveState = 'catching-up'

  const hear = (told: Told) => {
    if (told.type === 'ask') {
      if (leading) channel.postMessage({ type: 'state', state, at: position } satisfies Told)
      return
    }
    if (told.at) position = told.at
    if (told.type === 'item') return hearer.onItem(told.kind, told.body)
    state = told.state
    hearer.onState(state)
  }
  const tell = (told: Told) => {
    channel.postMessage(told)
    hear(told)
  }
  const setState = (next: LiveState) => {
    if (next !== state) tell({ type: 'state', state: next, at: position })
  }
  channel.onmessage = ({ data }: MessageEvent<Told>) => hear(data)
  channel.postMessage({ type: 'ask' } satisfies Told)

  const lead = async () => {
    leading = true
    let failures = 0
    let lateTimer: ReturnType<typeof setTimeout> | undefined
    const late = () => {
      lateTimer ??= setTimeout(() => setState('offline'), patienceMs)
    }
    while (!closing.signal.aborted) {
      late()
      const began = Date.now()
      const answered = await readOnce(url, position, closing.signal, (kind, body, id) => {
        clearTimeout(lateTimer)
        lateTimer = undefined
        failures = 0
        if (kind !== 'bye') tell({ type: 'item', kind, body, at: id ?? '' })
        setState('in-sync')
      })
      if (closing.signal.aborted) break
      if (answered === 401) hearer.onRefused()
      late()
      if (state === 'in-sync') setState('catching-up')
      failures = Date.now() - began > steadyMs ? 1 : failures + 1
      await restUntil(pauseAfter(failures), closing.signal)
    }
    clearTimeout(lateTimer)
  }
  navigator.locks
    .request(`engawa-live ${url}`, { signal: closing.signal }, lead)
    // Aborted while it waited for its turn.
    .catch(() => {})
  return () => {
    closing.abort()
    channel.close()
  }
}

/** Reads one connection to its end, whatever ends it; gives the status that answered. */
const readOnce = async (
  url: string,
  position: string,
  closing: AbortSignal,
  onFrame: (kind: string, body: Record<string, unknown>, id: string | undefined) => void,
) => {
  const ending = new AbortController()
  const signal = AbortSignal.any([closing, ending.signal])
  let heardAt = Date.now()
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
      onFrame: ({ event, data, id }) => onFrame(event, JSON.parse(data), id),
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

/** Waits, or less when the network returns or someone looks again. */
const restUntil = (ms: number, closing: AbortSignal) =>
  new Promise<void>((done) => {
    const look = () => {
      if (document.visibilityState === 'visible') wake()
    }
    const wake = () => {
      clearTimeout(timer)
      removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', look)
      closing.removeEventListener('abort', wake)
      done()
    }
    const timer = setTimeout(wake, ms)
    addEventListener('online', wake)
    document.addEventListener('visibilitychange', look)
    closing.addEventListener('abort', wake)
  })
