import { useQueryClient } from '@tanstack/react-query'
import { useCommands } from '../../../../foundation/browser/commands.tsx'
import { keyOf, useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { useToast } from '../../../../foundation/browser/toasts.tsx'
import type { OutputOf } from '../../../../foundation/shared/endpoint.ts'
import { getCustomer, listCustomers, undoIdentityAct } from '../../contract.ts'
import { decideDuplicate, listDuplicates } from '../../duplicates/contract.ts'

export type Pair = OutputOf<typeof listDuplicates>['data'][number]

/** Decides of the pair at hand and goes on to the next; by button or key, and a merge can be taken back. */
export const useDecisions = ({
  pair,
  step,
}: {
  pair: Pair | undefined
  step: (by: number) => void
}) => {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const refresh = () => {
    for (const one of [listDuplicates, getCustomer, listCustomers])
      void queries.invalidateQueries({ queryKey: keyOf(one) })
  }
  const undo = useWrite(undoIdentityAct, {
    onSuccess: () => {
      refresh()
      toast({ kind: 'done', text: t('act.undone') })
    },
  })
  const write = useWrite(decideDuplicate, {
    onSuccess: ({ actId }, { decision }) => {
      step(1)
      refresh()
      toast({
        kind: 'done',
        text: t(`duplicates.done.${decision}`),
        ...(actId ? { action: { text: t('act.undo'), run: () => undo.mutate({ actId }) } } : {}),
      })
    },
    onError: refresh,
  })
  const decide = (decision: 'same' | 'different' | 'later') => {
    if (pair && !write.isPending) write.mutate({ a: pair.a.id, b: pair.b.id, decision })
  }
  const group = t('duplicates.title')
  const command = (id: string, keys: string, run: () => void) => ({
    id: `duplicates.${id}`,
    text: t(`duplicates.${id}`),
    keys,
    group,
    run,
  })
  useCommands([
    { ...command('next', 'j', () => step(1)), hidden: true },
    { ...command('previous', 'k', () => step(-1)), hidden: true },
    command('same', 'm', () => decide('same')),
    command('different', 'd', () => decide('different')),
    command('put_off', 'l', () => decide('later')),
  ])
  return { decide, isPending: write.isPending }
}
