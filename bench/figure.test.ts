import { expect, test } from 'vitest'
import { type Figure, toLines } from './figure.ts'
import { percentile, summarise } from './statistics.ts'

const figures: Figure[] = [
  { name: 'quick', unit: 'ms', target: 50, below: true },
  { name: 'small', unit: 'KB', target: 20 },
  { name: 'both', unit: '', target: null, worstOf: ['quick', 'small'] },
]
const measured = { quick: { value: 30, size: '8 callers' }, small: { value: 20, size: 'gzip' } }

test('a figure that reaches its target is ok, unless the target itself is too much', () => {
  const ok = (quick: number) =>
    toLines(figures, { ...measured, quick: { value: quick, size: '' } }, 1).map((line) => line.ok)
  expect(ok(49.9)).toEqual([true, true, true])
  expect(ok(50)).toEqual([false, true, false])
})

test('the part nearest to its limit speaks for a figure of several parts', () => {
  const [, , both] = toLines(figures, measured, 1)
  expect(both).toMatchObject({ name: 'both', value: 20, unit: 'KB', target: 20, ok: true })
})

test('every figure has its line when the benchmark failed', () => {
  const lines = toLines(figures, {}, 2.4, 'no server')
  expect(
    lines.map(({ name, value, ok, error, seconds }) => [name, value, ok, error, seconds]),
  ).toEqual([
    ['quick', null, false, 'no server', 2],
    ['small', null, false, 'no server', 2],
    ['both', null, false, 'no server', 2],
  ])
})

test('a rate is held to its target and to its share of the baseline', () => {
  const rate: Figure = { name: 'rate', unit: '/s', target: 5000, atLeast: true, ratioAtLeast: 0.25 }
  const line = (value: number, baseline: number) =>
    toLines([rate], { rate: { value, baseline, size: '' } }, 1)[0]!
  expect(line(5000, 20_000)).toMatchObject({ ok: true, ratio: 0.25 })
  expect(line(4999, 10_000).ok).toBe(false)
  expect(line(6000, 30_000).ok).toBe(false)
})

test('repeats become their median with the least and the most', () => {
  expect(summarise([5, 1, 9])).toEqual({ value: 5, min: 1, max: 9 })
  expect(
    percentile(
      Array.from({ length: 200 }, (_, n) => n + 1),
      0.95,
    ),
  ).toBe(190)
})
