import { expect, test } from 'vitest'
import { readAddresses } from './addresses.ts'

test('addresses may stand apart by any usual sign, full-width ones too', () => {
  expect(readAddresses('a@x.jp、b@x.jp; c@x.jp,ｄ＠ｘ．ｊｐ').addresses).toEqual([
    'a@x.jp',
    'b@x.jp',
    'c@x.jp',
    'd@x.jp',
  ])
})

test('what is not an address is named', () => {
  expect(readAddresses('a@x.jp tanaka').wrong).toEqual(['tanaka'])
})
