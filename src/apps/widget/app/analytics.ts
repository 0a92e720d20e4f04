type Analytics = { user?: () => { anonymousId?: () => unknown } | undefined }
type Rudder = { getAnonymousId?: () => unknown }

/** The page's own analytics id (Segment's API and storage, RudderStack's API), so that visit and chat are one person; undefined when there is none. */
export const readAnonymousId = () => {
  try {
    const { analytics, rudderanalytics } = window as {
      analytics?: Analytics
      rudderanalytics?: Rudder
    }
    const found =
      analytics?.user?.()?.anonymousId?.() ?? rudderanalytics?.getAnonymousId?.() ?? stored()
    return typeof found === 'string' && found.length <= 200 ? found || undefined : undefined
  } catch {
    return undefined
  }
}

const stored = () => localStorage.ajs_anonymous_id?.replace(/^"|"$/g, '')
