import type { RefObject } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Chat } from './chat.ts'
import { Chips } from './chips.tsx'
import { Icon } from './icon.tsx'
import { watchComposition } from './ime.ts'
import { useChat } from './use-chat.ts'
import { usePicked } from './use-picked.ts'

/** The text box. Enter sends, Shift+Enter breaks the line; an input method's Enter does neither. */
export const Composer = ({
  chat,
  writing,
}: {
  chat: Chat
  writing: RefObject<HTMLTextAreaElement | null>
}) => {
  const { say } = useChat(chat)
  const [text, setText] = useState(() => chat.store.note('draft'))
  const picked = usePicked(chat)
  const picker = useRef<HTMLInputElement>(null)
  const composition = useRef(watchComposition()).current

  const write = (value: string) => {
    setText(value)
    // A draft is kept once the visitor has begun to talk, and not before.
    if (chat.store.token() !== undefined) chat.store.keepNote('draft', value)
  }
  const send = async () => {
    const written = text.trim()
    if (picked.busy || (!written && picked.files.length === 0)) return
    const files = await picked.upload()
    if (!files) return
    chat.send(written, files)
    write('')
    picked.clear()
    writing.current?.focus()
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Chips say={say} picked={picked} />
      <div class="box">
        <textarea
          ref={writing}
          rows={Math.min(5, text.split('\n').length)}
          maxLength={10_000}
          aria-label={say('widget.write')}
          placeholder={say('widget.write')}
          value={text}
          readOnly={picked.busy}
          onInput={({ currentTarget }) => {
            write(currentTarget.value)
            if (currentTarget.value) chat.tellTyping()
          }}
          onCompositionEnd={composition.end}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || composition.owns(event)) return
            event.preventDefault()
            send()
          }}
          onPaste={(event) => {
            const files = [...(event.clipboardData?.files ?? [])]
            if (files.length === 0) return
            event.preventDefault()
            picked.add(files)
          }}
        />
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={({ currentTarget }) => {
            picked.add([...(currentTarget.files ?? [])])
            currentTarget.value = ''
            writing.current?.focus()
          }}
        />
        <button
          class="quiet"
          type="button"
          aria-label={say('widget.attach')}
          onClick={() => picker.current?.click()}
        >
          <Icon shape="attach" />
        </button>
        <button
          class="send"
          type="submit"
          aria-label={say('widget.send')}
          aria-disabled={picked.busy || (!text.trim() && picked.files.length === 0)}
        >
          <Icon shape="send" />
        </button>
      </div>
    </form>
  )
}
