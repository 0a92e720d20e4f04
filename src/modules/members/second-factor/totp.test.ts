import { expect, test } from 'vitest'
import { readCode } from './read-code.ts'
import { codeAt, findStep, stepAt, toBase32 } from './totp.ts'

test('codes are those of RFC 6238 and RFC 4648', () => {
  // RFC 6238, appendix B, cut to six figures.
  const secret = Buffer.from('12345678901234567890')
  const at = (seconds: number) => codeAt(secret, stepAt(new Date(seconds * 1000)))
  expect([59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000].map(at)).toEqual([
    '287082',
    '081804',
    '050471',
    '005924',
    '279037',
    '353130',
  ])
  expect(
    ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => toBase32(Buffer.from(text))),
  ).toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI'])
  const now = new Date(1_700_000_000_000)
  const drifts = [-2, -1, 0, 1, 2].map((drift) =>
    findStep(secret, codeAt(secret, stepAt(now) + drift), now),
  )
  expect(drifts.map((step) => step && step - stepAt(now))).toEqual([undefined, -1, 0, 1, undefined])
})

test('a code is read however it was typed', () => {
  expect(
    ['123456', '１２３　４５６', ' 123 456 ', '123-456', '１２３ー４５６'].map((typed) =>
      readCode(typed),
    ),
  ).toEqual(Array(5).fill({ kind: 'totp', code: '123456' }))
  expect(readCode('ａｂｃｄ－efgh jklm‐NPQR')).toEqual({
    kind: 'recovery',
    code: 'ABCDEFGHJKLMNPQR',
  })
  expect(
    ['12345', '1234567', 'abc', '', '------', 'ABCD-EFGH-JKLM-NPQ1'].map((typed) =>
      readCode(typed),
    ),
  ).toEqual(Array(6).fill(undefined))
})
