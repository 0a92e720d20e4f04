import { expect, test } from 'vitest'
import { chooseRarest, findCandidates } from './candidates.ts'
import { createCrowd } from './crowd.ts'
import { keysOf } from './keys.ts'
import { fieldsWith, toRecord } from './record.ts'

type People = readonly Record<string, string>[]
const recordsOf = (people: People) =>
  people.map((one, at) =>
    toRecord(String(at).padStart(3, '0'), new Map(Object.entries(one)), fieldsWith([])),
  )
const crowdOf = (people: People) => {
  const crowd = createCrowd(false)
  for (const record of recordsOf(people)) crowd.add(record)
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

test('who changed is compared with those whom a search of everybody would choose, and no more than twenty', () => {
  const people = Array.from({ length: 120 }, (_, n) => ({
    name: ['Ann Lee', 'Bo Ek', 'Cy Ash'][n % 3]!,
    birthday: `${1950 + (n % 40)}-01-05`,
    postcode: `${100 + (n % 7)}`,
    phone: `090${String(n % 50).padStart(8, '1')}`,
  }))
  const whole = crowdOf(people)
  const holders = new Map<number, string[]>()
  for (const record of recordsOf(people))
    for (const key of keysOf(record, false))
      holders.set(key, [...(holders.get(key) ?? []), record.id])
  const groups = [...holders]
    .map(([key, ids]) => ({ key, ids }))
    .filter(({ ids }) => ids.length > 1 && ids.length <= 50)
  const all = new Set(recordsOf(people).map(({ id }) => id))
  const chosen = chooseRarest(groups, all)
  const wanted = people.flatMap((_, at) =>
    [...whole.of(at)].filter((other) => other > at).map((other) => `${at} ${other}`),
  )
  expect(chosen.map(([a, b]) => `${Number(a)} ${Number(b)}`).sort()).toEqual(wanted.sort())
  expect(Math.max(...people.keys().map((at) => whole.of(at).length))).toBe(20)
  const one = chooseRarest(groups, new Set(['000']))
  expect(one).toHaveLength(20)
})
