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

test('what is chosen on a device of nobody known stands, with its time and place, in the ledger of who names themselves there first', async () => {
  const site = await openSite(server, 'nobody-yet')
  const { id: purposeId, key } = await admin.call(contract.createPurpose, newsletter())
  const device = 'tablet-of-nobody'
  const day = 86_400_000
  const ago = (days: number) => new Date(Date.now() - days * day).toISOString()
  const send = async (event: object) => {
    const context = { page: { url: 'https://shop.example/banner' } }
    await site.send('/v1/batch', { batch: [{ anonymousId: device, context, ...event }] })
    await waitUntilFollowed(server)
  }
  const chooses = { type: 'track', event: 'Segment Consent Preference Updated' }
  const say = (messageId: string, timestamp: string, yes: boolean, more: object = chooses) =>
    send({
      ...more,
      messageId,
      timestamp,
      context: {
        page: { url: 'https://shop.example/banner' },
        consent: { categoryPreferences: { [key]: yes } },
      },
    })
  // The latest choice wins, however late an earlier one comes in; what pages carry along is no other.
  await say('nobody-2', ago(3), true)
  await say('nobody-1', ago(4), false)
  await say('nobody-3', ago(2), true, { type: 'page' })
  const { data: seen } = await admin.call(contract.listConsentCategories, {})
  expect(seen.map(({ category }) => category)).toContain(key)
  const kept = () =>
    server.services.db
      .selectFrom('device_consent')
      .select(['allowed', 'at'])
      .where('anonymous_id', '=', device)
      .execute()
  expect((await kept()).map(({ at }) => at.toISOString())).toEqual([
    (await eventAt(site, 'nobody-2')).toISOString(),
  ])

  // Whoever signs in first: it was theirs. Also what they carry along then makes it no later.
  const signIn = async (userId: string, messageId: string, more: object = {}) => {
    const email = `${userId}@customer.example`
    await send({ type: 'identify', userId, traits: { email }, messageId, ...more })
    return (await waitForCustomer(admin, email)).id
  }
  const carried = { context: { consent: { categoryPreferences: { [key]: true } } } }
  const first = await signIn('first-holder', 'nobody-4', carried)
  const [choice] = (await site.events()).filter((one) => one.message_id === 'nobody-2')
  const linesOf = async (id: string) => (await admin.call(contract.listConsents, { id })).data
  await waitFor('their ledger', async () => (await linesOf(first)).length > 0)
  expect(await linesOf(first)).toMatchObject([
    {
      purposeId,
      state: 'given',
      channel: 'web',
      source: 'tracked',
      at: choice!.at.toISOString(),
      evidence: {
        eventId: choice!.id,
        category: key,
        pageUrl: 'https://shop.example/banner',
      },
    },
  ])
  expect(await kept()).toEqual([])
  // By itself, where what names them says nothing of consent.
  await say('phone-1', ago(1), false, { ...chooses, anonymousId: 'phone-of-nobody' })
  const quiet = await signIn('quiet-holder', 'phone-2', { anonymousId: 'phone-of-nobody' })
  await waitFor('their ledger', async () => (await linesOf(quiet)).length > 0)
  expect((await linesOf(quiet)).map(({ state }) => state)).toEqual(['refused'])
  // Nobody who has the device after them has agreed to anything, nor is it kept for them.
  await say('nobody-5', ago(1), false)
  const second = await signIn('second-holder', 'nobody-6')
  await waitUntilFollowed(server)
  expect(await linesOf(second)).toEqual([])
  expect((await linesOf(first)).map(({ state }) => state)).toEqual(['withdrawn', 'given'])
}, 60_000)

test('what somebody chose while they were wrongly merged is theirs again once that is taken back', async () => {
  const site = await openSite(server, 'merged')
  await admin.call(contract.createPurpose, { ...newsletter(), key: 'wrongly' })
  for (const userId of ['he', 'she'])
    await site.send('/v1/i', {
      userId,
      messageId: userId,
      traits: { email: `${userId}@wrong.example` },
    })
  const [he, she] = [await waitForCustomer(admin, 'he'), await waitForCustomer(admin, 'she')]
  const { actId } = await admin.call(customers.mergeCustomers, { id: he.id, otherId: she.id })
  await site.send('/v1/t', {
    ...{ userId: 'she', messageId: 'she-chose', event: 'Segment Consent Preference Updated' },
    context: { consent: { categoryPreferences: { wrongly: true } } },
  })
  await waitUntilFollowed(server)
  expect(await standing(he.id)).toEqual(['given'])
  await admin.call(customers.undoIdentityAct, { actId })
  expect([await standing(he.id), await standing(she.id)]).toEqual([[], ['given']])
})

const eventAt = async (site: Awaited<ReturnType<typeof openSite>>, messageId: string) =>
  (await site.events()).find((one) => one.message_id === messageId)!.at
