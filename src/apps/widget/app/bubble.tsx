import type { Message } from './api.ts'
import { Attachment } from './attachment.tsx'
import type { Chat } from './chat.ts'
import { clock, exact } from './formats.ts'
import { findLinks } from './links.ts'
import { useChat } from './use-chat.ts'

/** Kana is Japanese whatever the page's language is; without it one cannot tell. */
const languageOf = (text: string) => (/[ぁ-ヿ]/.test(text) ? 'ja' : undefined)

export const Text = ({ text }: { text: string }) => (
  <p class="text" lang={languageOf(text)}>
    {findLinks(text).map((piece, index) =>
      piece.link ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: a message's text never changes
        <a key={index} href={piece.text} target="_blank" rel="noopener noreferrer nofollow">
          {piece.text}
        </a>
      ) : (
        piece.text
      ),
    )}
  </p>
)

/** A message that the server has. */
export const Bubble = ({
  chat,
  message,
  isFirst,
  isLastMine,
}: {
  chat: Chat
  message: Message
  /** Begins a run of one author. */
  isFirst: boolean
  isLastMine: boolean
}) => {
  const { locale, say } = useChat(chat)
  const { mine, author, text, at, attachments } = message
  return (
    <div class={mine ? 'row mine' : 'row'}>
      <p class={mine || !isFirst ? 'unseen' : 'author'}>{mine ? say('widget.you') : author}</p>
      <div class="bubble">
        {text && <Text text={text} />}
        {attachments.map((file) => (
          <Attachment key={file.id} chat={chat} file={file} />
        ))}
      </div>
      <p class="meta">
        {isLastMine && <span>{say('widget.state.sent')}</span>}
        <time dateTime={at} title={exact(locale, at)}>
          {clock(locale, at)}
        </time>
      </p>
    </div>
  )
}
