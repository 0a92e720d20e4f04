import { Bubble } from './bubble.tsx'
import type { Chat } from './chat.ts'
import { Icon } from './icon.tsx'
import type { Unsent } from './store.ts'
import { useChat } from './use-chat.ts'

/** A message on its way, or kept because it could not go. */
export const Outgoing = ({ chat, message }: { chat: Chat; message: Unsent }) => {
  const { say } = useChat(chat)
  const trouble = chat.outbox.trouble(message.key)
  const why = () => {
    if (trouble?.kind === 'refused') return say('widget.state.refused')
    return say(trouble?.code === 'visitor.too_fast' ? 'widget.state.slow' : 'widget.state.waiting')
  }
  return (
    <Bubble
      mine
      who={say('widget.you')}
      isNamed={false}
      text={message.text}
      isKept={trouble !== undefined}
      foot={
        trouble ? (
          <div class={`trouble ${trouble.kind}`}>
            <p>{why()}</p>
            <button type="button" onClick={() => chat.outbox.again(message.key)}>
              {say('widget.again')}
            </button>
            <button type="button" onClick={() => chat.outbox.discard(message.key)}>
              {say('widget.discard')}
            </button>
          </div>
        ) : (
          <p class="meta">{say('widget.state.sending')}</p>
        )
      }
    >
      {message.files.map(({ id, name }) => (
        <p key={id} class="file">
          <Icon shape="file" />
          <span>{name}</span>
        </p>
      ))}
    </Bubble>
  )
}
