import { expect, test } from 'vitest'
import type { ConversationRow } from '../rows.ts'
import { placeRow } from './place-row.ts'

const row = (id: string, at: number) =>
  ({ id, lastMessage: { at: new Date(at).toISOString() } }) as ConversationRow
const page = (next: string | null, ...data: ConversationRow[]) => ({ data, next })
const ids = (pages: { data: ConversationRow[] }[] | undefined) =>
  pages?.map(({ data }) => data.map(({ id }) => id).join(''))

const pages = [page('1', row('a', 9), row('b', 8)), page('2', row('c', 7), row('d', 6))]

test('a conversation with a new message goes to the top and leaves its old place', () => {
  expect(ids(placeRow(pages, row('d', 10), true))).toEqual(['dab', 'c'])
})

test('a conversation that left the view is taken out', () => {
  expect(ids(placeRow(pages, row('b', 8), false))).toEqual(['a', 'cd'])
})

test('a conversation that nobody can tell to be in a search is renewed only where it is', () => {
  expect(ids(placeRow(pages, row('b', 10), undefined))).toEqual(['ba', 'cd'])
  expect(placeRow(pages, row('x', 10), undefined)).toBeUndefined()
})

test('a conversation older than what has been read is left to the next page', () => {
  expect(ids(placeRow(pages, row('x', 1), true))).toEqual(['ab', 'cd'])
})

test('a conversation older than all goes last when all has been read', () => {
  expect(ids(placeRow([page(null, row('a', 9))], row('x', 1), true))).toEqual(['ax'])
})
