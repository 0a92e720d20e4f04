import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeSmtp, startFakeSmtp } from '../../channels/email/fakes/smtp-server.ts'
import { inTransaction, systemContext } from '../../foundation/server/context.ts'
import type { Caller } from '../../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as connections from '../connections/contract.ts'
import { storeReceipt } from '../connections/index.ts'
import * as conversations from '../conversations/contract.ts'
import {
  mailboxSettings,
  readMail,
  waitForState,
  waitForText,
  writeMail,
} from '../conversations/testing.ts'
import * as customers from '../customers/contract.ts'
import { resolveSender } from '../customers/index.ts'
import * as contract from './contract.ts'
import { allowMarketing, newsletter, sender } from './testing.ts'

let server: TestServer
let admin: Caller
let smtp: FakeSmtp
let connectionId: string
let people = 0

beforeAll(async () => {
  smtp = await startFakeSmtp()
  server = await startTestServer()
  admin = server.admin
  const connection = await admin.call(connections.createConnection, {
    channel: 'email',
    settings: mailboxSettings({ host: '127.0.0.1', port: 1 }, smtp, 'secret'),
  })
  connectionId = connection.id
})
afterAll(async () => {
  await server?.stop()
  await smtp?.stop()
})

const system = () => systemContext(server.services, server.workspaceId, 'test')
const begin = async () => {
  const from = `reader-${++people}@customer.example`
  await storeReceipt(system(), connectionId, writeMail({ from, text: from }), `test:${people}`)
  return { from, ...(await waitForText(admin, from, from)) }
}
const mailTo = (address: string) =>
  waitFor(`mail to ${address}`, async () => smtp.mails.findLast(({ to }) => to.includes(address)))
/** Headers unfolded, and the text. */
const rawOf = async (address: string) =>
  (await mailTo(address)).raw.toString().replace(/\r\n[ \t]+/g, ' ')
const textTo = async (address: string) => (await readMail((await mailTo(address)).raw)).text
const open = (link: string, init?: RequestInit) => fetch(link, init)
const standing = async (id: string) =>
  (await admin.call(contract.listConsents, { id })).current.map((one) => one.state)
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

test('marketing goes out only to who agreed, says who sends it, and one click stops it for good', async () => {
  const { id, customer, from } = await begin()
  const { id: other } = await admin.call(contract.createPurpose, newsletter())
  const advertise = (purposeId?: string, more = {}) =>
    admin.call(conversations.reply, { id, text: 'SALE', marketing: true, purposeId, ...more })
  await expect(advertise()).rejects.toMatchObject({ code: 'marketing.purpose_needed' })
  await expect(advertise(other)).rejects.toMatchObject({ code: 'marketing.sender_incomplete' })
  await admin.call(contract.putSender, sender)
  await expect(advertise(other)).rejects.toMatchObject({ code: 'marketing.no_consent' })
  const purposeId = await allowMarketing(admin, customer.id, 'email')
  await expect(advertise(purposeId, { cc: ['b@customer.example'] })).rejects.toMatchObject({
    code: 'marketing.no_copies',
  })
  await waitForState(admin, (await advertise(purposeId)).id, 'sent')
  const raw = await rawOf(from)
  const link = /^List-Unsubscribe: ?<(http[^>]+)>/m.exec(raw)![1]!
  expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
  const text = await textTo(from)
  for (const said of [sender.nameJa, sender.addressJa, sender.contact, link])
    expect(text).toContain(said)

  // A scanner opens it: nothing happens.
  const page = await open(link, { headers: { 'accept-language': 'ja' } })
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('配信を停止')])
  expect(await standing(customer.id)).toEqual(['given'])
  const guessed = link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
  expect((await open(guessed, { method: 'POST' })).status).toBe(404)
  expect(await standing(customer.id)).toEqual(['given'])

  // Written before, sent after: the last word counts.
  await server.services.db.updateTable('workspace').set({ undo_seconds: 60 }).execute()
  const late = await advertise(purposeId)
  const click = () =>
    open(link, {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  expect((await click()).status).toBe(200)
  expect((await click()).status).toBe(200)
  await server.services.db.updateTable('workspace').set({ undo_seconds: 0 }).execute()
  await server.services.pool.query(
    'select graphile_worker.reschedule_jobs(array_agg(id), run_at := now()) from graphile_worker.jobs where key = $1',
    [`send:${late.id}`],
  )
  expect((await waitForState(admin, late.id, 'failed')).problem?.code).toBe('marketing.no_consent')
  await expect(advertise(purposeId)).rejects.toMatchObject({ code: 'marketing.no_consent' })
  const { data } = await admin.call(contract.listConsents, { id: customer.id })
  expect(data.map((one) => [one.state, one.source])).toEqual([
    ['withdrawn', 'unsubscribe'],
    ['given', 'member'],
  ])
  expect(data[0]).toMatchObject({ address: from, wording: { version: 1 } })
  expect(data[0]!.evidence).toMatchObject({ note: 'One-Click', network: '127.0.0.0/24' })

  // They choose by themselves, without a script, and nobody's answers stop.
  const form = new URLSearchParams({ act: 'save', on: purposeId })
  const saved = await open(link, { method: 'POST', body: form })
  expect(await saved.text()).toContain('保存しました')
  expect(await standing(customer.id)).toEqual(['given'])
  await waitForState(
    admin,
    (await admin.call(conversations.reply, { id, text: 'your answer' })).id,
    'sent',
  )
  const all = await open(link, { method: 'POST', body: new URLSearchParams({ act: 'all' }) })
  expect(await all.text()).toContain('お知らせをすべて停止しました')
  expect(await standing(customer.id)).toEqual(expect.not.arrayContaining(['given']))
}, 60_000)

test('with double opt-in a yes counts once the owner of the address confirms it, and only once', async () => {
  const { customer, from } = await begin()
  const { id: purposeId } = await admin.call(contract.createPurpose, newsletter(true))
  const said = { id: customer.id, purposeId, channel: 'email', state: 'given' as const }
  expect((await admin.call(contract.recordConsent, said)).state).toBe('pending')
  expect(await standing(customer.id)).toEqual(['pending'])
  const link = /http\S+confirm\?t=[\w.-]+/.exec(await textTo(from))![0]
  const asked = await (await open(link)).text()
  expect(asked).toContain('メールマガジンの配信を希望します。')
  expect(await standing(customer.id)).toEqual(['pending'])
  await open(link, { method: 'POST' })
  await open(link, { method: 'POST' })
  const { data, current } = await admin.call(contract.listConsents, { id: customer.id })
  expect(current.map((one) => one.state)).toEqual(['given'])
  expect(data.map((one) => one.source)).toEqual(['confirmation', 'member'])
  const { data: told } = await admin.call(customers.listTimeline, {
    id: customer.id,
    kinds: 'consent',
  })
  expect(told.map((one) => one.kind)).toEqual(['consent.given', 'consent.pending'])
  expect(asked).toMatch(/<a lang="(ja|en)" href="\/consent\/confirm\?t=[\w.-]+&amp;lang=\1">/)
  // Who says no afterwards is not signed up again by the same link.
  await admin.call(contract.recordConsent, { ...said, state: 'withdrawn' })
  await open(link, { method: 'POST' })
  expect(await standing(customer.id)).toEqual(['withdrawn'])
  // Agreed on paper weeks ago, before there were these words, and written down now: they have time to confirm from now on.
  const late = await begin()
  const paper = { ...said, id: late.customer.id, at: inDays(-30) }
  const line = await admin.call(contract.recordConsent, paper)
  expect(line).toMatchObject({ state: 'pending', wording: null, evidence: { saidAt: paper.at } })
  await open(/http\S+confirm\?t=[\w.-]+/.exec(await textTo(late.from))![0], { method: 'POST' })
  expect(await standing(late.customer.id)).toEqual(['given'])
}, 60_000)

test('who stops by the link of a mail has stopped, whatever somebody merged with them or a wrong clock said', async () => {
  const [{ customer, ...yes }, no] = [await begin(), await begin()]
  const purposeId = await allowMarketing(admin, customer.id, 'email')
  const mail = { id: yes.id, text: 'SALE', marketing: true, purposeId }
  await waitForState(admin, (await admin.call(conversations.reply, mail)).id, 'sent')
  const link = /^List-Unsubscribe: ?<(http[^>]+)>/m.exec(await rawOf(yes.from))![1]!
  const stop = () => open(link, { method: 'POST', body: new URLSearchParams({ act: 'stop' }) })
  const said = { purposeId, channel: 'email' } as const
  await admin.call(contract.recordConsent, { ...said, id: no.customer.id, state: 'withdrawn' })
  const pair = { id: customer.id, otherId: no.customer.id }
  const { actId } = await admin.call(customers.mergeCustomers, pair)
  await stop()
  await admin.call(customers.undoIdentityAct, { actId })
  expect(await standing(customer.id)).toEqual(['withdrawn'])
  const given = { ...said, id: customer.id, state: 'given', at: inDays(400) } as const
  await admin.call(contract.recordConsent, given)
  await stop()
  expect(await standing(customer.id)).toEqual(['withdrawn'])
  // However many purposes there were before it.
  await admin.call(contract.recordConsent, { ...said, id: customer.id, state: 'given' })
  await server.services.pool.query(
    `insert into consent_purpose (workspace_id, id, key, name_en, name_ja, marketing, subscribable,
        double_opt_in, created_at, removed_at)
      select workspace_id, gen_random_uuid(), 'gone-' || n, 'Gone', '旧', true, true, false, '2020-01-01', now()
      from consent_purpose, generate_series(1, 201) n where id = $1`,
    [purposeId],
  )
  await stop()
  await server.services.pool.query(`delete from consent_purpose where key like 'gone-%'`)
  expect(await standing(customer.id)).toEqual(['withdrawn'])
}, 60_000)

test('of two records that turn out to be one person the stricter word stands, until they speak again', async () => {
  const make = async (value: string) =>
    inTransaction(
      system(),
      async (ctx) =>
        (await resolveSender(ctx, { type: 'email', value }, 'mail-received'))!.customerId,
    )
  const [yes, no] = [await make('yes@customer.example'), await make('no@customer.example')]
  const { id: purposeId } = await admin.call(contract.createPurpose, newsletter())
  const say = (id: string, state: 'given' | 'refused') =>
    admin.call(contract.recordConsent, { id, purposeId, channel: 'email', state })
  await say(no, 'refused')
  await say(yes, 'given')
  const { moves } = await admin.call(customers.previewMerge, { id: yes, otherId: no })
  expect(moves).toMatchObject({ consents: 1 })
  const { actId } = await admin.call(customers.mergeCustomers, { id: yes, otherId: no })
  expect(await standing(yes)).toEqual(['refused'])
  await admin.call(customers.undoIdentityAct, { actId })
  expect([await standing(yes), await standing(no)]).toEqual([['given'], ['refused']])
  await admin.call(customers.mergeCustomers, { id: yes, otherId: no })
  await say(yes, 'given')
  expect(await standing(yes)).toEqual(['given'])
})

test('what is said of one address counts for no other, and goes where the address goes', async () => {
  const [one, other] = [await begin(), await begin()]
  const { id: purposeId } = await admin.call(contract.createPurpose, newsletter())
  await admin.call(contract.putSender, sender)
  const pair = { id: one.customer.id, otherId: other.customer.id }
  const { actId, customer } = await admin.call(customers.mergeCustomers, pair)
  const say = (address: string, state: 'given' | 'withdrawn') => {
    const identifierId = customer.identifiers.find(({ value }) => value === address)!.id
    const said = { purposeId, channel: 'email', state, identifierId } as const
    return admin.call(contract.recordConsent, { id: customer.id, ...said })
  }
  const advertise = ({ id }: { id: string }) =>
    admin.call(conversations.reply, { id, text: 'SALE', marketing: true, purposeId })
  await say(one.from, 'given')
  await advertise(one)
  await expect(advertise(other)).rejects.toMatchObject({ code: 'marketing.no_consent' })
  await say(other.from, 'given')
  await advertise(other)
  // The last word is no, of whichever address: then to none.
  await say(one.from, 'withdrawn')
  await expect(advertise(other)).rejects.toMatchObject({ code: 'marketing.no_consent' })
  await say(other.from, 'given')
  await expect(advertise(one)).rejects.toMatchObject({ code: 'marketing.no_consent' })
  await admin.call(customers.undoIdentityAct, { actId })
  expect(await standing(one.customer.id)).toEqual(['withdrawn'])
  expect(await standing(other.customer.id)).toEqual(['given'])
})

test('the notice of external transmissions is a page for everybody, in both languages', async () => {
  await admin.call(contract.addTransmission, {
    recipient: 'Maps <Ltd>',
    whatEn: 'IP address',
    whatJa: 'IPアドレス',
    purposeEn: 'To show a map',
    purposeJa: '地図の表示のため',
    url: 'https://maps.example/privacy',
  })
  const { noticeUrl, data } = await admin.call(contract.listTransmissions, {})
  expect(data.at(-1)).toMatchObject({ recipient: 'Maps <Ltd>' })
  const page = async (lang: string) => (await open(`${noticeUrl}?lang=${lang}`)).text()
  expect(await page('en')).toContain('Maps &#60;Ltd&#62;')
  expect(await page('ja')).toContain('地図の表示のため')
  const changed = { ...data.at(-1)!, id: data.at(-1)!.id!, recipient: 'Charts' }
  await admin.call(contract.updateTransmission, changed)
  expect(await page('ja')).toContain('Charts')
  await admin.call(contract.removeTransmission, { id: data.at(-1)!.id! })
  expect(await page('ja')).not.toContain('地図の表示のため')
})
