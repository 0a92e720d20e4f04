import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { CallError, call } from '../../../foundation/browser/client.ts'
import { useLive } from '../../../foundation/browser/live.tsx'
import { keyOf } from '../../../foundation/browser/query.ts'
import { listLabels } from '../../labels/contract.ts'
import { getConversation, getMessage, listConversations, listMessages } from '../contract.ts'
import {
  forgetMessage,
  knownConversation,
  knownConversationsOf,
  messagesKey,
  showConversation,
  showMessage,
} from './cache.ts'
import type { ConversationRow, MessageRow } from './rows.ts'
import { useMe } from './use-me.ts'

/** What happens to one conversation within this time is read once. */
const settleMs = 80
/** More than so many changed at once are cheaper to read as lists. */
const mostSingle = 8

/** Keeps the inbox as it is on the server, from the stream. */
export const useInboxLive = () => {
  const queries = useQueryClient()
  const me = useMe()
  const changed = useRef(new Set<string>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      // Nobody listens from here on: what is kept has to be read again.
      for (const one of [listConversations, getConversation, listMessages])
        void queries.invalidateQueries({ queryKey: keyOf(one), refetchType: 'none' })
    },
    [queries],
  )

  const renewOne = async (id: string) => {
    try {
      const whole = await call(getConversation, { id })
      queries.setQueryData(keyOf(getConversation, { id }), (old: unknown) => old && whole)
      showConversation(queries, whole, me)
    } catch (error) {
      // Gone, or no longer for this member.
      if (error instanceof CallError && error.status === 404)
        void queries.invalidateQueries({ queryKey: keyOf(listConversations) })
    }
  }
  const renew = () => {
    timer.current = undefined
    const ids = [...changed.current]
    changed.current.clear()
    if (ids.length <= mostSingle) return ids.forEach(renewOne)
    void queries.invalidateQueries({ queryKey: keyOf(listConversations) })
    void queries.invalidateQueries({ queryKey: keyOf(getConversation) })
  }
  const renewSoon = (id: string) => {
    changed.current.add(id)
    timer.current ??= setTimeout(renew, settleMs)
  }

  useLive((kind, body) => {
    const {
      conversationId: id,
      customerId,
      messageId,
      facts,
    } = body as {
      conversationId?: string | null
      customerId?: string | null
      messageId?: string | null
      facts?: Record<string, unknown>
    }
    if (kind === 'conversation.left' && id) {
      // Handed to a team that this member does not work with: nothing of it stays on this desk.
      void queries.resetQueries({ queryKey: keyOf(getConversation, { id }) })
      void queries.resetQueries({ queryKey: messagesKey(id) })
      void queries.invalidateQueries({ queryKey: keyOf(listConversations) })
      return
    }
    if (kind.startsWith('label.')) {
      for (const one of [listLabels, listConversations, getConversation])
        void queries.invalidateQueries({ queryKey: keyOf(one) })
    }
    // A name or a proof changes how the customer's conversations are shown.
    if (!id && customerId && /^(customer|identifier|visitor)\./.test(kind))
      knownConversationsOf(queries, customerId).forEach(renewSoon)
    if (!id || kind === 'now') return
    if (kind === 'message.withdrawn') forgetMessage(queries, id, messageId ?? '')
    else if (messageId) {
      const message = body.message as MessageRow | undefined
      if (message) showMessage(queries, message)
      else
        void call(getMessage, { id: messageId }).then(
          (read) => showMessage(queries, read),
          () => {},
        )
      const known = knownConversation(queries, id)
      if (known && message) showConversation(queries, withMessage(known, message), me)
      const isOpen = queries.getQueryData(keyOf(getConversation, { id })) !== undefined
      if (known && message && !isOpen) return
    }
    if (kind === 'conversation.read' && facts?.memberId !== me.id) return
    if (kind === 'conversation.moved') {
      void queries.invalidateQueries({ queryKey: keyOf(listMessages) })
      if (typeof facts?.to === 'string') renewSoon(facts.to)
    }
    renewSoon(id)
  })
}

/** The row with what a new message changes in it. A note moves it and stays out of sight. */
const withMessage = (row: ConversationRow, message: MessageRow): ConversationRow => {
  const { kind, createdAt: at, text, direction, channel } = message
  if (at < row.lastMessage.at) return row
  const shown = kind === 'note' ? {} : { text: text.slice(0, 200), direction, channel }
  return {
    ...row,
    unread: row.unread || direction === 'in',
    lastMessage: { ...row.lastMessage, ...shown, at },
  }
}
