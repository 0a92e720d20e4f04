import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCaller } from './foundation/testing/caller.ts'
import { waitFor } from './foundation/testing/wait-for.ts'
import * as commerce from './modules/commerce/contract.ts'
import * as connections from './modules/connections/contract.ts'
import { type MailDesk, startMailDesk } from './modules/conversations/testing/mail-desk.ts'
import { conversationsOf, messagesOf, waitForText } from './modules/conversations/testing.ts'
import * as customers from './modules/customers/contract.ts'
import * as rules from './modules/customers/rules/contract.ts'
import * as privacy from './modules/privacy/contract.ts'
import { readZip } from './modules/privacy/testing.ts'
import { openSite, waitForCustomer, waitUntilFollowed } from './modules/tracking/testing.ts'
import * as widget from './modules/web-chat/contract.ts'
import { readWords } from './testing/words.ts'

let desk: MailDesk
beforeAll(async () => {
  desk = await startMailDesk()
})
afterAll(() => desk?.stop())

const hanako = { userId: 'u-hanako', email: 'hanako@customer.example', member: 'M-0001' }
const taro = { userId: 'u-taro', email: 'taro@customer.example' }
const languages = [readWords('ja'), readWords('en')]

const openDay = async () => {
  const { server } = desk
  const { admin } = server
  const shop = await openSite(server)
  let sent = 0
  const send = (path: string, body: object) =>
    shop.send(path, { messageId: `day-${++sent}`, ...body })
  const idsOf = async (id: string) =>
    (await admin.call(customers.getCustomer, { id })).identifiers.map(({ value }) => value)
  const timelineOf = async (id: string) =>
    (await admin.call(customers.listTimeline, { id, limit: 200 })).data
  return {
    admin,
    send,
    idsOf,
    timelineOf,
    followed: () => waitUntilFollowed(server),
    look: (anonymousId: string, title: string, more: object = {}) =>
      send('/v1/page', {
        anonymousId,
        context: { page: { title, url: 'https://shop.example/' } },
        ...more,
      }),
    identify: (who: { userId: string; email: string }, more: object = {}) =>
      send('/v1/identify', { userId: who.userId, traits: { email: who.email }, ...more }),
    who: async (identifier: string) => (await waitForCustomer(admin, identifier)).id,
    pagesOf: async (id: string) =>
      (await timelineOf(id)).filter(({ kind }) => kind === 'page').map(({ title }) => title),
    /** All that the desk shows of a customer, but for when it was last looked at. */
    view: async (id: string) => ({
      customer: await admin.call(customers.getCustomer, { id }),
      timeline: await timelineOf(id),
      purchases: await admin.call(commerce.getPurchases, { id }),
    }),
  }
}

test('a day in the life: one person on a telephone, a PC and a shared tablet, joined, parted and forgotten', async () => {
  const day = await openDay()
  const { admin } = day
  const words = (id: string, values?: Record<string, string>) => languages.map((t) => t(id, values))

  // In the morning somebody looks around on a telephone. Nobody knows who.
  await day.look('telephone', '急須の一覧')
  await day.look('telephone', '常滑の急須')
  await day.followed()
  expect((await admin.call(customers.listCustomers, { search: 'telephone' })).data).toEqual([])

  // At lunch she signs in on a PC, and then on the telephone, too: what she saw before is hers.
  await day.look('pc', '萩の湯呑')
  await day.identify(hanako, { anonymousId: 'pc' })
  await day.identify(hanako, { anonymousId: 'telephone' })
  const id = await day.who(hanako.userId)
  await day.followed()
  expect((await day.pagesOf(id)).sort()).toEqual(['常滑の急須', '急須の一覧', '萩の湯呑'])

  // The shop's server reports an order with her member number.
  await day.send('/v1/track', {
    userId: hanako.userId,
    event: 'Order Completed',
    context: {
      externalIds: [
        { id: hanako.member, type: 'member_number', collection: 'users', encoding: 'none' },
      ],
    },
    properties: {
      order_id: 'D-1001',
      total: 5500,
      currency: 'JPY',
      products: [{ product_id: 'kyusu-1', name: '急須', price: 5500, quantity: 1 }],
    },
  })
  const bought = await waitFor('her purchase', async () => {
    const purchases = await admin.call(commerce.getPurchases, { id })
    return purchases.orders === 1 && purchases
  })
  expect(bought.sums).toEqual([
    { currency: 'JPY', orders: 1, spent: 5500, average: 5500, refunded: 0 },
  ])
  expect(await day.who('m-0001')).toBe(id)

  // She writes in the chat on the PC, typing her address, and later a mail: one conversation.
  const { id: chat } = await admin.call(connections.createConnection, {
    channel: 'web-chat',
    name: 'shop',
    settings: {},
  })
  const { url } = desk.server
  const started = await createCaller(url, {}).call(widget.startVisitor, {
    connectionId: chat,
    anonymousId: 'pc',
    locale: 'ja',
  })
  const visitor = createCaller(url, { authorization: `Bearer ${started.token}` })
  await visitor.call(widget.claimEmail, { email: hanako.email })
  await visitor.call(widget.sendVisitorMessage, { text: 'いつ届きますか', clientKey: 'day-chat-1' })
  await waitForText(desk.agent, hanako.email, 'いつ届きますか')
  await desk.arrive({
    from: `佐藤 花子 <${hanako.email}>`,
    subject: '注文について',
    text: '届け先を変えたいです',
  })
  const { id: talk, customer } = await waitForText(desk.agent, hanako.email, '届け先を変えたいです')
  expect(customer.id).toBe(id)
  expect(await conversationsOf(desk.agent, hanako.email)).toHaveLength(1)
  const channels = (await messagesOf(desk.agent, talk)).map(({ channel }) => channel)
  expect(channels).toEqual(['web-chat', 'email'])

  // In the evening her husband uses the family's tablet after her.
  const at = (hour: string) => ({ timestamp: new Date(Date.now() - Number(hour) * 60_000) })
  await day.identify(hanako, { anonymousId: 'tablet', ...at('50') })
  await day.look('tablet', '花子の見た皿', at('40'))
  await day.identify(taro, { anonymousId: 'tablet', ...at('30') })
  await day.look('tablet', '太郎の見た徳利', at('20'))
  await day.followed()
  const husband = await day.who(taro.userId)
  expect(husband).not.toBe(id)
  expect(await day.pagesOf(husband)).toEqual(['太郎の見た徳利'])
  expect(await day.pagesOf(id)).not.toContain('太郎の見た徳利')
  const { data: decisions } = await admin.call(rules.listIdentityDecisions, { id })
  expect(decisions).toMatchObject([{ rule: 'moved-on', value: 'tablet', other: { id: husband } }])

  expect(words('left-out.moved-on')).toEqual([
    '現在は別の方が使っています。それ以前の行動はこちらに残ります。',
    'Used by somebody else now. What was done on it before stays here.',
  ])

  // A colleague takes the two for one. Everything is shown together, and the mistake is taken back to the letter.
  const before = [await day.view(id), await day.view(husband)]
  const preview = await admin.call(customers.previewMerge, { id, otherId: husband })
  expect(preview.warnings).toContain('two-accounts')
  const { actId } = await admin.call(customers.mergeCustomers, {
    id,
    otherId: husband,
    note: '同じ人と思われる',
  })
  expect(await day.pagesOf(id)).toEqual(expect.arrayContaining(['太郎の見た徳利', '花子の見た皿']))
  expect(await day.idsOf(id)).toEqual(expect.arrayContaining([taro.email, hanako.email]))
  expect((await admin.call(customers.getCustomer, { id: husband })).id).toBe(id)
  await admin.call(customers.undoIdentityAct, { actId, note: '夫の太郎さんでした' })
  // But for the lines that tell of the two acts.
  const then = (view: (typeof before)[number], known: (typeof before)[number]) => ({
    ...view,
    timeline: view.timeline.filter(({ id }) => known.timeline.some((one) => one.id === id)),
  })
  expect([then(await day.view(id), before[0]!), then(await day.view(husband), before[1]!)]).toEqual(
    before,
  )
  const { data: acts } = await admin.call(customers.listIdentityActs, { id })
  expect(acts.map(({ kind, note }) => [kind, note])).toEqual([
    ['unmerge', '夫の太郎さんでした'],
    ['merge', '同じ人と思われる'],
  ])

  // Why all this is hers can be read in both languages, without knowing how it works.
  const known = (await admin.call(customers.getCustomer, { id })).identifiers
  expect(known.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['user_id', 'email', 'member_number', 'anonymous_id', 'visitor']),
  )
  for (const { reason } of known)
    for (const sentence of words(`reason.${reason}`)) expect(sentence).toMatch(/[.。]$/)
  expect(words('act.unmerge', { name: '太郎', by: '青木', byWhom: 'member' })).toEqual([
    '青木さんが「太郎」との統合を取り消しました',
    '青木 undid the merge with 太郎',
  ])

  // She asks for everything held on her, and gets it, with nothing of his.
  const { id: requestId } = await admin.call(privacy.createPrivacyRequest, {
    kind: 'disclosure',
    customerId: id,
    requester: '佐藤 花子',
    contact: hanako.email,
  })
  await admin.call(privacy.makePersonCopy, { id, language: 'ja', requestId })
  const copy = await waitFor('the copy', async () => {
    const { data } = await admin.call(privacy.listPersonCopies, { id })
    return data[0]?.state === 'ready' && data[0]
  })
  const response = await admin.fetch(`/api/v1/person-copies/${copy.id}/file`)
  const parts = [...readZip(Buffer.from(await response.arrayBuffer()))].map(
    ([name, body]) => [name, String(body)] as const,
  )
  const found = (what: string) =>
    parts.filter(([, body]) => body.includes(what)).map(([name]) => name)
  for (const mine of [
    '常滑の急須',
    '花子の見た皿',
    'D-1001',
    'いつ届きますか',
    '届け先を変えたいです',
  ])
    expect(found(mine)).not.toEqual([])
  for (const his of ['太郎の見た徳利', taro.email]) expect([his, found(his)]).toEqual([his, []])

  // Then she asks to be forgotten. He stays, the shop's figures stay, and nothing brings her back.
  const { confirm } = await admin.call(privacy.previewErasure, { id })
  const erasure = await admin.call(privacy.eraseCustomer, { id, confirm })
  await waitFor('the erasure', async () => {
    const { data } = await admin.call(privacy.listErasures, {})
    return data.find((one) => one.id === erasure.id)?.state === 'done'
  })
  await expect(day.view(id)).rejects.toMatchObject({ status: 404 })
  expect(await day.pagesOf(husband)).toEqual(['太郎の見た徳利'])
  const { data: orders } = await admin.call(commerce.listOrders, {})
  expect(orders).toMatchObject([{ externalId: 'D-1001', total: 5500, customer: null }])
  await day.identify(hanako, { anonymousId: 'telephone' })
  await day.look('telephone', '後から届いた記録')
  await day.followed()
  for (const identifier of [hanako.userId, hanako.email])
    expect((await admin.call(customers.listCustomers, { identifier })).data).toEqual([])

  // A year later she writes herself: that is her own doing, and begins anew.
  await desk.arrive({ from: hanako.email, subject: 'お久しぶりです', text: 'また買いたいです' })
  const anew = await waitForText(desk.agent, hanako.email, 'また買いたいです')
  expect(anew.customer.id).not.toBe(id)
  expect(await day.pagesOf(anew.customer.id)).toEqual([])
}, 180_000)
