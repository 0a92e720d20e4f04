/** Tells the style sheet how much of a phone's screen the keyboard leaves, and where that begins. */
export const fitToKeyboard = (host: HTMLElement) => {
  const { visualViewport: view } = window
  if (!view) return
  const fit = () => {
    // Pinched in, the visitor looks at a part of the page, and the panel stays where it is.
    if (view.scale > 1) return
    host.style.setProperty('--height', `${view.height}px`)
    host.style.setProperty('--top', `${view.offsetTop}px`)
  }
  view.addEventListener('resize', fit)
  view.addEventListener('scroll', fit)
}
