import { Text } from './bubble.tsx'
import type { Chat } from './chat.ts'
import { Icon } from './icon.tsx'
import type { Unsent } from './store.ts'
import { sayRefusal } from './texts.ts'
import { useChat } from './use-chat.ts'

/** A message on its way, or kept because it could not go. */
export const Outgoing = ({ chat, message }: { chat: Chat; message: Unsent }) => {
  const { say } = useChat(chat)
  const trouble = chat.outbox.trouble(message.key)
  const why = () => {
    if (trouble?.code === 'visitor.too_fast') return sayRefusal(say, trouble.code)
    if (trouble?.kind === 'waiting') return say('widget.state.waiting')
    return `${say('widget.state.failed')} ${say('widget.error.refused')}`
  }
  return (
    <div class="row mine">
      <p class="unseen">{say('widget.you')}</p>
      <div class={trouble ? 'bubble kept' : 'bubble'}>
        {message.text && <Text text={message.text} />}
        {message.files.map(({ id, name }) => (
          <p key={id} class="file">
            <Icon shape="file" />
            <span>{name}</span>
          </p>
        ))}
      </div>
      {trouble ? (
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
      )}
    </div>
  )
}
