/** Where the focus is and what is wrong with how it shows. Runs in the page, so it uses nothing from outside. */
export const lookAtFocus = () => {
  const element = document.activeElement
  if (!element || element === document.body) return
  const path: string[] = []
  for (let at: Element | null = element; at; at = at.parentElement)
    path.unshift(`${at.tagName}${[...(at.parentElement?.children ?? [])].indexOf(at)}`)
  const box = element.getBoundingClientRect()
  const inside = (style: CSSStyleDeclaration) =>
    (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1) ||
    style.boxShadow !== 'none'
  const wrapped = element.parentElement?.matches(':focus-within') ? element.parentElement : element
  const isMarked =
    inside(getComputedStyle(element)) ||
    inside(getComputedStyle(wrapped)) ||
    // Fields show it by their edge.
    element.matches('input, textarea, select')
  const middle = document.elementFromPoint(
    Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2)),
    Math.min(innerHeight - 1, Math.max(0, box.top + Math.min(box.height / 2, 10))),
  )
  const isOver = middle && (element.contains(middle) || middle.contains(element))
  const isIn = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
  const name = (element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 40)
  return {
    path: `${path.join('/')} ${name}`,
    faults: [
      ...(isMarked ? [] : ['not marked']),
      ...(isIn ? [] : ['not in the window']),
      ...(isOver ? [] : ['under something']),
    ],
  }
}
