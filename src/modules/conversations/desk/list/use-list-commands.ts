import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { RefObject } from 'react'
import { useCommands } from '../../../../foundation/browser/commands.tsx'
import { useCan } from '../../../../foundation/browser/permissions.tsx'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { knownConversation } from '../cache.ts'
import type { ConversationRow } from '../rows.ts'
import { useChangeStatus } from '../use-change-status.ts'
import type { ListCursor } from './use-list-cursor.ts'

/** The keys of the list: move, open, resolve and go on, search. */
export const useListCommands = ({
  rows,
  openId,
  cursor,
  searchField,
}: {
  rows: readonly ConversationRow[]
  openId: string | undefined
  cursor: ListCursor
  searchField: RefObject<HTMLInputElement | null>
}) => {
  const t = useText()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const changeStatus = useChangeStatus()
  const mayResolve = useCan('conversation.resolve')
  const group = t('inbox.keys')
  const open = (id: string | undefined) =>
    id &&
    navigate({
      to: '/inbox/$conversationId',
      params: { conversationId: id },
      search: (kept: object) => kept,
    })
  const resolve = () => {
    const id = openId ?? cursor.id
    const known = id && knownConversation(queries, id)
    if (!known) return
    if (known.status === 'resolved') return changeStatus(known.id, 'open')
    const index = rows.findIndex((row) => row.id === id)
    const next = index < 0 ? undefined : (rows[index + 1] ?? rows[index - 1])
    changeStatus(known.id, 'resolved')
    if (next && openId) void open(next.id)
    else cursor.goTo(next?.id)
  }
  useCommands([
    {
      id: 'inbox.next',
      text: t('inbox.next'),
      keys: 'j',
      group,
      hidden: true,
      run: () => cursor.move(1),
    },
    {
      id: 'inbox.previous',
      text: t('inbox.previous'),
      keys: 'k',
      group,
      hidden: true,
      run: () => cursor.move(-1),
    },
    {
      id: 'inbox.open',
      text: t('inbox.open'),
      keys: 'o',
      group,
      hidden: true,
      run: () => void open(cursor.id),
    },
    {
      id: 'inbox.search',
      text: t('inbox.search'),
      keys: '/',
      group,
      run: () => searchField.current?.select(),
    },
    ...(mayResolve
      ? [{ id: 'inbox.resolve', text: t('inbox.resolve-next'), keys: 'e', group, run: resolve }]
      : []),
  ])
}
