import { VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { initials } from '../../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { TimeText } from '../../../../foundation/browser/ui/time-text.tsx'
import { ChannelGlyph, useChannelName } from '../../../customers/desk/channel-mark.tsx'
import { useCustomerName } from '../../../customers/desk/customer-name.ts'
import { Labels } from '../../../customers/desk/labels.tsx'
import { languageOf, nameLanguage } from '../../../customers/desk/text-language.ts'
import type { ConversationRow } from '../rows.ts'
import classes from './conversation-list.module.css'

/** Two lines: who, by what, when; what was said last, labels, whose it is. */
export const ConversationRowLink = memo(function ConversationRowLink({
  row,
  isOpen,
  isAt,
  onFocus,
}: {
  row: ConversationRow
  isOpen: boolean
  isAt: boolean
  onFocus: (id: string) => void
}) {
  const t = useText()
  const { locale } = useLocale()
  const nameOf = useCustomerName()
  const channelName = useChannelName()
  const { customer, lastMessage, assignee, team, unread, status } = row
  const responsible = assignee ?? team
  const text = lastMessage.text || row.subject
  return (
    <Link
      to="/inbox/$conversationId"
      params={{ conversationId: row.id }}
      search={(kept: object) => kept}
      className={classes.row}
      data-plain
      data-conversation={row.id}
      data-unread={unread || undefined}
      data-resolved={status === 'resolved' || undefined}
      data-at={isAt || undefined}
      aria-current={isOpen ? 'page' : undefined}
      preload={false}
      onFocus={() => onFocus(row.id)}
    >
      <span className={classes.line}>
        <span className={classes.dot} aria-hidden="true" />
        {unread && <VisuallyHidden>{t('inbox.unread')}</VisuallyHidden>}
        <span className={classes.who} lang={nameLanguage(customer.name ?? '', locale)}>
          {nameOf(customer.name, customer.shown)}
        </span>
        <span className={classes.channel}>
          <ChannelGlyph channel={lastMessage.channel} /> {channelName(lastMessage.channel)}
        </span>
        <span className={classes.age}>
          <TimeText at={lastMessage.at} />
        </span>
      </span>
      <span className={classes.line}>
        <span className={classes.text} lang={languageOf(text)}>
          {lastMessage.direction === 'out' && (
            <span aria-hidden="true" title={t('inbox.last-was-ours')}>
              ↩{' '}
            </span>
          )}
          {text || '…'}
        </span>
        <span className={classes.labels}>
          {status === 'resolved' && <span className={classes.done}>✓ {t('status.resolved')}</span>}
          <Labels labels={row.labels.slice(0, 2)} />
          {row.labels.length > 2 && <span className={classes.more}>+{row.labels.length - 2}</span>}
        </span>
        {responsible && (
          <span
            className={classes.assignee}
            title={t('inbox.assigned-to', { name: responsible.name })}
          >
            <span aria-hidden="true">{initials(responsible.name)}</span>
            <VisuallyHidden>{t('inbox.assigned-to', { name: responsible.name })}</VisuallyHidden>
          </span>
        )}
      </span>
    </Link>
  )
})
