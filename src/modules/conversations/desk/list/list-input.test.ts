import { expect, test } from 'vitest'
import type { ConversationRow } from '../rows.ts'
import { belongs, listInput } from './list-input.ts'

const me = { id: 'me', teamIds: ['mine'] }
const row = (more: Partial<ConversationRow> = {}) =>
  ({
    status: 'open',
    assignee: null,
    team: null,
    labels: [],
    customer: { id: 'c' },
    messageCount: 1,
    ...more,
  }) as unknown as ConversationRow

test('an address without anything asks for all open conversations', () => {
  expect(listInput({})).toMatchObject({ view: 'all', status: 'open' })
})

test('a view holds what is assigned as it says', () => {
  const mine = row({ assignee: { id: 'me', name: '' } })
  expect(belongs(listInput({ view: 'mine' }), mine, me)).toBe(true)
  expect(belongs(listInput({ view: 'unassigned' }), mine, me)).toBe(false)
  const ofTeam = row({ team: { id: 'other', name: '' } })
  expect(belongs(listInput({ view: 'team' }), ofTeam, me)).toBe(false)
  expect(belongs(listInput({ view: 'team', teamId: 'other' }), ofTeam, me)).toBe(true)
})

test('a resolved or emptied conversation leaves the open ones', () => {
  expect(belongs(listInput({}), row({ status: 'resolved' }), me)).toBe(false)
  expect(belongs(listInput({ status: 'any' }), row({ messageCount: 0 }), me)).toBe(false)
})

test('only the server can tell what a search finds', () => {
  expect(belongs(listInput({ search: 'tea' }), row(), me)).toBeUndefined()
})
