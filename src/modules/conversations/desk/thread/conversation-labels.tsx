import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useCommands } from '../../../../foundation/browser/commands.tsx'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { LabelMenu } from '../../../customers/desk/label-menu.tsx'
import { setLabels } from '../../contract.ts'
import { showConversation } from '../cache.ts'
import type { ConversationWhole } from '../rows.ts'
import { useMe } from '../use-me.ts'

/** The menu that labels a conversation, also by key. */
export const ConversationLabels = ({ conversation }: { conversation: ConversationWhole }) => {
  const t = useText()
  const me = useMe()
  const queries = useQueryClient()
  const mayLabel = useCan('conversation.label')
  const [opened, setOpened] = useState(false)
  const change = useWrite(setLabels, { onSuccess: (row) => showConversation(queries, row, me) })
  useCommands(
    mayLabel
      ? [
          {
            id: 'conversation.label',
            text: t('conversation.label'),
            keys: 'l',
            group: t('conversation.keys'),
            run: () => setOpened(true),
          },
        ]
      : [],
  )
  if (!mayLabel) return null
  return (
    <LabelMenu
      opened={opened}
      setOpened={setOpened}
      hint={t('conversation.label-key')}
      button={t('labels.change')}
      picked={conversation.labels}
      change={(labelIds) => change.mutate({ id: conversation.id, labelIds })}
    />
  )
}
