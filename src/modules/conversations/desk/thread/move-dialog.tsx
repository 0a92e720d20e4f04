import { Modal, NativeSelect } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { relativeTime } from '../../../../foundation/browser/formats.ts'
import { keyOf, useRead, useWrite } from '../../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import { useToast } from '../../../../foundation/browser/toasts.tsx'
import { useChannelName } from '../../../customers/desk/channel-mark.tsx'
import { PickList } from '../../../customers/desk/pick-list.tsx'
import { getConversation, listConversations, listMessages, move, undoMove } from '../../contract.ts'
import type { ConversationWhole } from '../rows.ts'

const aNewOne = 'new'

/** Moves a thread, or one message, to another conversation of the customer or to a new one. */
export const MoveDialog = ({
  conversation: { id, threads, customer },
  messageId,
  close,
}: {
  conversation: ConversationWhole
  /** Only this message; else a thread to choose. */
  messageId?: string
  close: () => void
}) => {
  const t = useText()
  const { locale } = useLocale()
  const channelName = useChannelName()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const toast = useToast()
  const [threadId, setThreadId] = useState(threads.at(-1)?.id ?? '')
  const others = useRead(listConversations, { customerId: customer.id, status: 'any', limit: 50 })
  const renew = () => {
    for (const one of [listMessages, getConversation, listConversations])
      void queries.invalidateQueries({ queryKey: keyOf(one) })
  }
  const open = (conversationId: string) =>
    navigate({
      to: '/inbox/$conversationId',
      params: { conversationId },
      search: (kept: object) => kept,
    })
  const undo = useWrite(undoMove, {
    onSuccess: ({ id: backId }) => {
      renew()
      void open(backId)
    },
  })
  const moving = useWrite(move, {
    onSuccess: ({ moveId, conversation }) => {
      renew()
      close()
      void open(conversation.id)
      toast({
        kind: 'done',
        text: t('move.done', { number: String(conversation.number) }),
        action: { text: t('inbox.undo'), run: () => undo.mutate({ id: moveId }) },
      })
    },
  })
  const what = messageId ? { messageIds: [messageId] } : { threadIds: [threadId] }
  return (
    <Modal opened onClose={close} title={t(messageId ? 'move.message-title' : 'move.thread-title')}>
      {!messageId && threads.length > 1 && (
        <NativeSelect
          mb={8}
          label={t('move.what')}
          value={threadId}
          onChange={({ currentTarget }) => setThreadId(currentTarget.value)}
          data={threads.map((thread) => ({
            value: thread.id,
            label: [channelName(thread.channel), thread.subject || thread.address]
              .filter(Boolean)
              .join(' · '),
          }))}
        />
      )}
      <PickList
        label={t('move.where')}
        busy={moving.isPending}
        options={[
          { id: aNewOne, text: t('move.new') },
          ...(others.data?.data ?? [])
            .filter((other) => other.id !== id)
            .map((other) => ({
              id: other.id,
              text: `#${other.number} ${other.subject || other.lastMessage.text}`,
              hint: `${t(`status.${other.status}`)} · ${relativeTime(locale, other.lastMessage.at)}`,
            })),
        ]}
        pick={(picked) =>
          moving.mutate({ id, ...what, ...(picked === aNewOne ? {} : { toId: picked }) })
        }
      />
    </Modal>
  )
}
