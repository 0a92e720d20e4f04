import { expect, test } from 'vitest'
import { draftOf, type Field, settingsOf } from './settings-draft.ts'

const form: Field[] = [
  { path: 'address', kind: 'email', required: true },
  { path: 'imap.port', kind: 'number', required: true, initial: 993 },
  { path: 'imap.password', kind: 'secret', required: true },
]

test('a new form starts from what is usual and gives nested settings without what is empty', () => {
  const draft = { ...draftOf(form), address: 'help@shop.example' }
  expect(settingsOf(form, draft)).toEqual({ address: 'help@shop.example', imap: { port: 993 } })
})

test('a stored secret goes back as it was shown', () => {
  const stored = { address: 'a@b.example', imap: { port: 143, password: '•••' } }
  expect(settingsOf(form, draftOf(form, stored))).toEqual(stored)
})
