import type { Message } from './api.ts'
import { Attachment } from './attachment.tsx'
import { Bubble } from './bubble.tsx'
import type { Chat } from './chat.ts'
import { clock, day, exact, isSameDay } from './formats.ts'
import { useChat } from './use-chat.ts'

/** A message that the server has, under its day where that is another than `earlier`'s. */
export const Received = ({
  chat,
  message,
  earlier,
  isLastMine,
}: {
  chat: Chat
  message: Message
  earlier: Message | undefined
  isLastMine: boolean
}) => {
  const { locale, say } = useChat(chat)
  const { mine, author, text, at, attachments } = message
  const isNewDay = !earlier || !isSameDay(earlier.at, at)
  const isToday = isSameDay(at, new Date().toISOString())
  const isFirst = isNewDay || earlier.mine !== mine || earlier.author !== author
  return (
    <>
      {isNewDay && (earlier || !isToday) && (
        <p class="day">{isToday ? say('widget.today') : day(locale, at)}</p>
      )}
      <Bubble
        mine={mine}
        who={mine ? say('widget.you') : author}
        isNamed={!mine && isFirst}
        text={text}
        foot={
          <p class="meta">
            {isLastMine && <span>{say('widget.state.sent')}</span>}
            <time dateTime={at} title={exact(locale, at)}>
              {clock(locale, at)}
            </time>
          </p>
        }
      >
        {attachments.map((file) => (
          <Attachment key={file.id} chat={chat} file={file} />
        ))}
      </Bubble>
    </>
  )
}
