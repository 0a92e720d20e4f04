import { useQueryClient } from '@tanstack/react-query'
import { useLive } from '../../../foundation/browser/live.tsx'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { keyOf } from '../../../foundation/browser/query.ts'
import { getCustomer, listCustomers, listTimeline } from '../../../modules/customers/contract.ts'
import { getProfile, listNotes } from '../../../modules/customers/profile/contract.ts'

/** Reads again what is on screen when this member comes to see more or less of the workspace. */
export const FollowSight = ({ memberId }: { memberId: string }) => {
  const queries = useQueryClient()
  const seesAll = useCan('conversation.all')
  useLive((kind, body) => {
    const facts = body.facts as { memberId?: string } | undefined
    const isOther = kind === 'member.role_changed' && facts?.memberId === memberId
    // What was read before may be no longer for their eyes, so nothing of it is shown meanwhile.
    if (isOther || (!seesAll && kind.startsWith('team.'))) void queries.resetQueries()
    else if (kind === 'conversation.left')
      for (const one of [getCustomer, listCustomers, listTimeline, getProfile, listNotes])
        void queries.resetQueries({ queryKey: keyOf(one) })
  })
  return null
}
