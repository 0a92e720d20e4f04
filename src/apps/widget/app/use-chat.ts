import { useLayoutEffect, useState } from 'preact/hooks'
import type { Chat } from './chat.ts'
import { speak } from './texts.ts'

/** The chat's state now, drawn again with each change, and the texts of its language. */
export const useChat = (chat: Chat) => {
  const [, draw] = useState(0)
  // With the drawing, not after it: a change in between would never be drawn.
  useLayoutEffect(() => {
    const stop = chat.watch(() => draw((count) => count + 1))
    return () => void stop()
  }, [chat])
  const say = speak(chat.state.locale)
  const brand = chat.state.brand?.brand ?? say('widget.brand')
  return { ...chat.state, say, brandName: brand }
}
