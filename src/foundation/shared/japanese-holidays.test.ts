import { expect, test } from 'vitest'
import { japaneseHolidays } from './japanese-holidays.ts'

// As the Cabinet Office publishes them.
test.each([
  [
    2024,
    '01-01 01-08 02-11 02-12 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-22 09-23 10-14 11-03 11-04 11-23',
  ],
  [
    2025,
    '01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-23 11-24',
  ],
  [
    2026,
    '01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23',
  ],
])('the national holidays of Japan in %i are those that were published', (year, days) => {
  expect(japaneseHolidays(year).join(' ')).toBe(
    days
      .split(' ')
      .map((day) => `${year}-${day}`)
      .join(' '),
  )
})
