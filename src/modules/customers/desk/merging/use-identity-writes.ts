import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { useToast } from '../../../../foundation/browser/toasts.tsx'
import { mergeCustomers, splitCustomer, undoIdentityAct } from '../../contract.ts'

/** Merge, split and undo; each shows who stands there afterwards, and offers to take it back. */
export const useIdentityWrites = (close: () => void = () => {}) => {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const refresh = () => {
    // Orders, consents, notes, companies: whatever a module knows of either of them.
    void queries.invalidateQueries()
    close()
  }
  const show = (customerId: string) => {
    refresh()
    void navigate({ to: '/customers/$customerId', params: { customerId } })
  }
  const undo = useWrite(undoIdentityAct, {
    onSuccess: ({ customer }) => {
      show(customer.id)
      toast({ kind: 'done', text: t('act.undone') })
    },
  })
  // Of the two who stand again, the reader stays with the one whose page it is.
  const undoMerge = useWrite(undoIdentityAct, {
    onSuccess: () => {
      refresh()
      toast({ kind: 'done', text: t('act.undone') })
    },
  })
  const done = (text: string, { mutate } = undo) => ({
    onSuccess: ({ actId, customer }: { actId: string; customer: { id: string } }) => {
      show(customer.id)
      const action = { text: t('act.undo'), run: () => mutate({ actId }) }
      toast({ kind: 'done', text: t(text), action })
    },
  })
  return {
    merge: useWrite(mergeCustomers, done('merge.done', undoMerge)),
    split: useWrite(splitCustomer, done('split.done')),
    undo,
    undoMerge,
  }
}
