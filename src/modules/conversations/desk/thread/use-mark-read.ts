import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { markRead } from '../../contract.ts'
import { knownConversation, showConversation } from '../cache.ts'
import type { ConversationWhole } from '../rows.ts'
import { useMe } from '../use-me.ts'

/** What is on a visible screen has been read. */
export const useMarkRead = ({ id, unread, lastMessage }: ConversationWhole) => {
  const queries = useQueryClient()
  const me = useMe()
  const { mutate } = useWrite(markRead, { quiet: true })
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message counts anew
  useEffect(() => {
    const mark = () => {
      if (!unread || document.visibilityState !== 'visible') return
      const row = knownConversation(queries, id)
      if (row) showConversation(queries, { ...row, unread: false }, me)
      mutate({ id })
    }
    mark()
    document.addEventListener('visibilitychange', mark)
    return () => document.removeEventListener('visibilitychange', mark)
  }, [id, unread, lastMessage.at, queries, me, mutate])
}
