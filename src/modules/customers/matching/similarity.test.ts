import { expect, test } from 'vitest'
import { editsBetween, jaroWinkler } from './similarity.ts'

test.each([
  ['martha', 'marhta', 0.9611],
  ['dixon', 'dicksonx', 0.8133],
  ['dwayne', 'duane', 0.84],
  ['山田太郎', '山田太朗', 0.8833],
  ['', 'a', 0],
])('%s and %s are alike by Jaro and Winkler’s own examples', (a, b, likeness) =>
  expect(jaroWinkler(a, b)).toBeCloseTo(likeness, 4),
)

test.each([
  ['19800105', '19800150', 1],
  ['19800105', '19801005', 1],
  ['19800105', '29800106', 2],
  ['abc', 'xyz', 3],
])('from %s to %s takes %i slips, or more than two', (a, b, edits) =>
  expect(editsBetween(a, b, 2)).toBe(edits),
)
