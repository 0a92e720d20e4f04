import { useState } from 'preact/hooks'
import type { Message } from './api.ts'
import type { Chat } from './chat.ts'
import { size } from './formats.ts'
import { Icon } from './icon.tsx'
import { useChat } from './use-chat.ts'

/** A file of the thread. It is fetched with the visitor's token, so it cannot be a plain link. */
export const Attachment = ({
  chat,
  file,
}: {
  chat: Chat
  file: Message['attachments'][number]
}) => {
  const { say } = useChat(chat)
  const [state, setState] = useState<'still' | 'busy' | 'failed'>('still')
  const { id, name, bytes, scan } = file

  const fetchFile = async () => {
    setState('busy')
    try {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(await chat.download(id))
      link.download = name
      link.click()
      // Firefox reads the address after this turn.
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
      setState('still')
    } catch {
      setState('failed')
    }
  }

  if (scan && scan !== 'clean')
    return (
      <>
        <span class="file">
          <Icon shape="file" />
          <span>{name}</span>
          <small>{size(bytes)}</small>
        </span>
        <p class="meta">{say(`widget.attach.${scan}`)}</p>
      </>
    )
  return (
    <>
      <button
        class="file"
        type="button"
        aria-label={say('widget.attach.get', { name, size: size(bytes) })}
        aria-busy={state === 'busy'}
        onClick={fetchFile}
      >
        <Icon shape="file" />
        <span>{name}</span>
        <small>{size(bytes)}</small>
      </button>
      {state === 'failed' && <p role="alert">{say('widget.attach.get.failed')}</p>}
    </>
  )
}
