import { memo, useState } from 'react'
import { clockTime, exactTime } from '../../../../foundation/browser/formats.ts'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { ChannelMark } from '../../../customers/desk/channel-mark.tsx'
import { nameLanguage } from '../../../customers/desk/text-language.ts'
import type { ConversationWhole, MessageRow, ThreadRow } from '../rows.ts'
import { Attachments } from './attachments.tsx'
import { DeliveryState } from './delivery-state.tsx'
import { MailFacts, SenderMark } from './mail-facts.tsx'
import { MessageBody } from './message-body.tsx'
import classes from './messages.module.css'
import { MoveDialog } from './move-dialog.tsx'
import { SplitNote } from './split-note.tsx'

const sideOf = ({ kind, direction }: MessageRow) =>
  kind === 'note' ? 'note' : direction === 'out' ? 'own' : 'customer'

/** Without what mail programs put before it. */
const bare = (subject: string) => subject.replace(/^((re|fwd?|返信|転送)\s*[:：]\s*)+/i, '')

const names = (people: MessageRow['to']) => people.map(({ address }) => address).join(', ')

/** One message or note: who, when, by which channel, what, and how it arrived. */
export const MessageView = memo(function MessageView({
  message,
  thread,
  conversation,
  continues,
  isLastOwn,
}: {
  message: MessageRow
  thread: ThreadRow | undefined
  conversation: ConversationWhole
  /** Goes on from the message above, whose name and channel hold for it, too. */
  continues: boolean
  isLastOwn: boolean
}) {
  const t = useText()
  const { locale } = useLocale()
  const mayMove = useCan('conversation.move')
  const [moving, setMoving] = useState(false)
  const { author, kind, channel, createdAt, subject, to, cc, joinReason, automatic } = message
  const isNote = kind === 'note'
  const nameless = author.type === 'customer' ? 'customer.unnamed' : 'conversation.system'
  const name =
    author.name ||
    (message.direction === 'in' && (message.from?.address ?? thread?.address)) ||
    t(nameless)
  // A device may be known to be somebody's without anybody having proved it.
  const device = conversation.customer.name ? 'linked' : 'device'
  const trust = thread?.trust === 'device' ? device : thread?.trust
  const isUnverified = message.direction === 'in' && trust && trust !== 'verified'
  const why = joinReason && t.has(`join.${joinReason}`) ? t(`join.${joinReason}`) : undefined
  const showsSubject =
    !continues && bare(subject) !== '' && bare(subject) !== bare(conversation.subject)
  const time = (
    <time dateTime={createdAt} title={exactTime(locale, message.sentAt ?? createdAt)}>
      {clockTime(locale, createdAt)}
    </time>
  )
  return (
    <div
      className={classes.message}
      data-side={sideOf(message)}
      data-continues={continues || undefined}
    >
      {why && !continues && <p className={classes.why}>{why}</p>}
      {!continues && (
        <p className={classes.meta}>
          <strong lang={nameLanguage(author.name, locale)}>{name}</strong>
          {isNote ? <span>{t('note.only-team')}</span> : <ChannelMark channel={channel} />}
          {time}
          {isUnverified && (
            <span className={classes.unverified} title={t(`trust.${trust}-why`)}>
              {t(`trust.${trust}`)}
            </span>
          )}
          {automatic && <span>{t(`automatic.${automatic}`)}</span>}
          <SenderMark message={message} />
          {mayMove && !isNote && (
            <button type="button" className={classes.moveOne} onClick={() => setMoving(true)}>
              {t('conversation.move-message')}
            </button>
          )}
        </p>
      )}
      <div className={classes.bubble}>
        {showsSubject && <p className={classes.subject}>{subject}</p>}
        {(cc.length > 0 || to.length > 1) && (
          <p className={classes.people}>
            {t('message.to', { names: names(to) })}
            {cc.length > 0 && ` ${t('message.cc', { names: names(cc) })}`}
          </p>
        )}
        <MailFacts message={message} />
        {joinReason === 'split' ? (
          <SplitNote message={message} />
        ) : (
          <MessageBody message={message} />
        )}
        <Attachments message={message} />
      </div>
      <DeliveryState message={message} isLastOwn={isLastOwn} />
      {moving && (
        <MoveDialog
          conversation={conversation}
          messageId={message.id}
          close={() => setMoving(false)}
        />
      )}
    </div>
  )
})
