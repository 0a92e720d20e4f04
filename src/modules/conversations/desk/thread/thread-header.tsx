import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCommands } from '../../../../foundation/browser/commands.tsx'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { PageTitle } from '../../../../foundation/browser/ui/page-title.tsx'
import { useCustomerName } from '../../../customers/desk/customer-name.ts'
import { Labels } from '../../../customers/desk/labels.tsx'
import { languageOf, nameLanguage } from '../../../customers/desk/text-language.ts'
import type { ConversationWhole } from '../rows.ts'
import { useChangeStatus } from '../use-change-status.ts'
import { AssignMenus } from './assign-menus.tsx'
import { ConversationLabels } from './conversation-labels.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { PresenceLine } from './presence-line.tsx'
import classes from './thread-header.module.css'
import type { Others } from './use-presence.ts'

/** Whose matter it is, its state, and what can be done with it as a whole. */
export const ThreadHeader = ({
  conversation,
  others,
  toggleSide,
}: {
  conversation: ConversationWhole
  others: Others
  toggleSide: () => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const nameOf = useCustomerName()
  const changeStatus = useChangeStatus()
  const mayResolve = useCan('conversation.resolve')
  const mayMove = useCan('conversation.move')
  const mayReply = useCan('conversation.reply')
  const [moving, setMoving] = useState(false)
  const { id, number, subject, customer, status, follows } = conversation
  const who = nameOf(customer.name, customer.shown)
  const isOpen = status === 'open'
  useCommands(
    mayMove
      ? [
          {
            id: 'conversation.move',
            text: t('conversation.move'),
            keys: 'm',
            group: t('conversation.keys'),
            run: () => setMoving(true),
          },
        ]
      : [],
  )
  return (
    <header className={classes.header}>
      <PageTitle title={`${who} #${number}`} hidden />
      <div className={classes.title}>
        <Link
          to="/inbox"
          search={(kept: object) => kept}
          className={classes.back}
          aria-label={t('conversation.back')}
        >
          ←
        </Link>
        <button
          type="button"
          className={classes.who}
          title={t('conversation.show-customer-key')}
          lang={nameLanguage(customer.name ?? '', locale)}
          onClick={toggleSide}
        >
          {who}
        </button>
        {subject && (
          <p className={classes.subject} lang={languageOf(subject)}>
            {subject}
          </p>
        )}
        <span className={classes.number}>#{number}</span>
        {!isOpen && <span className={classes.status}>✓ {t(`status.${status}`)}</span>}
        {follows && (
          <Link
            to="/inbox/$conversationId"
            params={{ conversationId: follows.id }}
            className={classes.follows}
          >
            {t('conversation.follows', { number: String(follows.number) })}
          </Link>
        )}
        <span className={classes.space}>
          <PresenceLine members={others.members} hasComposer={mayReply} />
        </span>
        {mayResolve && (
          <Button
            variant={isOpen ? 'filled' : 'default'}
            size="compact-sm"
            title={t(isOpen ? 'conversation.resolve-key' : 'conversation.reopen-key')}
            onClick={() => changeStatus(id, isOpen ? 'resolved' : 'open')}
          >
            {t(isOpen ? 'conversation.resolve' : 'conversation.reopen')}
          </Button>
        )}
      </div>
      <div className={classes.line}>
        <AssignMenus conversation={conversation} />
        <Labels labels={conversation.labels} />
        <ConversationLabels conversation={conversation} />
        {mayMove && (
          <Button
            variant="subtle"
            size="compact-xs"
            title={t('conversation.move-key')}
            onClick={() => setMoving(true)}
          >
            {t('conversation.move-short')}
          </Button>
        )}
      </div>
      {moving && <MoveDialog conversation={conversation} close={() => setMoving(false)} />}
    </header>
  )
}
