import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import { keyOf } from '../../../foundation/browser/query.ts'
import type { OutputOf } from '../../../foundation/shared/endpoint.ts'
import { getConversation, listConversations, listMessages } from '../contract.ts'
import { belongs, type ListInput, type Me } from './list/list-input.ts'
import { placeRow } from './list/place-row.ts'
import type { ConversationRow, ConversationWhole, MessageRow } from './rows.ts'

type Pages<E extends typeof listConversations | typeof listMessages> = InfiniteData<
  OutputOf<E>,
  string
>

/** Puts a conversation as it now is into every list and page that shows it. */
export const showConversation = (queries: QueryClient, row: ConversationRow, me: Me) => {
  queries.setQueryData<ConversationWhole>(
    keyOf(getConversation, { id: row.id }),
    (whole) => whole && { ...whole, ...row },
  )
  for (const query of queries.getQueryCache().findAll({ queryKey: keyOf(listConversations) })) {
    const [, input, form] = query.queryKey as [string, ListInput, string | undefined]
    if (form !== 'pages') continue
    queries.setQueryData<Pages<typeof listConversations>>(query.queryKey, (list) => {
      const pages = list && placeRow(list.pages, row, belongs(input, row, me))
      return pages ? { ...list, pages } : list
    })
  }
}

/** The conversation as far as any list or page has it. */
export const knownConversation = (
  queries: QueryClient,
  id: string,
): ConversationRow | undefined => {
  const whole = queries.getQueryData<ConversationWhole>(keyOf(getConversation, { id }))
  if (whole) return whole
  const lists = queries.getQueriesData<Pages<typeof listConversations>>({
    queryKey: keyOf(listConversations),
  })
  for (const [, list] of lists)
    for (const { data } of list?.pages ?? []) for (const row of data) if (row.id === id) return row
  return
}

/** Conversations of a customer that any list or page has. */
export const knownConversationsOf = (queries: QueryClient, customerId: string): string[] => {
  const wholes = queries.getQueriesData<ConversationWhole>({ queryKey: keyOf(getConversation) })
  const lists = queries.getQueriesData<Pages<typeof listConversations>>({
    queryKey: keyOf(listConversations),
  })
  const rows = [
    ...wholes.map(([, whole]) => whole),
    ...lists.flatMap(([, list]) => list?.pages?.flatMap(({ data }) => data) ?? []),
  ]
  return [...new Set(rows.flatMap((row) => (row?.customer.id === customerId ? [row.id] : [])))]
}

export const messagesKey = (id: string) => [...keyOf(listMessages, { id }), 'pages']

const byTime = (a: MessageRow, b: MessageRow) =>
  a.createdAt.localeCompare(b.createdAt) || (a.id < b.id ? -1 : 1)

/** An answer to the sender may come after the news that it has gone out. */
const isOlder = (message: MessageRow, there: MessageRow) =>
  there.state === 'sent' && ['queued', 'sending'].includes(message.state)

/** Takes a message away that its author took back. */
export const forgetMessage = (queries: QueryClient, conversationId: string, messageId: string) =>
  queries.setQueryData<Pages<typeof listMessages>>(
    messagesKey(conversationId),
    (read) =>
      read && {
        ...read,
        pages: read.pages.map((page) => ({
          ...page,
          data: page.data.filter(({ id }) => id !== messageId),
        })),
      },
  )

/** Puts a message as it now is into its conversation, if that has been read. Page 0 is the latest. */
export const showMessage = (queries: QueryClient, message: MessageRow) =>
  queries.setQueryData<Pages<typeof listMessages>>(messagesKey(message.conversationId), (read) => {
    if (!read) return read
    const at = read.pages.findIndex(({ data }) => data.some(({ id }) => id === message.id))
    return {
      ...read,
      pages: read.pages.map((page, index) => {
        if (index !== Math.max(at, 0)) return page
        const others = page.data.filter(({ id }) => id !== message.id)
        const there = page.data.find(({ id }) => id === message.id)
        if (there && isOlder(message, there)) return page
        return { ...page, data: [...others, message].sort(byTime) }
      }),
    }
  })
