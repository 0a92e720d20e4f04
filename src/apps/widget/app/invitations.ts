import type { Boot } from '../boot.ts'
import type { readAnonymousId } from './analytics.ts'
import type { Chat } from './chat.ts'

const everyMs = 10_000

/**
 * Asks, while the page is looked at, whether the team began a chat with this browser, and shows it. Who chats already is
 * followed by the stream. A page without analytics has nobody to ask for; what fails is asked again in a moment. A file
 * of its own, which only pages that allow invitations fetch.
 */
export const followInvitations = (
  { settings, locale }: Boot,
  { api, store, open }: Chat,
  readId: typeof readAnonymousId,
) => {
  const ask = async () => {
    const anonymousId = readId()
    if (document.hidden || !anonymousId || store.token() !== undefined) return
    const body = JSON.stringify({ connectionId: settings.connection, anonymousId, locale })
    const headers = { 'content-type': 'application/json' }
    const response = await api.open('invitation', undefined, { method: 'POST', headers, body })
    const { token } = (await response.json()) as { token: string | null }
    // The visitor may have begun one meanwhile.
    if (!token || store.token() !== undefined) return
    store.keepToken(token)
    open()
  }
  setInterval(() => ask().catch(() => {}), everyMs)
}
