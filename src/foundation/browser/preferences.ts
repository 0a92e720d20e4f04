import { useSyncExternalStore } from 'react'

/** How this device shows the desk. */
export type Preferences = {
  scheme: 'light' | 'dark' | 'auto'
  /** Larger text, stronger contrast, underlined links, no motion. */
  accessible: boolean
  /** Single-key shortcuts. */
  shortcuts: boolean
  /** Navigation shows glyphs only. */
  narrow: boolean
}

const kept = 'engawa.preferences'
const usual: Preferences = { scheme: 'auto', accessible: false, shortcuts: true, narrow: false }

const read = (): Preferences => {
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(kept) ?? '{}') as Partial<Preferences>) }
  } catch {
    return usual
  }
}

let current = read()
const watchers = new Set<() => void>()

const show = (preferences: Preferences) => {
  current = preferences
  for (const watcher of watchers) watcher()
}

export const setPreferences = (change: Partial<Preferences>) => {
  const next = { ...current, ...change }
  localStorage.setItem(kept, JSON.stringify(next))
  show(next)
}

const watch = (watcher: () => void) => {
  const inOtherTab = (event: StorageEvent) => {
    if (event.key === kept) show(read())
  }
  watchers.add(watcher)
  addEventListener('storage', inOtherTab)
  return () => {
    watchers.delete(watcher)
    removeEventListener('storage', inOtherTab)
  }
}

export const usePreferences = () => useSyncExternalStore(watch, () => current)
