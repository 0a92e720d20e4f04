/* Engawa: how fast this page was for its visitor. No cookie, nothing stored; sends once, when the page is left. */
{
  const script = document.currentScript
  const { writeKey } = script.dataset
  const home = new URL('..', script.src).href
  const page = location.href
  const measured = {}
  let sent = ''
  let shift = { total: 0, from: 0, last: 0 }
  const delays = new Map()

  const watch = (type, take, options) => {
    try {
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) take(entry)
      }).observe({ type, buffered: true, ...options })
    } catch {}
  }
  // What has no element is in a shadow, like a chat that opens later: not what the page was waited for.
  watch('largest-contentful-paint', ({ startTime, element }) => {
    if (startTime > 0 && element) measured.lcp = startTime
  })
  watch('navigation', (entry) => {
    measured.ttfb = Math.max(entry.responseStart - (entry.activationStart || 0), 0)
  })
  // The worst five seconds of shifts that follow each other within one.
  watch('layout-shift', (entry) => {
    if (entry.hadRecentInput) return
    const { startTime, value } = entry
    const joins = startTime - shift.last < 1000 && startTime - shift.from < 5000
    shift = joins
      ? { ...shift, total: shift.total + value, last: startTime }
      : { total: value, from: startTime, last: startTime }
    measured.cls = Math.max(measured.cls || 0, shift.total)
  })
  // One interaction has several entries; of many interactions a few slow ones are no measure.
  const act = (entry) => {
    const id = entry.interactionId
    if (id) delays.set(id, Math.max(delays.get(id) || 0, entry.duration))
  }
  watch('event', act, { durationThreshold: 40 })
  watch('first-input', act)

  /** Of whatever library the site uses; without one there is no visit to tell of. */
  const visitor = () => {
    try {
      const { analytics, rudderanalytics } = window
      return (
        script.dataset.anonymousId ||
        analytics?.user?.()?.anonymousId?.() ||
        rudderanalytics?.getAnonymousId?.() ||
        localStorage.ajs_anonymous_id?.replace(/^"|"$/g, '') ||
        /(?:^|; )__eventn_id=([^;]+)/.exec(document.cookie)?.[1]
      )
    } catch {}
  }
  const send = () => {
    const anonymousId = visitor()
    if (delays.size > 0) {
      const slowest = [...delays.values()].sort((a, b) => b - a)
      measured.inp = slowest[Math.min(Math.floor(slowest.length / 50), slowest.length - 1)]
    }
    if (measured.lcp !== undefined) measured.cls ??= 0
    const state = JSON.stringify(measured)
    if (!anonymousId || state === sent || state === '{}') return
    sent = state
    const now = new Date().toISOString()
    const event = {
      writeKey,
      type: 'track',
      event: 'Web Vitals',
      anonymousId,
      messageId: `vitals-${Date.now()}-${Math.random().toString(36).slice(2)}`,
      timestamp: now,
      sentAt: now,
      properties: measured,
      context: { page: { url: page }, userAgent: navigator.userAgent },
    }
    navigator.sendBeacon(`${home}v1/t`, JSON.stringify(event))
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') send()
  })
  addEventListener('pagehide', send)
}
