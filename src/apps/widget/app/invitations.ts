import type { Boot } from '../boot.ts'
import { readAnonymousId } from './analytics.ts'
import type { Chat } from './chat.ts'

const everyMs = 10_000

/**
 * Asks, while the page is looked at, whether the team began a chat with this browser, and shows it. Who chats already is
 * followed by the stream. A page without analytics has nobody to ask for.
 */
export const followInvitations = (boot: Boot, chat: Chat) => {
  const ask = async () => {
    const anonymousId = readAnonymousId()
    if (document.hidden || !anonymousId || chat.store.token() !== undefined) return
    try {
      const { connection: connectionId } = boot.settings
      const { token } = await chat.api.invitation({
        connectionId,
        anonymousId,
        locale: boot.locale,
      })
      // The visitor may have begun one meanwhile.
      if (!token || chat.store.token() !== undefined) return
      chat.store.keepToken(token)
      chat.show()
      chat.open()
    } catch {
      // Asked again in a moment.
    }
  }
  setInterval(ask, everyMs)
  void ask()
}
