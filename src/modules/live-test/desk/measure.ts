import { readFrames } from '../../../foundation/browser/live-frames.ts'
import { testLive } from '../contract.ts'
import type { Measured } from './judge.ts'

const ticks = 20
const everyMs = 250
/** The first question is answered in five seconds; whoever holds it back longer holds it back for good. */
const patienceMs = 20_000
const resumeAfter = 4

export type Step = 'events' | 'resume' | 'open'

type Ask = (path: string, init: RequestInit) => Promise<Response>

/**
 * Opens test streams the way a desk opens its own and notes what arrives when; about `openSeconds` + 8 s in all. `ask`
 * is `fetch`, through whatever stands in front of the server.
 */
export const measureLive = async (
  ask: Ask,
  openSeconds: number,
  onStep: (step: Step) => void,
  signal: AbortSignal,
): Promise<Measured> => {
  onStep('events')
  const began = performance.now()
  const first = await read(ask, { ticks, everyMs }, {}, within(signal, patienceMs))
  const events = {
    status: first.status,
    encoding: first.encoding,
    firstByteMs: (first.beganAt ?? Number.POSITIVE_INFINITY) - began,
    ticks: first.ticks,
    wanted: ticks,
    everyMs,
  }
  if (first.ticks.length < ticks) return { ...events, resumedAfter: 0, expectedAfter: 0 }
  onStep('resume')
  const cut = await read(ask, { ticks, everyMs: 50 }, {}, within(signal, patienceMs), resumeAfter)
  const lastId = cut.lastId ?? String(resumeAfter)
  const again = await read(
    ask,
    { ticks: Number(lastId) + 1, everyMs: 50 },
    { 'last-event-id': lastId },
    within(signal, patienceMs),
  )
  onStep('open')
  const opened = performance.now()
  const quiet = { ticks: 1, everyMs, quietSeconds: openSeconds }
  const long = await read(ask, quiet, {}, within(signal, (openSeconds + 30) * 1000))
  return {
    ...events,
    resumedAfter: again.after,
    expectedAfter: Number(lastId),
    open: {
      wantedSeconds: openSeconds,
      seconds: (performance.now() - opened) / 1000,
      whole: long.ended,
    },
  }
}

const within = (signal: AbortSignal, ms: number) =>
  AbortSignal.any([signal, AbortSignal.timeout(ms)])

type Read = {
  status: number | undefined
  encoding: string | undefined
  beganAt: number | undefined
  /** Which number the server says it resumed after. */
  after: number | undefined
  ticks: Measured['ticks']
  lastId: string | undefined
  ended: boolean
}

/** One connection to its end, or until so many ticks have come; a broken one gives what it gave. */
const read = async (
  ask: Ask,
  query: Record<string, number>,
  headers: Record<string, string>,
  signal: AbortSignal,
  leaveAfter = Number.POSITIVE_INFINITY,
): Promise<Read> => {
  const found: Read = {
    status: undefined,
    encoding: undefined,
    beganAt: undefined,
    after: undefined,
    ticks: [],
    lastId: undefined,
    ended: false,
  }
  const leaving = new AbortController()
  const given = Object.entries(query).map(([name, value]) => `${name}=${value}`)
  try {
    const response = await ask(`${testLive.path}?${given.join('&')}`, {
      headers: { accept: 'text/event-stream', ...headers },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.any([signal, leaving.signal]),
    })
    found.status = response.status
    found.encoding = response.headers.get('content-encoding') ?? undefined
    if (!response.ok || !response.body) return found
    await readFrames(response.body, {
      onBytes: () => undefined,
      onPlace: () => undefined,
      onFrame: ({ event, data, id }) => {
        const now = performance.now()
        found.beganAt ??= now
        if (event === 'begin') found.after = JSON.parse(data).after
        if (event === 'end') found.ended = true
        if (event !== 'tick') return
        found.ticks.push({ sentMs: JSON.parse(data).at, arrivedMs: now })
        found.lastId = id
        if (found.ticks.length >= leaveAfter) leaving.abort()
      },
    })
  } catch {
    // Cut off, by a proxy or by ourselves.
  }
  return found
}
