import { expect, test } from 'vitest'
import { groupTimeline } from './group-timeline.ts'
import type { Item } from './timeline-item.tsx'

const item = (id: string, kind: string, more: Partial<Item> = {}) =>
  ({ id, kind, at: '2026-05-12T03:00:00.000Z', facts: {}, unverified: false, ...more }) as Item

test('pages seen one after another stay together, and a message between them parts them', () => {
  const [day] = groupTimeline([
    item('a', 'page'),
    item('b', 'page'),
    item('c', 'message'),
    item('d', 'page'),
  ])
  expect(day?.entries.map(({ items }) => items.map(({ id }) => id).join(''))).toEqual([
    'ab',
    'c',
    'd',
  ])
})
