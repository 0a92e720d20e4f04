import { expect, test } from 'vitest'
import { spread, ticksTo } from './ticks.ts'

test('an axis starts at zero and ends at or above the largest value, in round steps', () => {
  expect(ticksTo(0, 'count')).toEqual([0, 1])
  expect(ticksTo(7, 'count')).toEqual([0, 2, 4, 6, 8])
  expect(ticksTo(130, 'count')).toEqual([0, 50, 100, 150])
  expect(ticksTo(200, 'seconds')).toEqual([0, 60, 120, 180, 240])
  expect(ticksTo(600_000, 'seconds').at(-1)).toBeGreaterThanOrEqual(600_000)
})

test('labels that would overlap are moved apart within the chart', () => {
  expect(spread([10, 12, 100], 16, 0, 100)).toEqual([10, 26, 100])
  expect(spread([98, 99], 16, 0, 100)).toEqual([84, 100])
})
