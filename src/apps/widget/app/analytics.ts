type Analytics = { user?: () => { anonymousId?: () => unknown } | undefined }

/** The page's own analytics id (Segment's API and storage), so that visit and chat are one person; undefined when there is none. */
export const readAnonymousId = () => {
  try {
    const { analytics } = window as { analytics?: Analytics }
    const found = analytics?.user?.()?.anonymousId?.() ?? stored()
    return typeof found === 'string' && found.length <= 200 ? found || undefined : undefined
  } catch {
    return undefined
  }
}

const stored = () => localStorage.ajs_anonymous_id?.replace(/^"|"$/g, '')
