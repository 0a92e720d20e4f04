import { expect, test } from 'vitest'
import { findCandidates } from './candidates.ts'
import { createCrowd } from './crowd.ts'
import { fieldsWith, toRecord } from './record.ts'

const crowdOf = (people: readonly Record<string, string>[]) => {
  const crowd = createCrowd(false)
  for (const [at, one] of people.entries())
    crowd.add(toRecord(`${at}`, new Map(Object.entries(one)), fieldsWith([])))
  return findCandidates(crowd)
}

test('a key that too many share makes no pairs, and a pair that shares several is told once', () => {
  const same = Array.from({ length: 60 }, (_, n) => ({
    name: 'Ann Lee',
    phone: `0901234${n >> 1}00`,
    email: `ann.lee.${n >> 1}@example.com`,
  }))
  const candidates = crowdOf(same)
  expect(candidates.pairs).toBe(30)
  expect([...candidates.of(8)]).toEqual([9])
  expect([...candidates.of(9)]).toEqual([8])
})

test('nobody is compared with more than twenty, and who shares a rare key is among them', () => {
  const people = Array.from({ length: 40 }, (_, n) => ({
    name: 'Ann Lee',
    birthday: `${1950 + n}-01-05`,
  }))
  const candidates = crowdOf([
    ...people,
    { name: 'Ann Lee', phone: '09012345678' },
    { phone: '09012345678' },
  ])
  expect(Math.max(...Array.from({ length: 42 }, (_, at) => candidates.of(at).length))).toBe(20)
  expect([...candidates.of(41)]).toEqual([40])
  expect([...candidates.of(40)]).toContain(41)
})
