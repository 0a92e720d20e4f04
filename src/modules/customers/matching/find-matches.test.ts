import { expect, test } from 'vitest'
import { blockPairs } from './block.ts'
import { findMatches } from './find-matches.ts'
import type { MatchRecord } from './schema.ts'
import { editsBetween, jaroWinkler } from './similarity.ts'

test.each([
  ['martha', 'marhta', 0.9611],
  ['dixon', 'dicksonx', 0.8133],
  ['dwayne', 'duane', 0.84],
  ['山田太郎', '山田太朗', 0.8833],
  ['', 'a', 0],
])('%s and %s are alike by Jaro and Winkler’s own examples', (a, b, likeness) =>
  expect(jaroWinkler(a, b)).toBeCloseTo(likeness, 4),
)

test.each([
  ['19800105', '19800150', 1],
  ['19800105', '19801005', 1],
  ['19800105', '29800106', 2],
  ['abc', 'xyz', 3],
])('from %s to %s takes %i slips, or more than two', (a, b, edits) =>
  expect(editsBetween(a, b, 2)).toBe(edits),
)

const people = (count: number) => {
  let state = 3
  const next = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const word = () => Array.from({ length: 6 }, () => 'abcdefghij'[next(10)]).join('')
  return Array.from({ length: count }, (_, n): MatchRecord[] => {
    const values = [word(), word(), String(next(900_000) + 100_000)]
    const slip = [values[0]!.slice(1), values[1]!, n % 2 ? values[2]! : '']
    return [{ id: `${n}`, values }, ...(n % 3 === 0 ? [{ id: `${n}`, values: slip }] : [])]
  }).flat()
}

test('who was written twice with slips is found, and strangers are not, without being told one example', () => {
  const records = people(900)
  const { matches } = findMatches(records, {
    fields: [
      { key: 'given', kind: 'name', swaps: 'family' },
      { key: 'family', kind: 'name' },
      { key: 'number', kind: 'number' },
    ],
    blocks: [[{ field: 1 }], [{ field: 2 }], [{ field: 0, to: 3 }]],
  })
  const right = matches.filter(({ a, b }) => records[a]!.id === records[b]!.id)
  expect(right).toHaveLength(300)
  expect(matches.length - right.length).toBeLessThan(5)
})

test('a key that too many share makes no pairs, and no pair is named twice', () => {
  const same = Array.from({ length: 60 }, (_, n) => ({ id: `${n}`, values: ['x', `${n >> 1}`] }))
  expect(blockPairs(same, [[{ field: 0 }]])).toHaveLength(0)
  expect(blockPairs(same, [[{ field: 1 }], [{ field: 0 }, { field: 1 }]])).toHaveLength(60)
})
