import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { languageOf } from './bubble.tsx'
import type { Chat } from './chat.ts'
import { Composer } from './composer.tsx'
import { EmailCard } from './email-card.tsx'
import { Icon } from './icon.tsx'
import { keepFocus } from './keep-focus.ts'
import { Log } from './log.tsx'
import { useChat } from './use-chat.ts'

/** The text box first; but on a touch screen its keyboard would come up and cover half of it. */
const rest = (panel: HTMLElement | null, writing: HTMLElement | null) =>
  (matchMedia('(pointer: coarse)').matches ? panel : writing)?.focus()

/** The opened widget: a dialog that leaves the page usable. */
export const Panel = ({ chat, onClose }: { chat: Chat; onClose: () => void }) => {
  const { open, brand, brandName, locale, messages, unsent, live, typing, unread, life, say } =
    useChat(chat)
  const panel = useRef<HTMLDivElement>(null)
  const writing = useRef<HTMLTextAreaElement>(null)
  const isNew = messages.length + unsent.length === 0

  useEffect(() => keepFocus(panel.current!, () => rest(panel.current, writing.current)), [])
  useLayoutEffect(() => {
    if (open) rest(panel.current, writing.current)
  }, [open])

  const news = messages.findLast(({ mine }) => !mine)
  return (
    <>
      <div
        class="panel"
        ref={panel}
        role="dialog"
        aria-label={say('widget.title', { brand: brandName })}
        lang={locale}
        hidden={!open}
        tabIndex={-1}
      >
        <header>
          <h2 lang={languageOf(brand?.brand ?? '')}>{brand?.brand ?? '\u00a0'}</h2>
          <button class="quiet" type="button" aria-label={say('widget.close')} onClick={onClose}>
            <Icon shape="close" />
          </button>
        </header>
        <Log chat={chat} greeting={brand?.greeting[locale] || say('widget.greeting')}>
          <EmailCard key={life} chat={chat} />
        </Log>
        <div class="status">
          <p role="status">{live ? '' : say('widget.offline')}</p>
          {live && typing && <p>{say('widget.typing', { brand: brandName })}</p>}
        </div>
        <Composer key={life} chat={chat} writing={writing} />
        {isNew && <p class="privacy">{say('widget.privacy')}</p>}
      </div>
      <p class="unseen" role="status" lang={locale}>
        {!open && unread > 0 && news ? say('widget.news', { author: news.author }) : ''}
      </p>
    </>
  )
}
