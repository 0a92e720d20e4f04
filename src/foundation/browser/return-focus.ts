const overlay = '[role=dialog], [role=menu], [role=listbox]'

const hasDialog = (node: Node) =>
  node instanceof Element && (node.matches('[role=dialog]') || node.querySelector('[role=dialog]'))

/**
 * Gives the focus back to where it was when a dialog is taken away and leaves it nowhere; to the page's heading when that
 * place is gone too. A dialog that goes by closing does so itself.
 */
export const returnFocus = () => {
  let before: HTMLElement | undefined
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && !target.closest(overlay)) before = target
  })
  new MutationObserver((changes) => {
    const { activeElement, body } = document
    if (activeElement && activeElement !== body) return
    if (!changes.some(({ removedNodes }) => [...removedNodes].some(hasDialog))) return
    const heading = document.querySelector<HTMLElement>('h1[tabindex]')
    const place = before?.isConnected ? before : heading
    place?.focus({ preventScroll: true })
  }).observe(document.body, { childList: true, subtree: true })
}
