import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Caller } from '../../../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { openSite, waitForCustomer, waitUntilFollowed } from '../../tracking/testing.ts'
import * as contract from '../contract.ts'
import { newsletter } from '../testing.ts'

let server: TestServer
let admin: Caller
beforeAll(async () => {
  server = await startTestServer()
  admin = server.admin
})
afterAll(() => server?.stop())

test('what a device carries is chosen where it changed on that very device, also when it is told late', async () => {
  const site = await openSite(server, 'carried')
  const { id: purposeId, key } = await admin.call(contract.createPurpose, newsletter())
  const email = 'carrier@customer.example'
  await site.send('/v1/identify', { userId: 'carrier', traits: { email }, messageId: 'carrier' })
  const { id } = await waitForCustomer(admin, email)
  let sent = 0
  const timeOf = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
  /** RudderStack, without its event of consent. */
  const carry = async (anonymousId: string, minutes: number, yes: boolean, more: object = {}) => {
    const [allowedConsentIds, deniedConsentIds] = yes ? [[key], []] : [[], [key]]
    const context = {
      consentManagement: { provider: 'iubenda', allowedConsentIds, deniedConsentIds },
    }
    const event = {
      type: 'page',
      messageId: `carry-${++sent}`,
      timestamp: timeOf(minutes),
      context,
    }
    await site.send('/v1/batch', { batch: [{ ...event, anonymousId, ...more }] })
    await waitUntilFollowed(server)
  }
  const known = { userId: 'carrier' }
  const lines = async () =>
    (await admin.call(contract.listConsents, { id })).data
      .filter((line) => line.purposeId === purposeId)
      .map((line) => line.state)
  await carry('pc', 50, false, known)
  await carry('pc', 40, true, known)
  expect(await lines()).toEqual(['given', 'refused'])
  // The telephone carries its own yes, and goes on: what is said on the PC since stands.
  await carry('phone', 39, true, known)
  await carry('pc', 30, false, known)
  await carry('phone', 20, true, known)
  expect(await lines()).toEqual(['withdrawn', 'given', 'refused'])
  // Told late, it counts at its time, and the device said otherwise since.
  await carry('pc', 22, false, known)
  await carry('pc', 25, true, known)
  expect(await lines()).toEqual(['withdrawn', 'given', 'withdrawn', 'given', 'refused'])

  // Where a library sends choices by themselves, what a page that stayed open carries is none.
  const chooses = { ...known, type: 'track', event: 'Consent Management Interaction' }
  await carry('phone', 6, false, known)
  await carry('phone', 5, false, chooses)
  await carry('phone', 3, true, known)
  expect(await lines()).toHaveLength(5)

  const kept = () =>
    server.services.db
      .selectFrom('device_consent')
      .select(['allowed', 'chosen'])
      .where('anonymous_id', '=', 'nobodys')
      .execute()
  await carry('nobodys', 50, false)
  await carry('nobodys', 30, false)
  await carry('nobodys', 40, true)
  expect((await kept()).map(({ allowed }) => allowed)).toEqual([false])
  await carry('nobodys', 10, true)
  expect(await kept()).toEqual([{ allowed: true, chosen: true }])
}, 60_000)
