import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Chat } from './chat.ts'
import { Outgoing } from './outgoing.tsx'
import { Received } from './received.tsx'
import { useChat } from './use-chat.ts'

const nearEnd = 80

/** The thread, kept at its end while the visitor is there, and still while they read further up. */
export const Log = ({
  chat,
  greeting,
  children,
}: {
  chat: Chat
  greeting: string
  children: ComponentChildren
}) => {
  const { messages, unsent, previous, say } = useChat(chat)
  const scroller = useRef<HTMLElement>(null)
  const before = useRef({ first: '', height: 0, unsent: 0, atEnd: true })
  const [busy, setBusy] = useState(false)
  const first = messages[0]?.id ?? ''

  useLayoutEffect(() => {
    const box = scroller.current!
    const was = before.current
    const isOlderAdded = was.first && first !== was.first && !was.atEnd
    if (isOlderAdded) box.scrollTop += box.scrollHeight - was.height
    if (unsent.length > was.unsent) was.atEnd = true
    before.current = { ...was, first, height: box.scrollHeight, unsent: unsent.length }
  })
  useEffect(() => {
    const box = scroller.current!
    const observer = new ResizeObserver(() => {
      if (before.current.atEnd) box.scrollTop = box.scrollHeight
    })
    observer.observe(box)
    observer.observe(box.firstElementChild!)
    return () => observer.disconnect()
  }, [])

  const showEarlier = async () => {
    setBusy(true)
    before.current.atEnd = false
    await chat.loadEarlier().catch(() => {})
    setBusy(false)
  }

  const lastMine = messages.findLast(({ mine }) => mine)
  // One list with one key for a message from unsent to sent, so that it is read out once.
  const rows = [
    ...messages.map((message, index) => (
      <div key={message.clientKey ?? message.id}>
        <Received
          chat={chat}
          message={message}
          earlier={messages[index - 1]}
          isLastMine={message === lastMine && unsent.length === 0}
        />
      </div>
    )),
    ...unsent.map((message) => (
      <div key={message.key}>
        <Outgoing chat={chat} message={message} />
      </div>
    )),
  ]
  return (
    <section
      class="scroll"
      ref={scroller}
      aria-label={say('widget.log')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keys
      tabIndex={0}
      onScroll={({ currentTarget: box }) => {
        before.current.atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd
      }}
    >
      <div>
        {previous ? (
          <button class="earlier" type="button" disabled={busy} onClick={showEarlier}>
            {say('widget.earlier')}
          </button>
        ) : (
          <p class="greeting">{greeting}</p>
        )}
        <div role="log" aria-live="polite">
          {rows}
        </div>
        {children}
      </div>
    </section>
  )
}
