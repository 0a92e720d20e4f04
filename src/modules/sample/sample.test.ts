import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { channel as email } from '../../channels/email/channel.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as commerce from '../commerce/contract.ts'
import * as connections from '../connections/contract.ts'
import * as consents from '../consents/contract.ts'
import * as conversations from '../conversations/contract.ts'
import * as customers from '../customers/contract.ts'
import * as duplicates from '../customers/duplicates/contract.ts'
import * as profile from '../customers/profile/contract.ts'
import * as privacy from '../privacy/contract.ts'
import * as reports from '../reports/contract.ts'
import * as widget from '../web-chat/contract.ts'
import * as contract from './contract.ts'
import { watchSample } from './testing.ts'

const send = vi.spyOn(email, 'send')

vi.setConfig({ testTimeout: 90_000 })

let server: TestServer
let sample: ReturnType<typeof watchSample>
beforeAll(async () => {
  server = await startTestServer()
  sample = watchSample(server)
})
afterAll(async () => {
  vi.restoreAllMocks()
  await server.stop()
})

test('soon after it is added a customer writes; four weeks of a bilingual shop are there', async () => {
  const asked = new Date().toISOString()
  await sample.add()
  await sample.writeInScript()
  expect(await sample.isPresent()).toBe(true)
  expect(await server.admin.call(contract.addSample)).toMatchObject({ state: 'present' })

  const all = await sample.listAll()
  expect(all.length).toBeGreaterThan(60)
  expect(new Set(all.map((one) => one.lastMessage.channel))).toEqual(new Set(['web-chat', 'email']))
  const open = all.filter((one) => one.status === 'open')
  expect(open.length).toBeGreaterThan(8)
  expect(open.filter((one) => one.unread).length).toBeGreaterThan(4)
  expect(all.filter((one) => one.assignee?.id === server.admin.id).length).toBeGreaterThan(8)
  expect(all.every((one) => Date.parse(one.lastMessage.at) <= Date.now())).toBe(true)
  const told = all.filter((one) => one.openedAt < asked)
  const numbers = told.sort((a, b) => a.number - b.number).map((one) => one.openedAt)
  expect(numbers).toEqual([...numbers].sort())
  const people = await server.admin.call(customers.listCustomers, { limit: 200 })
  expect(people.data.length).toBe(46)

  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
  const range = { from: day(29), to: day(-1) }
  const counted = await server.admin.call(reports.runReport, {
    key: 'conversations-by-day',
    ...range,
  })
  expect(counted.rows.length).toBeGreaterThan(25)
  const replied = await server.admin.call(reports.runReport, { key: 'first-reply-time', ...range })
  expect(replied.totals.medianSeconds).toBeGreaterThan(5 * 60)
  expect(replied.totals.medianSeconds).toBeLessThan(3 * 3600)
})

test('one person on the site, in chat and by mail has one timeline, with orders at their own time', async () => {
  await sample.waitUntilQuiet()
  const found = await server.admin.call(customers.listCustomers, {
    identifier: 'k.suzuki@mori.example',
  })
  expect(found.data).toHaveLength(1)
  const { id } = found.data[0]!
  const { data } = await server.admin.call(customers.listTimeline, { id, limit: 200 })
  expect(new Set(data.flatMap((item) => item.channel ?? []))).toEqual(
    new Set(['web-chat', 'email']),
  )
  const order = data.find((item) => item.kind === 'order.placed')!
  expect(order.facts).toMatchObject({ orderId: 'ES-20396', currency: 'JPY', value: 8700 })
  expect(Date.now() - Date.parse(order.at)).toBeGreaterThan(25 * 86_400_000)
  expect(data.filter((item) => item.kind === 'visit.started').length).toBeGreaterThan(1)
  expect(data.filter((item) => item.kind === 'page').length).toBeGreaterThan(4)
})

test('every screen has something to show: pairs with reasons, carts, a return, a claim, consents, requests, families', async () => {
  const { admin } = server
  const pairs = (await admin.call(duplicates.listDuplicates, {})).data
  const named = pairs.map(({ a, b, reasons }) => ({
    names: [a.name, b.name].sort(),
    against: reasons.filter(({ weight }) => weight < 0).map(({ field }) => field),
  }))
  expect(named).toEqual(
    expect.arrayContaining([
      { names: ['高橋 由美', '髙橋 由美'], against: [] },
      { names: ['Naoko Kobayashi', '小林 直子'], against: [] },
      { names: ['Emma Clark', 'Emma Clarke'], against: [] },
      // Twins: nearly all is the same, and they are two.
      { names: ['池田 悠斗', '池田 悠真'], against: ['given'] },
    ]),
  )
  const find = async (identifier: string) =>
    (await admin.call(customers.listCustomers, { identifier })).data[0]!.id
  const sato = await find('misaki.sato@hana.example')
  const agreed = await admin.call(consents.listConsents, { id: sato })
  expect(agreed.current).toMatchObject([{ nameJa: '縁側商店だより', state: 'given' }])
  expect(agreed.data.map(({ source }) => source)).toEqual(['confirmation', 'web-form'])
  const twin = await admin.call(profile.getProfile, { id: await find('yuma.ikeda@sora.example') })
  expect(twin.groups).toMatchObject([{ kind: 'household', name: '池田家', role: '弟' }])
  const asked = await admin.call(privacy.listPrivacyRequests, { view: 'open' })
  expect(asked.data.map(({ kind }) => kind).sort()).toEqual(['disclosure', 'stop-use'])
  await waitFor('what the shop told', async () => {
    const carts = (await admin.call(commerce.listCarts, {})).data
    const returns = (await admin.call(commerce.listReturns, {})).data
    const claims = (await admin.call(commerce.listClaims, {})).data
    return carts.length > 3 && returns.length > 2 && claims.length > 1
  })
})

test('the customer of the script answers what is answered, three times at most, in chat and by mail', async () => {
  const agent = await server.as('agent')
  const chat = await sample.writeInScript()
  const say = (id: string, text: string) => agent.call(conversations.reply, { id, text })
  const inbound = async (id: string) =>
    (await agent.call(conversations.listMessages, { id, limit: 200 })).data.filter(
      (message) => message.direction === 'in',
    )
  for (const turn of [2, 3, 4]) {
    // Asked twice before they answer, they answer once.
    await say(chat.id, `answer ${turn}`)
    await say(chat.id, `and another thing ${turn}`)
    await waitFor(`turn ${turn}`, async () => (await inbound(chat.id)).length === turn)
  }
  const mail = await waitFor(
    'the scripted mail',
    async () => (await sample.listAll()).find((one) => one.subject === 'お届け先の変更について'),
    40,
  )
  await say(mail.id, 'どちらへお送りしますか。')
  await waitFor('the answer by mail', async () => (await inbound(mail.id)).length === 2)
  const sent = (await agent.call(conversations.listMessages, { id: mail.id })).data.filter(
    (message) => message.direction === 'out',
  )
  expect(sent.map((message) => message.state)).toEqual(['sent'])
  await say(chat.id, 'a fourth answer')
  await sample.waitUntilQuiet()
  expect(await inbound(chat.id)).toHaveLength(4)
  expect(send).not.toHaveBeenCalled()
})

test("its connections reach nothing: no test, no sending, no code to a visitor's address", async () => {
  const mail = await sample.findConnection('email')
  const { settings } = await server.admin.call(connections.getConnection, { id: mail.id })
  expect(
    await server.admin.call(connections.testConnection, {
      channel: 'email',
      id: mail.id,
      settings,
    }),
  ).toMatchObject({ ok: false, code: 'connection.rehearsal' })
  const chat = await sample.findConnection('web-chat')
  const visitor = await sample.startVisitor(chat.id)
  await visitor.call(widget.claimEmail, { email: 'somebody@real.example' })
  await expect(visitor.call(widget.requestProof)).rejects.toMatchObject({
    code: 'proof.no_mailbox',
  })
  await sample.remove()
  expect(await sample.isPresent()).toBe(false)
})

test('only who manages the workspace adds or removes it', async () => {
  const agent = await server.as('agent')
  await expect(agent.call(contract.addSample)).rejects.toMatchObject({ status: 403 })
  await expect(agent.call(contract.removeSample)).rejects.toMatchObject({ status: 403 })
  expect(await agent.call(contract.getSample)).toMatchObject({ state: 'absent', present: false })
})
