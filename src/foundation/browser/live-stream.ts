import { pauseAfter } from './live-pause.ts'
import { readOnce } from './live-read.ts'

export type LiveState = 'in-sync' | 'catching-up' | 'offline'

type Told =
  | { type: 'item'; kind: string; body: Record<string, unknown>; at: string }
  | { type: 'place'; at: string }
  | { type: 'state'; state: LiveState; at: string }
  | { type: 'ask' }

type Hearer = {
  onState: (state: LiveState) => void
  onItem: (kind: string, body: Record<string, unknown>) => void
  /** The server does not know who is calling. */
  onRefused: () => void
}

/** A connection that lasted this long was a good one. */
const steadyMs = 15_000
/** Shorter breaks are not worth a word. */
const patienceMs = 4_000

/**
 * Opens the stream, or listens to the tab that has it: the holder of a lock reads and tells the others,
 * and when it closes, the next takes over from the last position that it heard. `from`: where the log stood before
 * anything was read, if that is known.
 */
export const openLive = (url: string, from: string, hearer: Hearer) => {
  const closing = new AbortController()
  const channel = new BroadcastChannel(`engawa-live ${url}`)
  let leading = false
  let joined = false
  let position = from
  let state: LiveState = 'catching-up'

  const hear = (told: Told) => {
    if (told.type === 'ask') {
      if (leading) channel.postMessage({ type: 'state', state, at: position } satisfies Told)
      return
    }
    if (!leading && !joined) join(told.at)
    if (told.at) position = told.at
    if (told.type === 'item') return hearer.onItem(told.kind, told.body)
    if (told.type === 'place') return
    state = told.state
    hearer.onState(state)
  }
  /** Others may have been told of something after this tab read it and before it listened. */
  const join = (at: string) => {
    joined = true
    if (at && at !== from && !isBefore(at, from)) hearer.onItem('reset', {})
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
    joined = true
    let failures = 0
    let lateTimer: ReturnType<typeof setTimeout> | undefined
    const late = () => {
      lateTimer ??= setTimeout(() => setState('offline'), patienceMs)
    }
    while (!closing.signal.aborted) {
      late()
      const began = Date.now()
      const answered = await readOnce(url, position, closing.signal, {
        onPlace: (at) => tell({ type: 'place', at }),
        onFrame: (kind, body, id) => {
          clearTimeout(lateTimer)
          lateTimer = undefined
          failures = 0
          if (kind !== 'bye') tell({ type: 'item', kind, body, at: id ?? '' })
          setState('in-sync')
        },
      })
      if (closing.signal.aborted) break
      if (answered === 401 || answered === 403) hearer.onRefused()
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

/** Of two positions of the log; of different epochs neither is before the other. */
const isBefore = (a: string, b: string) => {
  const [one, two] = [a, b].map((text) => text.split('-').map(BigInt))
  if (one?.length !== 3 || two?.length !== 3 || one[0] !== two[0]) return false
  return one[1]! < two[1]! || (one[1] === two[1] && one[2]! < two[2]!)
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
