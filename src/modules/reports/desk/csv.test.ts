import { expect, test } from 'vitest'
import { toCsv } from './csv.ts'

test('a CSV begins with a byte order mark, quotes what needs it, and runs no formula', () => {
  expect(
    toCsv(
      ['日付', 'a,b'],
      [
        ['x"y', 1.5],
        ['=1+1', null],
      ],
    ),
  ).toBe('\uFEFF日付,"a,b"\r\n"x""y",1.5\r\n\'=1+1,\r\n')
})
