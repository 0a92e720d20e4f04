import { useQueryClient } from '@tanstack/react-query'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { useToast } from '../../../foundation/browser/toasts.tsx'
import { reopen, resolve } from '../contract.ts'
import { knownConversation, showConversation } from './cache.ts'
import type { ConversationRow } from './rows.ts'
import { useMe } from './use-me.ts'

/** Resolves or reopens; shown at once, with a way back. */
export const useChangeStatus = () => {
  const t = useText()
  const queries = useQueryClient()
  const me = useMe()
  const toast = useToast()
  const show = (row: ConversationRow) => showConversation(queries, row, me)
  const showAs = (id: string, status: ConversationRow['status']) => {
    const row = knownConversation(queries, id)
    if (row) show({ ...row, status })
  }
  const { mutate: doResolve } = useWrite(resolve, {
    onSuccess: show,
    onError: (_, { id }) => showAs(id, 'open'),
  })
  const { mutate: doReopen } = useWrite(reopen, {
    onSuccess: show,
    onError: (_, { id }) => showAs(id, 'resolved'),
  })
  const change = (id: string, status: ConversationRow['status']) => {
    const number = knownConversation(queries, id)?.number ?? ''
    showAs(id, status)
    if (status === 'open') return doReopen({ id })
    doResolve({ id })
    toast({
      kind: 'done',
      text: t('conversation.resolved-toast', { number: String(number) }),
      action: { text: t('inbox.undo'), run: () => change(id, 'open') },
    })
  }
  return change
}
