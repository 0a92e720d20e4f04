import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { useErrorToast, useToast } from '../../../../foundation/browser/toasts.tsx'
import { listTimeline } from '../../contract.ts'
import { getProfile, linkGroup, listGroups, unlinkGroup } from '../../profile/contract.ts'
import type { OneProfile } from './field-groups.ts'

type Group = OneProfile['groups'][number]

/** Takes a customer out of a company or household, and back in as long as the notice of it stands. */
export const useUnlinking = (customerId: string) => {
  const t = useText()
  const toast = useToast()
  const showError = useErrorToast()
  const invalidates = [getProfile, listTimeline, listGroups]
  const onSuccess = () => toast({ kind: 'done', text: t('act.undone') })
  const relink = useWrite(linkGroup, { quiet: true, invalidates, onSuccess })
  const unlink = useWrite(unlinkGroup, { invalidates })
  const back = ({ id: groupId, kind, name, role }: Group) => {
    const again = (by: { groupId: string } | { name: string }, onError: typeof showError) =>
      relink.mutate({ id: customerId, kind, role, ...by }, { onError })
    again({ groupId }, (error) =>
      // The last one who leaves takes it along: then it is made anew.
      (error as { code?: string }).code === 'customer_group.missing'
        ? again({ name }, showError)
        : showError(error),
    )
  }
  return {
    isPending: unlink.isPending,
    unlink: (group: Group) =>
      unlink.mutate(
        { id: customerId, groupId: group.id },
        {
          onSuccess: () =>
            toast({
              kind: 'done',
              text: t('groups.unlinked', { name: group.name }),
              action: { text: t('act.undo'), run: () => back(group) },
            }),
        },
      ),
  }
}
