const overlay = '[role=dialog], [role=menu], [role=listbox]'
const places = 'button:not(:disabled), a[href], summary, [tabindex="0"]'

const hasDialog = (node: Node) =>
  node instanceof Element && (node.matches('[role=dialog]') || node.querySelector('[role=dialog]'))

/** An element and where it stands in what holds it, outwards. */
type Standing = { holder: Element; place: number }[]

const standingOf = (element: Element): Standing => {
  const found: Standing = []
  for (let at: Element | null = element; at?.parentElement; at = at.parentElement)
    found.push({ holder: at.parentElement, place: [...at.parentElement.children].indexOf(at) })
  return found
}

const placesIn = (element: Element | undefined): HTMLElement[] =>
  element ? [element, ...element.querySelectorAll(places)].filter(isPlace) : []
const isPlace = (element: Element): element is HTMLElement =>
  element instanceof HTMLElement && element.matches(places) && element.checkVisibility()

/** What comes before the place where something stood, else after it, as near as can be. */
const nearest = (standing: Standing): HTMLElement | undefined => {
  for (const { holder, place } of standing) {
    if (!holder.isConnected || holder === document.body) continue
    const children = [...holder.children]
    const before = children.slice(0, place).toReversed()
    for (const child of before) if (placesIn(child).length > 0) return placesIn(child).at(-1)
    for (const child of children.slice(place)) if (placesIn(child)[0]) return placesIn(child)[0]
    if (holder.matches('main')) return undefined
  }
  return undefined
}

/**
 * Gives the focus back where something is taken away that had it and leaves it nowhere. Of a dialog: to where it was, or
 * to the page's heading when that place is gone too; one that goes by closing does so itself. Of a small form or a line in
 * the page: to what is nearest.
 */
export const returnFocus = () => {
  let before: HTMLElement | undefined
  let last: { element: HTMLElement; standing: Standing } | undefined
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return
    last = undefined
    if (target.closest(overlay)) return
    before = target
    last = { element: target, standing: standingOf(target) }
  })
  // Whoever presses where nothing takes the focus wants it nowhere.
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Element && !target.closest(`${places}, input, textarea`)) last = undefined
  })
  new MutationObserver((changes) => {
    const { activeElement, body } = document
    if (activeElement && activeElement !== body) return
    if (changes.some(({ removedNodes }) => [...removedNodes].some(hasDialog))) {
      const heading = document.querySelector<HTMLElement>('h1[tabindex]')
      const place = before?.isConnected ? before : heading
      return place?.focus({ preventScroll: true })
    }
    if (last && !last.element.isConnected) nearest(last.standing)?.focus({ preventScroll: true })
  }).observe(document.body, { childList: true, subtree: true })
}
