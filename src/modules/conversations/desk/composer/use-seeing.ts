import { useEffect, useRef } from 'react'

/** So long it has to be in sight before it counts as seen by somebody who is writing. */
const seenMs = 1500
const lookMs = 250
const nearEnd = 60

/** The end of the open thread is on a visible screen. */
const isInSight = () => {
  const log = document.querySelector<HTMLElement>('article [role=log]')
  return (
    document.visibilityState === 'visible' &&
    log !== null &&
    log.scrollHeight - log.scrollTop - log.clientHeight < nearEnd
  )
}

/** Tells when the newest message has been in sight for a moment; nothing while there is none to wait for. */
export const useSeeing = (messageId: string | undefined, tell: (id: string) => void) => {
  const latest = useRef(tell)
  useEffect(() => {
    latest.current = tell
  })
  useEffect(() => {
    if (!messageId) return
    let inSight = 0
    const timer = setInterval(() => {
      inSight = isInSight() ? inSight + lookMs : 0
      if (inSight >= seenMs) latest.current(messageId)
    }, lookMs)
    return () => clearInterval(timer)
  }, [messageId])
}
