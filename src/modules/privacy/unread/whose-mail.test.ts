import { expect, test } from 'vitest'
import { whoseMail } from './whose-mail.ts'

const theirs = (text: string, anyMention = false) =>
  whoseMail(Buffer.from(text), ['hanako@example.jp', 'h+n@example.com'], anyMention) === 'theirs'

test('a mail is whose it says it is from, however it is written down', () => {
  expect(theirs('From: "花子" <Hanako@Example.JP>\r\n\r\nbroken')).toBe(true)
  expect(theirs('Subject: x\nFrom:\n H+N@example.com\n\nbroken')).toBe(true)
  expect(theirs('To: hanako@example.jp\r\nFrom: shop@other.example\r\n\r\n')).toBe(false)
  expect(theirs('To: hanako@example.jp\r\nFrom: help@shop.example\r\n\r\n', true)).toBe(true)
  expect(theirs('From: somebody@example.jp\n\nhello')).toBe(false)
})

test('one that does not say whom it is from is theirs where it names them, and nobody else is taken for them', () => {
  expect(theirs('no header at all: hanako@example.jp.')).toBe(true)
  expect(theirs('From: <>\n\nfrom hanako=\r\n@example.jp')).toBe(true)
  const block = Buffer.from('My address is hanako@example.jp, please answer. '.repeat(3))
  expect(theirs(`X: y\r\n\r\n${block.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`)).toBe(
    true,
  )
  expect(theirs('broken: xhanako@example.jp')).toBe(false)
  expect(theirs('broken: hanako@example.jp.evil.example')).toBe(false)
})

test('one that names nobody may be anybody’s, and is said to be so', () => {
  const whose = (text: string, addresses = ['hanako@example.jp']) =>
    whoseMail(Buffer.from(text), addresses, false)
  expect(whose('-----BEGIN PGP MESSAGE-----\n\nhQEMA')).toBe('unclear')
  expect(whose('From: =?garbled\n\n\u0000\u0001', [])).toBe('unclear')
  expect(whose('From: shop@other.example\n\n-----BEGIN PGP MESSAGE-----')).toBe('anothers')
})
