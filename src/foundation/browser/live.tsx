import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react'
import { type LiveState, openLive } from './live-stream.ts'

export type { LiveState }
/** `kind` is the event's kind, or 'now' for presence and typing, or 'reset' after all was read again. */
export type LiveListener = (kind: string, body: Record<string, unknown>) => void

const LiveContext = createContext<{ state: LiveState; listeners: Set<LiveListener> }>({
  state: 'catching-up',
  listeners: new Set(),
})

/** What a page read first still holds for the first stream it opens, not for one after a pause. */
let isFirst = true

/**
 * Keeps what is inside up to date from the stream at `url`; one connection for all tabs of a browser. `from`: where the
 * log stood when the page read its first answer, so that nothing has to be read a second time.
 */
export const Live = ({
  url,
  from,
  children,
}: {
  url: string
  from: string
  children: ReactNode
}) => {
  const queries = useQueryClient()
  const [state, setState] = useState<LiveState>('catching-up')
  const [listeners] = useState(() => new Set<LiveListener>())
  const [start] = useState(from)
  useEffect(() => {
    const begin = isFirst ? start : ''
    isFirst = false
    return openLive(url, begin, {
      onState: setState,
      // Reading anything again finds out that one is signed out.
      onRefused: () => void queries.invalidateQueries(),
      onItem: (kind, body) => {
        if (kind === 'reset' || kind === 'started') void queries.invalidateQueries()
        for (const listener of listeners) listener(kind, body)
      },
    })
  }, [url, start, queries, listeners])
  return <LiveContext value={{ state, listeners }}>{children}</LiveContext>
}

/** Hears every event of the stream. The same event may come twice, so listeners set and never add. */
export const useLive = (listener: LiveListener) => {
  const { listeners } = use(LiveContext)
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => {
    const hear: LiveListener = (kind, body) => latest.current(kind, body)
    listeners.add(hear)
    return () => {
      listeners.delete(hear)
    }
  }, [listeners])
}

export const useLiveState = () => use(LiveContext).state
