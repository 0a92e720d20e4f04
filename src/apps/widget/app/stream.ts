import { type Api, type Refusal, refusal } from './api.ts'
import { createBackOff } from './back-off.ts'

/** The server says something at least every 20 s. */
const silence = 45_000

type Frame = { kind: string; body: string; id?: string }

/** Server-sent events as text comes in, in pieces cut anywhere (WHATWG HTML §9.2, the part the server speaks). */
const readFrames = async (
  response: Response,
  heard: () => void,
  take: (frame: Frame) => Promise<void>,
  /** An id alone: silence has been carried to there. */
  reach: (id: string) => void,
) => {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    heard()
    const blocks = (text + value).split('\n\n')
    text = blocks.pop()!
    for (const block of blocks) {
      const frame: Frame = { kind: 'message', body: '' }
      for (const line of block.split('\n')) {
        const [, field, content = ''] = /^(\w+): ?(.*)/.exec(line) ?? []
        if (field === 'event') frame.kind = content
        if (field === 'data') frame.body += content
        if (field === 'id') frame.id = content
      }
      if (frame.body) await take(frame)
      else if (frame.id) reach(frame.id)
    }
  }
}

/**
 * Follows the visitor's thread. After a break it goes on from the last event that was taken in full,
 * so nothing is missed; when the server cannot go on from there, everything is read afresh.
 */
export const createStream = (
  api: Api,
  parts: {
    token: () => string | undefined
    /** Reads the thread; gives the position to follow it from. */
    load: (token: string) => Promise<string>
    take: (kind: string, body: unknown) => void
    onState: (live: boolean) => void
    /** The token is not known any more. */
    onRefused: (token: string) => void
  },
) => {
  const backOff = createBackOff()
  let running: AbortController | undefined
  let position: string | undefined
  let failures = 0

  const follow = async (token: string, stop: AbortController) => {
    if (position === undefined) {
      const loaded = await parts.load(token)
      if (stop.signal.aborted) return
      position = loaded
    }
    const cut = new AbortController()
    const end = () => cut.abort()
    stop.signal.addEventListener('abort', end)
    let timer = setTimeout(end, silence)
    const heard = () => {
      clearTimeout(timer)
      timer = setTimeout(end, silence)
    }
    try {
      const response = await api.open('stream', token, {
        signal: cut.signal,
        headers: { 'last-event-id': position },
      })
      const reach = (id: string) => {
        if (!stop.signal.aborted) position = id
      }
      await readFrames(
        response,
        heard,
        async ({ kind, body, id }) => {
          if (stop.signal.aborted) return
          if (kind === 'reset') await parts.load(token)
          failures = 0
          backOff.reset()
          parts.onState(true)
          parts.take(kind, JSON.parse(body))
          if (id) reach(id)
        },
        reach,
      )
    } finally {
      clearTimeout(timer)
      stop.signal.removeEventListener('abort', end)
      end()
    }
    throw refusal(0)
  }

  const run = async (stop: AbortController) => {
    while (!stop.signal.aborted) {
      const token = parts.token()
      if (!token) return
      try {
        await follow(token, stop)
      } catch (error) {
        if (stop.signal.aborted) return
        const { status, after } = error as Refusal
        if (status === 401) return parts.onRefused(token)
        // A server that starts anew is back at once, and no news.
        if (++failures > 1 || !navigator.onLine) parts.onState(false)
        await backOff.pause(after)
      }
    }
  }

  const stop = () => {
    running?.abort()
    running = undefined
    backOff.wake()
  }
  return {
    /** Follows until told to stop; does nothing when it already does or nobody is there to follow. */
    start: () => {
      if (running || !parts.token()) return
      const mine = new AbortController()
      running = mine
      run(mine).finally(() => {
        if (running === mine) running = undefined
      })
    },
    stop,
    /** The next start reads everything afresh. */
    forget: () => {
      stop()
      position = undefined
    },
  }
}
