import { useSyncExternalStore } from 'react'

type Overlay = 'palette' | 'shortcuts' | 'menu' | undefined

let open: Overlay
const watchers = new Set<() => void>()

const show = (overlay: Overlay) => {
  // What closes gives the focus back to what had it, which should be something.
  if (overlay && document.activeElement === document.body)
    document.getElementById('content')?.focus({ preventScroll: true })
  open = overlay
  for (const watcher of watchers) watcher()
}

export const openPalette = () => show('palette')
export const openShortcuts = () => show('shortcuts')
export const openMenu = () => show('menu')
export const closeOverlay = () => show(undefined)

/** Which of the shell's own overlays is open; one at a time. */
export const useOverlay = () =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => {
        watchers.delete(watcher)
      }
    },
    () => open,
  )
