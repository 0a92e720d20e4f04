import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../../foundation/testing/wait-for.ts'
import * as customers from '../../customers/contract.ts'
import { importFile } from '../../imports/testing.ts'
import { updateSource } from '../../tracking/contract.ts'
import { openSite, type Site, waitForCustomer, waitUntilFollowed } from '../../tracking/testing.ts'
import * as contract from '../contract.ts'

let server: TestServer
let site: Site
beforeAll(async () => {
  server = await startTestServer()
  site = await openSite(server)
})
afterAll(() => server.stop())

let count = 0
const next = () => {
  count += 1
  return count
}

const timelineOf = async (id: string) =>
  (await server.admin.call(customers.listTimeline, { id, limit: 200 })).data

const orderOf = (orderId: string) =>
  waitFor(`order ${orderId}`, async () => {
    const rows = await server.services.db
      .selectFrom('event')
      .select(['kind', 'customer_id', 'facts'])
      .where('kind', 'like', 'order.%')
      .execute()
    return rows.find(({ facts }) => (facts as { orderId: string }).orderId === orderId)
  })

test.each([
  ['JPY', 1200, 1200],
  ['JPY', '￥１，２００', 1200],
  ['jpy', '1,200円', 1200],
  ['JPY', 1200.5, 1201],
  ['USD', 19.99, 1999],
  ['USD', 1.005, 101],
  ['USD', '$1,234.50', 123450],
  ['USD', '-5.00', -500],
  ['EUR', '1.234,56', null],
  ['EUR', 'free', null],
  ['EUR', null, null],
  ['EUR', 1e30, null],
  ['KWD', 1.234, 1234],
  ['???', 10, null],
])('an order of %s %s is worth %s in minor units', async (currency, total, value) => {
  const orderId = `order-${next()}`
  await site.send('/v1/t', {
    userId: `buyer-${orderId}`,
    event: 'Order Completed',
    messageId: orderId,
    properties: { order_id: orderId, total, currency, email: `${orderId}@example.com` },
  })
  const customer = await waitForCustomer(server.admin, `${orderId}@example.com`)
  expect(await orderOf(orderId)).toMatchObject({
    kind: 'order.placed',
    customer_id: customer.id,
    facts: { value, currency: currency === '???' ? null : currency.toUpperCase() },
  })
  expect(
    (await timelineOf(customer.id)).filter(({ kind }) => kind === 'order.placed'),
  ).toHaveLength(1)
})

test('a refund is recorded as such, on the customer of the device where nobody is named', async () => {
  const id = 'device-of-refund'
  await site.send('/v1/i', { anonymousId: id, userId: 'refunded', messageId: 'refund-0' })
  const customer = await waitForCustomer(server.admin, 'refunded')
  await site.send('/v1/t', {
    anonymousId: id,
    event: 'Order Refunded',
    messageId: 'refund-1',
    properties: { order_id: 'R1', total: 500, currency: 'JPY' },
  })
  expect(await orderOf('R1')).toMatchObject({
    kind: 'order.refunded',
    customer_id: customer.id,
    facts: { value: 500 },
  })
})

test('an order that is changed is told as that, with the event inside', async () => {
  const told = (messageId: string, event: string, total: number) =>
    site.send('/v1/t', {
      ...{ userId: 'changer', event, messageId },
      properties: { order_id: 'U-1', total, currency: 'JPY' },
    })
  await told('u-1', 'Order Completed', 500)
  await told('u-2', 'Order Updated', 700)
  await told('u-3', 'Order Updated', 600)
  await waitUntilFollowed(server)
  const { id } = await waitForCustomer(server.admin, 'changer')
  const rows = await timelineOf(id)
  expect(rows.filter(({ kind }) => kind === 'track')).toEqual([])
  const changes = rows.filter(({ kind }) => kind === 'order.updated')
  expect(changes.map(({ source }) => source!.title)).toEqual(['Order Updated', 'Order Updated'])
  const { order } = changes[0]!.facts as { order: string }
  const found = await server.admin.call(contract.getOrder, { id: order })
  expect(found).toMatchObject({ state: 'placed', total: 600 })
  expect(found.steps.map(({ state }) => state)).toEqual(['placed', 'updated', 'updated'])
})

test('what a page, the API and a file tell of one shop is one order, and two shops that number alike have two', async () => {
  const sold = { order_id: 'G-1', total: 500, email: 'g1@buyer.example' }
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
  const told = (userId: string, minutes: number, event: string, properties: object) => ({
    ...{ userId, event, timestamp: at(minutes), messageId: `shop-${next()}` },
    properties: { currency: 'JPY', ...properties },
  })
  const { admin } = server
  const listed = async (input: object) => (await admin.call(contract.listOrders, input)).data
  await site.send('/v1/t', told('g1', 30, 'Order Completed', sold))
  await site.send('/v1/t', told('g1', 20, 'Order Refunded', { order_id: 'G-1', total: 200 }))
  const outlet = await openSite(server, 'outlet', 'outlet')
  const alone = await openSite(server, 'alone', null)
  await outlet.send('/v1/t', told('g2', 10, 'Order Completed', { order_id: 'G-1', total: 70 }))
  await alone.send('/v1/t', told('g2', 10, 'Order Completed', { order_id: 'G-1', total: 80 }))
  await alone.send('/v1/t', told('g2', 10, 'Order Completed', { order_id: 'G-4', total: 90 }))
  await waitUntilFollowed(server)
  const more = { total: 500, refunded: 200, state: 'refunded', coupon: 'SPRING' } as const
  await admin.call(contract.ordersIn.put, { externalId: 'G-1', currency: 'JPY', ...more })
  const file = '注文番号,注文日時,購入金額,送料\nG-1,2026/5/3 12:34,500,90'
  expect(await importFile(admin, file, { kind: 'orders' })).toMatchObject({ updated: 1 })
  const found = (await listed({ search: 'G-1' })).sort((a, b) => b.total! - a.total!)
  expect(found.map(({ source, total }) => [source, total])).toEqual([
    ['main', 500],
    [alone.id, 80],
    ['outlet', 70],
  ])
  const order = await admin.call(contract.getOrder, { id: found[0]!.id })
  const one = { refunded: 200, coupon: 'SPRING', shipping: 90, customer: { shown: sold.email } }
  expect(order).toMatchObject(one)
  expect(order.steps.map(({ state }) => state)).toEqual(['placed', 'refunded'])
  // A source that is said to speak for the shop after all brings its orders along, but for a number that is taken.
  await admin.call(updateSource, { id: alone.id, shop: 'main' })
  await waitFor('orders to move along', async () => {
    const [moved] = await listed({ search: 'G-4' })
    return moved?.source === 'main'
  })
  expect(await listed({ search: 'G-1', source: alone.id })).toMatchObject([{ total: 80 }])
  // Of a shop that has a name others may have told: what is there stays, unless it is said to go along.
  await admin.call(updateSource, { id: outlet.id, shop: 'second' })
  await admin.call(updateSource, { id: outlet.id, shop: 'outlet' })
  expect(await listed({ search: 'G-1', source: 'outlet' })).toMatchObject([{ total: 70 }])
  await admin.call(updateSource, { id: outlet.id, shop: 'second', moves: true })
  await waitFor('the outlet to move along', async () => {
    const [moved] = await listed({ search: 'G-1', source: 'second' })
    return moved?.total === 70
  })
  expect(await listed({ source: 'outlet' })).toEqual([])
})

test('parcels, returns and claims are found by shop, number and person, and those that wait by themselves', async () => {
  const { admin } = server
  const customer = { email: 'follow@buyer.example', name: '後藤 追子' }
  for (const source of ['main', 'annex'])
    await admin.call(contract.ordersIn.put, {
      externalId: 'F-1',
      source,
      customer,
      total: 5,
      refunded: 2,
      currency: 'JPY',
    })
  const of = { orderExternalId: 'F-1' }
  await admin.call(contract.deliveriesIn.put, {
    externalId: 'p1',
    ...of,
    trackingNumber: '1234-5678-9012',
  })
  await admin.call(contract.returnsIn.put, {
    externalId: 'RMA-1',
    ...of,
    state: 'received',
    source: 'annex',
  })
  await admin.call(contract.returnsIn.put, { externalId: 'RMA-2', ...of, state: 'refunded' })
  await admin.call(contract.claimsIn.put, { externalId: 'claim-1', ...of })
  const returns = async (input: object) =>
    (await admin.call(contract.listReturns, input)).data.map(({ externalId }) => externalId).sort()
  for (const search of ['f-1', '後藤', 'follow@buyer'])
    expect([search, await returns({ search })]).toEqual([search, ['RMA-1', 'RMA-2']])
  expect(await returns({ search: 'RMA-2' })).toEqual(['RMA-2'])
  expect(await returns({ search: 'RMA-2', source: 'annex' })).toEqual([])
  expect(await returns({ waiting: 'true' })).toEqual(['RMA-1'])
  const { data: parcels } = await admin.call(contract.listDeliveries, { search: '1234-5678-9012' })
  expect(parcels).toMatchObject([{ externalId: 'p1', orderNumber: 'F-1' }])
  const [claim] = (await admin.call(contract.listClaims, { waiting: 'true', search: '追子' })).data
  const { data: shops } = await admin.call(contract.listShops, {})
  expect(shops.map(({ name }) => name)).toEqual(expect.arrayContaining(['annex', 'main']))
  const bought = await admin.call(contract.getPurchases, { id: claim!.customer!.id })
  expect(bought).toMatchObject({ orders: 2, returns: 2, openReturns: 1, openClaims: 1 })
  const { data: refunded } = await admin.call(contract.listOrders, {
    customerId: claim!.customer!.id,
    refunded: 'true',
    source: 'annex',
  })
  expect(refunded.map(({ number, source }) => [number, source])).toEqual([['F-1', 'annex']])
})

test('what somebody buys a moment after a wrong merge was taken back is theirs alone', async () => {
  const buy = (order_id: string) =>
    site.send('/v1/t', {
      ...{ userId: 'wrongly-1', anonymousId: 'wrongly-device', messageId: order_id },
      ...{ event: 'Order Completed', properties: { order_id, total: 1, currency: 'JPY' } },
    })
  for (const n of [1, 2]) await site.send('/v1/i', { userId: `wrongly-${n}`, messageId: `w-${n}` })
  const one = await waitForCustomer(server.admin, 'wrongly-1')
  const other = await waitForCustomer(server.admin, 'wrongly-2')
  const ordersOf = async ({ id }: { id: string }) => {
    await waitUntilFollowed(server)
    const { data } = await server.admin.call(contract.listOrders, { customerId: id })
    return data.map(({ externalId }) => externalId).sort()
  }
  const { admin } = server
  const { actId } = await admin.call(customers.mergeCustomers, { id: other.id, otherId: one.id })
  await buy('W-1')
  expect(await ordersOf(other)).toEqual(['W-1'])
  await admin.call(customers.undoIdentityAct, { actId })
  await buy('W-2')
  await waitFor('both to be hers', async () => (await ordersOf(one)).length === 2)
  expect(await ordersOf(other)).toEqual([])
})
