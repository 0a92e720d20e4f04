import { Fragment } from 'react'
import { useCommands } from '../../../../foundation/browser/commands.tsx'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { DayText } from '../../../../foundation/browser/ui/day-text.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { JumpButton } from '../../../../foundation/browser/ui/jump-button.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { useOutbox } from '../composer/outbox.ts'
import type { ConversationWhole, MessageRow } from '../rows.ts'
import { MessageView } from './message-view.tsx'
import classes from './messages.module.css'
import { OutgoingView } from './outgoing-view.tsx'
import { useMessages } from './use-messages.ts'
import type { Others } from './use-presence.ts'
import { useScrollPlace } from './use-scroll-place.ts'

const dayOf = ({ createdAt }: MessageRow) => new Date(createdAt).toDateString()

/** Messages of one author within this time need their name once. */
const togetherMs = 10 * 60_000

const goesOn = (message: MessageRow, before: MessageRow | undefined) =>
  before !== undefined &&
  before.kind === message.kind &&
  message.author.type !== 'system' &&
  before.direction === message.direction &&
  before.author.id === message.author.id &&
  before.author.name === message.author.name &&
  before.threadId === message.threadId &&
  Date.parse(message.createdAt) - Date.parse(before.createdAt) < togetherMs

/** All that was said, in time order, with what is on its way at the end. */
export const MessageList = ({
  conversation,
  others,
}: {
  conversation: ConversationWhole
  others: Others
}) => {
  const t = useText()
  const query = useMessages(conversation.id)
  const { messages, hasNextPage, isFetching, isError, fetchNextPage } = query
  const accepted = new Set(messages.map(({ clientKey }) => clientKey))
  const outgoing = useOutbox(conversation.id).filter(({ clientKey }) => !accepted.has(clientKey))
  const { scroller, content, onScroll, hasNew, toEnd } = useScrollPlace(
    messages[0]?.id,
    outgoing.at(-1)?.clientKey ?? messages.at(-1)?.id,
    () => hasNextPage && !isFetching && !isError && void fetchNextPage(),
  )
  const lastOwn = messages.findLast(
    ({ kind, direction }) => kind === 'message' && direction === 'out',
  )
  useCommands([
    {
      id: 'conversation.latest',
      text: t('conversation.latest'),
      group: t('conversation.keys'),
      run: toEnd,
    },
  ])
  return (
    <div className={classes.frame}>
      <div
        ref={scroller}
        className={classes.scroller}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label={t('conversation.messages')}
        aria-busy={query.isPending}
      >
        <div ref={content} className={classes.content}>
          <ErrorNote error={query.error} retry={query.refetch} />
          {query.isPending && <Loading rows={5} height={52} />}
          {query.isFetchingNextPage && <p className={classes.older}>{t('conversation.older')}</p>}
          {messages.map((message, index) => {
            const before = messages[index - 1]
            const isNewDay = !before || dayOf(before) !== dayOf(message)
            return (
              <Fragment key={message.id}>
                {isNewDay && (
                  <p className={classes.day}>
                    <DayText at={message.createdAt} />
                  </p>
                )}
                <MessageView
                  message={message}
                  thread={conversation.threads.find(({ id }) => id === message.threadId)}
                  conversation={conversation}
                  continues={!isNewDay && goesOn(message, before)}
                  isLastOwn={message.id === lastOwn?.id}
                />
              </Fragment>
            )
          })}
          {outgoing.map((one) => (
            <OutgoingView key={one.clientKey} outgoing={one} />
          ))}
          <p className={classes.typing} aria-live="polite">
            {others.customerIsWriting && t('presence.customer-writing')}
          </p>
        </div>
      </div>
      {hasNew && <JumpButton to="end" text={t('conversation.new-below')} run={toEnd} />}
    </div>
  )
}
