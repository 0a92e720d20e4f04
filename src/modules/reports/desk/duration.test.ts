import { expect, test } from 'vitest'
import { duration } from './duration.ts'

test('a duration names its two largest units in both languages', () => {
  expect(duration('en', 4830)).toBe('1 hr 20 min')
  expect(duration('ja', 4830)).toBe('1時間20分')
  expect(duration('en', 599)).toBe('9 min 59 sec')
  expect(duration('en', 2652)).toBe('44 min')
  expect(duration('en', 59.4)).toBe('59 sec')
  expect(duration('ja', 0)).toBe('0秒')
  expect(duration('ja', 86_400 * 3)).toBe('3日')
})
