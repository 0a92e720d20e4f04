import type { InputOf } from '../../../../foundation/shared/endpoint.ts'
import type { listConversations } from '../../contract.ts'
import type { InboxSearch } from '../inbox-routes.ts'
import type { ConversationRow } from '../rows.ts'

export type ListInput = Omit<InputOf<typeof listConversations>, 'after'>

/** What the server is asked for an address of the inbox. */
export const listInput = ({ view, status, ...rest }: InboxSearch): ListInput => ({
  view: view ?? 'all',
  status: status ?? 'open',
  ...rest,
  limit: 50,
})

export type Me = { id: string; teamIds: readonly string[] }

/** Whether a conversation is in a list; undefined when only the server can tell. */
export const belongs = (input: ListInput, row: ConversationRow, me: Me): boolean | undefined => {
  // All of it was moved elsewhere.
  if (row.messageCount === 0) return false
  if (input.status !== 'any' && row.status !== (input.status ?? 'open')) return false
  if (input.view === 'mine' && row.assignee?.id !== me.id) return false
  if (input.view === 'unassigned' && row.assignee) return false
  if (input.teamId && row.team?.id !== input.teamId) return false
  if (input.view === 'team' && !(row.team && isMine(row.team.id, input, me))) return false
  if (input.labelId && !row.labels.some(({ id }) => id === input.labelId)) return false
  if (input.customerId && row.customer.id !== input.customerId) return false
  return input.search ? undefined : true
}

const isMine = (teamId: string, input: ListInput, me: Me) =>
  input.teamId !== undefined || me.teamIds.includes(teamId)
