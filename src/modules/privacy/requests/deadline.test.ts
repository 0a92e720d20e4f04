import { expect, test } from 'vitest'
import { dueOn } from './deadline.ts'

test('national holidays are no working days in Japan, nor are days on which the company is closed', () => {
  const three = { deadlineDays: 3, workingDays: true, holidays: [] }
  // A Friday; a weekend, Labour Thanksgiving Day, then three working days.
  expect(dueOn('2026-11-20', three, 'Asia/Tokyo')).toBe('2026-11-26')
  expect(dueOn('2026-11-20', three, 'Europe/Berlin')).toBe('2026-11-25')
  expect(dueOn('2026-11-20', { ...three, holidays: ['2026-11-24'] }, 'Asia/Tokyo')).toBe(
    '2026-11-27',
  )
  expect(dueOn('2026-12-31', three, 'Asia/Tokyo')).toBe('2027-01-06')
  expect(dueOn('2026-11-20', { ...three, workingDays: false }, 'Asia/Tokyo')).toBe('2026-11-23')
})
