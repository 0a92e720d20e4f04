import { expect, test } from 'vitest'
import { dueOn, dueOnOf } from './deadline.ts'

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

test('a right that only the GDPR gives is answered within its month, whatever time is allowed otherwise', () => {
  const long = { deadlineDays: 60, workingDays: false, holidays: [] }
  expect(dueOnOf('portability', '2027-01-31', long, 'Europe/Oslo')).toBe('2027-02-28')
  expect(dueOnOf('objection', '2026-11-20', { ...long, deadlineDays: 5 }, 'Europe/Oslo')).toBe(
    '2026-11-25',
  )
  expect(dueOnOf('disclosure', '2027-01-31', long, 'Asia/Tokyo')).toBe('2027-04-01')
})
