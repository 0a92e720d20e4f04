import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { drawQr } from './qr.ts'

test('a short text is drawn as ISO/IEC 18004 says', () => {
  const rows = drawQr('Engawa 縁側')!.map((row) => row.map((dark) => (dark ? '#' : '.')).join(''))
  expect(rows).toEqual([
    '#######.###.#.#######',
    '#.....#.#...#.#.....#',
    '#.###.#..###..#.###.#',
    '#.###.#.#.##..#.###.#',
    '#.###.#...##..#.###.#',
    '#.....#..####.#.....#',
    '#######.#.#.#.#######',
    '........##.##........',
    '#.##.###...##.#..#.##',
    '###.#....##.##.###..#',
    '#.##.####.##.#.######',
    '##.##..#.##..##.##...',
    '.####.#....#####...#.',
    '........##..#...#...#',
    '#######.###.##..###..',
    '#.....#.#.###.#..###.',
    '#.###.#..###..#..###.',
    '#.###.#.#....#.....#.',
    '#.###.#.###..#...##..',
    '#.....#......#.##...#',
    '#######.##.#.######..',
  ])
})

test('every version is the one whose drawing a reader of another make read back', () => {
  const most = [
    14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
  ]
  const drawn = most.map((length) => drawQr('x'.repeat(length))!)
  expect(drawn.map((rows) => (rows.length - 17) / 4)).toEqual(most.map((_, index) => index + 1))
  expect(createHash('sha256').update(JSON.stringify(drawn)).digest('hex')).toBe(
    '212e57b2811a5c99da397adec6be808227fd3ac8d9af399e72974608e1361357',
  )
  expect(drawQr('x'.repeat(667))).toBeUndefined()
})
