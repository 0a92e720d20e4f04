let composedAt = Number.NEGATIVE_INFINITY

/** Safari sends the Enter that ends a conversion after compositionend. */
const justAfterMs = 50

if (typeof document !== 'undefined')
  document.addEventListener('compositionend', () => (composedAt = performance.now()), true)

type KeyPress = { keyCode?: number; isComposing?: boolean; nativeEvent?: KeyPress }

/** Whether a key belongs to a kana conversion, so that nothing of ours may act on it. Takes DOM and React events. */
export const isComposing = (event: KeyPress | KeyboardEvent): boolean => {
  const key = ('nativeEvent' in event && event.nativeEvent) || event
  return (
    key.isComposing === true || key.keyCode === 229 || performance.now() - composedAt < justAfterMs
  )
}
