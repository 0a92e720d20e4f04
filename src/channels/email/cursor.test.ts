import { expect, test } from 'vitest'
import { startCursor } from './cursor.ts'

test('goes on, starts over or begins anew, as the numbers of the mailbox mean', () => {
  const place = { user: 'help', host: 'mail.example' }
  const full = { uidValidity: 7n, uidNext: 501, exists: 201, ...place }
  const now = new Date('2026-11-21T00:00:00Z')
  const since = now.toISOString()
  const here = { uidValidity: '7', ...place }
  const whole = { uid: 0, from: 0 }
  const anew = { keySpace: expect.any(String) }
  const start = (saved: unknown, mailbox: Partial<typeof full> = {}) =>
    startCursor(saved, { ...full, ...mailbox }, now)
  expect(start(undefined)).toEqual({ ...here, uid: 500, from: 500, since })
  expect(start('garbage', { exists: 200 })).toEqual({ ...here, ...whole })
  expect(start({ uidValidity: '7', uid: 9 })).toEqual({ ...here, uid: 9, from: 0 })
  const older = { uidValidity: '6', uid: 9 }
  expect(start(older)).toEqual({ ...here, ...whole })
  expect(start({ ...older, since })).toEqual({ ...here, ...whole, since, upTo: 500 })
  // Set back from a backup, and moved to another host, with the same UIDVALIDITY.
  expect(start({ ...here, uid: 900 })).toEqual({ ...here, ...whole, ...anew })
  expect(start({ ...here, host: 'old.example', uid: 9 })).toEqual({ ...here, ...whole, ...anew })
  // Somebody else's mailbox, which happens to have it, too.
  const other = { ...here, user: 'sales', uid: 9 }
  expect(start(other)).toEqual({ ...here, uid: 500, from: 500, since, ...anew })
  expect(start(other, { exists: 200 })).toEqual({ ...here, ...whole, ...anew })
})
