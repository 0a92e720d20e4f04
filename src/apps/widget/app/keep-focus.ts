/**
 * When what had the focus goes away (a button that did its work), the focus goes to `rest`, so that
 * the keys go on working. A focus that vanishes looks like one that was taken away, so what counts
 * is where the visitor went last.
 */
export const keepFocus = (panel: HTMLElement, rest: () => void) => {
  const root = panel.getRootNode() as ShadowRoot
  let isInside = false
  const follow = (event: Event) => {
    isInside = event.composedPath().includes(panel)
  }
  addEventListener('focusin', follow)
  addEventListener('pointerdown', follow)
  new MutationObserver(() => {
    if (isInside && !root.activeElement && !panel.hidden) rest()
  }).observe(panel, { childList: true, subtree: true })
}
