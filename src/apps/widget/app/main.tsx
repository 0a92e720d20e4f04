import { render } from 'preact'
import type { Boot, Call } from '../boot.ts'
import { readAnonymousId } from './analytics.ts'
import { createChat, type News } from './chat.ts'
import { Panel } from './panel.tsx'
import css from './style.css?inline'
import { speak } from './texts.ts'
import { fitToKeyboard } from './viewport.ts'

/** A plain `import()`, without the preloading that Vite would wrap round it. */
declare const __IMPORT__: (address: string) => Promise<typeof import('./invitations.ts')>

const hiddenMs = 60_000

/** Takes over from the loader: draws the panel, answers the page's calls, follows the thread. */
export const start = (boot: Boot) => {
  const { host, root, button, calls } = boot
  const chat = createChat(boot)
  const place = document.createElement('div')

  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets.push(sheet)
  root.append(place)
  render(<Panel chat={chat} onClose={() => close()} />, place)
  fitToKeyboard(host)

  const close = () => {
    const wasInside = place.contains(root.activeElement)
    chat.close()
    if (wasInside) button.focus()
  }
  const showLauncher = () => {
    const { open, unread, locale } = chat.state
    const say = speak(locale)
    const count = open ? 0 : unread
    button.ariaExpanded = String(open)
    button.ariaLabel = count ? say('widget.launcher.unread', { count }) : say('widget.launcher')
    if (count) button.dataset.unread = count > 9 ? '9+' : String(count)
    else delete button.dataset.unread
  }

  const answers: Record<string, (value: never, more: never) => unknown> = {
    open: chat.open,
    close,
    shutdown: chat.shutdown,
    identify: ({ jwt }: { jwt: string }) => chat.identify(jwt),
    setLocale: (locale: string) => chat.setLocale(/^ja/.test(locale) ? 'ja' : 'en'),
    on: (news: News, listener: (facts: unknown) => void) => chat.on(news, listener),
  } satisfies Record<string, (value: never, more: never) => unknown>
  const answer = (call: Call) => answers[call[0] as string]?.(call[1] as never, call[2] as never)

  let timer: ReturnType<typeof setTimeout> | undefined
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer)
    // A page in the background keeps none of the few connections that a browser has for a host.
    if (document.hidden) timer = setTimeout(chat.hide, hiddenMs)
    else chat.show()
  })
  addEventListener('storage', ({ key }) => {
    if (!key || key.startsWith(chat.store.name)) chat.follow()
  })

  root.addEventListener('keydown', (event) => {
    const { key, isComposing } = event as KeyboardEvent
    if (key === 'Escape' && !isComposing) close()
  })
  button.onclick = () => (chat.state.open ? close() : chat.open())
  chat.watch(showLauncher)
  showLauncher()
  for (const call of calls) answer(call)
  calls.push = (...given) => {
    for (const call of given) answer(call)
    return 0
  }
  if (chat.store.token() !== undefined) chat.show()
  if (boot.settings.invite !== undefined)
    __IMPORT__(`${boot.home}widget/invite.js`).then(({ followInvitations }) =>
      followInvitations(boot, chat, readAnonymousId),
    )
}
