import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeSmtp, startFakeSmtp } from '../../channels/email/fakes/smtp-server.ts'
import type { Caller } from '../../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as connections from '../connections/contract.ts'
import { mailboxSettings, readMail } from '../conversations/testing.ts'
import * as customers from '../customers/contract.ts'
import { openSite, waitForCustomer, waitUntilFollowed } from '../tracking/testing.ts'
import * as contract from './contract.ts'
import { newsletter } from './testing.ts'

let server: TestServer
let admin: Caller
let smtp: FakeSmtp

beforeAll(async () => {
  smtp = await startFakeSmtp()
  server = await startTestServer()
  admin = server.admin
  await admin.call(connections.createConnection, {
    channel: 'email',
    settings: mailboxSettings({ host: '127.0.0.1', port: 1 }, smtp, 'secret'),
  })
})
afterAll(async () => {
  await server?.stop()
  await smtp?.stop()
})

const textTo = async (address: string) => {
  const mail = await waitFor(`mail to ${address}`, async () =>
    smtp.mails.findLast(({ to }) => to.includes(address)),
  )
  return (await readMail(mail.raw)).text
}
const open = (link: string, init?: RequestInit) => fetch(link, init)
const standing = async (id: string) =>
  (await admin.call(contract.listConsents, { id })).current.map((one) => one.state)

test('what somebody chooses on a site is in the ledger once, at its time, and undoes nothing said elsewhere', async () => {
  const site = await openSite(server, 'consent')
  const email = 'choosy@customer.example'
  const make = (key: string) => admin.call(contract.createPurpose, { ...newsletter(), key })
  const [web, mail] = [await make('advertising'), await make('letters')]
  await admin.call(contract.putConsentCategory, {
    category: 'C0004',
    purposeId: mail.id,
    channel: 'email',
  })
  let sent = 0
  const send = async (event: object, categoryPreferences: Record<string, boolean>) => {
    const context = { consent: { categoryPreferences } }
    const more = { userId: 'choosy', messageId: `choice-${++sent}`, context }
    await site.send('/v1/batch', { batch: [{ ...more, ...event }] })
    await waitUntilFollowed(server)
  }
  const chooses = { type: 'track', event: 'Segment Consent Preference Updated' }
  await site.send('/v1/identify', { userId: 'choosy', traits: { email }, messageId: 'choosy' })
  const { id } = await waitForCustomer(admin, email)
  const words = async (purposeId: string) =>
    (await admin.call(contract.listConsents, { id })).data
      .filter((line) => line.purposeId === purposeId)
      .map((line) => line.state)

  const timestamp = new Date(Date.now() - 3_600_000).toISOString()
  await send({ ...chooses, timestamp }, { Advertising: true, C0004: false, Unheard: true })
  const { data } = await admin.call(contract.listConsents, { id })
  const [event] = (await site.events()).filter((one) => one.message_id === 'choice-1')
  expect(data.find((line) => line.purposeId === web.id)).toMatchObject({
    channel: 'web',
    state: 'given',
    source: 'tracked',
    at: timestamp,
    wording: null,
    evidence: { eventId: event!.id, category: 'Advertising' },
  })
  expect(data.find((line) => line.purposeId === mail.id)).toMatchObject({
    channel: 'email',
    state: 'refused',
  })
  const { data: seen } = await admin.call(contract.listConsentCategories, {})
  expect(seen).toMatchObject([
    { category: 'Advertising', purposeId: web.id, chosen: false },
    { category: 'C0004', purposeId: mail.id, chosen: true },
    { category: 'Unheard', purposeId: null },
  ])

  // Told again, or carried along: nothing new. What was said elsewhere since stands.
  await send({ ...chooses, messageId: 'choice-1' }, { Advertising: true })
  await send({ type: 'page' }, { Advertising: true, C0004: false })
  expect(await words(web.id)).toEqual(['given'])
  const staff = { id, purposeId: web.id, channel: 'web', state: 'withdrawn' as const }
  await admin.call(contract.recordConsent, staff)
  await send({ type: 'page' }, { Advertising: true })
  await send(chooses, { Advertising: true })
  expect(await words(web.id)).toEqual(['withdrawn', 'given'])
  await send({ type: 'page' }, { Advertising: false })
  await send(chooses, { Advertising: true })
  expect(await words(web.id)).toEqual(['given', 'refused', 'withdrawn', 'given'])

  // By mail the owner of the address has the last word, whatever the purpose says; a no counts at once.
  await send(chooses, { C0004: true })
  expect(await words(mail.id)).toEqual(['pending', 'refused'])
  const link = /http\S+confirm\?t=[\w.-]+/.exec(await textTo(email))![0]
  await open(link, { method: 'POST' })
  await send(chooses, { C0004: false })
  expect(await words(mail.id)).toEqual(['withdrawn', 'given', 'pending', 'refused'])
}, 60_000)

test('who signs up on a site counts once they confirm, and nobody learns whether an address is known', async () => {
  const { id: purposeId, key } = await admin.call(contract.createPurpose, newsletter())
  const { signUpUrl } = await admin.call(contract.listPurposes, {})
  const post = (fields: Record<string, string>) =>
    open(signUpUrl, {
      method: 'POST',
      body: new URLSearchParams({ purpose: key, wording: '1', lang: 'ja', ...fields }),
      headers: {
        referer: 'https://shop.example/signup?who=secret',
        origin: 'https://shop.example',
      },
    })
  const known = 'known@customer.example'
  const site = await openSite(server)
  await site.send('/v1/identify', { userId: 'known', traits: { email: known }, messageId: 'known' })
  await waitForCustomer(admin, known)
  const fresh = 'Atarashii@customer.example'
  const find = async (identifier: string) =>
    (await admin.call(customers.listCustomers, { identifier })).data
  const answers = await Promise.all([known, fresh].map((email) => post({ email })))
  const pages = await Promise.all(answers.map((answer) => answer.text()))
  expect(answers.map((answer) => answer.status)).toEqual([200, 200])
  expect(pages[0]).toBe(pages[1])
  expect(pages[0]).toContain('メールをご確認ください')
  const mailed = await textTo(fresh)
  expect(mailed).toContain('メールマガジン')
  expect(await find(fresh)).toEqual([])

  // Other words are another version: what counts is what they saw.
  const { key: _, ...fields } = newsletter()
  await admin.call(contract.updatePurpose, {
    ...fields,
    id: purposeId,
    wordingEn: 'Send me more.',
    wordingJa: 'もっと受け取ります。',
  })
  const link = /http\S+subscribe\/confirm\?t=\S+/.exec(mailed)![0]
  const page = await (await open(link)).text()
  expect(page).toContain('メールマガジンの配信を希望します。')
  expect(page).not.toContain('もっと')
  expect(await find(fresh)).toEqual([])
  await open(link, { method: 'POST' })
  await open(link, { method: 'POST' })
  const [customer] = await find(fresh)
  const { data } = await admin.call(contract.listConsents, { id: customer!.id })
  expect(data).toMatchObject([
    { state: 'given', source: 'confirmation', wording: { version: 1 }, channel: 'email' },
    {
      state: 'pending',
      source: 'web-form',
      evidence: { pageUrl: 'https://shop.example/signup', network: '127.0.0.0/24' },
    },
  ])
  // Who says no afterwards is not signed up again by the same link.
  const said = { id: customer!.id, purposeId, channel: 'email', state: 'withdrawn' as const }
  await admin.call(contract.recordConsent, said)
  expect(await (await open(link, { method: 'POST' })).text()).toContain('回答済み')
  expect(await standing(customer!.id)).toEqual(['withdrawn'])

  // By a script, from any site; what is no address, no group or no link of ours is said so.
  const ask = (fields: object) =>
    open(signUpUrl, {
      method: 'POST',
      body: JSON.stringify({ purpose: key, ...fields }),
      headers: { 'content-type': 'application/json', origin: 'https://shop.example' },
    })
  const asked = await ask({ email: known })
  expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([202, '*'])
  expect((await ask({ email: 'nobody' })).status).toBe(400)
  expect((await ask({ email: known, purpose: 'other' })).status).toBe(404)
  expect((await post({ email: 'nobody' })).status).toBe(400)
  expect((await open(link.replace(/.$/, '_'))).status).toBe(404)
  // At most three mails go to an address in a day, and that is not said; a network that asks on and on is stopped.
  const mails = () => smtp.mails.filter(({ to }) => to.includes(known)).length
  await waitFor('the second mail', async () => mails() === 2)
  for (let n = 0; n < 3; n += 1) expect((await ask({ email: known })).status).toBe(202)
  await waitFor('the third mail', async () => mails() === 3)
  const statuses = await Promise.all(Array.from({ length: 20 }, () => ask({ email: known })))
  expect(statuses.map(({ status }) => status)).toContain(429)
  expect(mails()).toBe(3)
}, 60_000)
