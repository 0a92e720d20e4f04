import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as customers from '../customers/contract.ts'
import * as profile from '../customers/profile/contract.ts'
import { openSite, type Site, waitForCustomer, waitUntilFollowed } from '../tracking/testing.ts'
import { abandonCarts } from './abandon-carts.ts'
import * as contract from './contract.ts'

let server: TestServer
let site: Site
beforeAll(async () => {
  server = await startTestServer()
  site = await openSite(server)
})
afterAll(() => server.stop())

const minute = 60_000
const ago = (minutes: number) => new Date(Date.now() - minutes * minute).toISOString()
const call: TestServer['admin']['call'] = (endpoint, input) => server.admin.call(endpoint, input)
const put = (externalId: string, more: object = {}) =>
  call(contract.ordersIn.put, { externalId, currency: 'JPY', ...more })
const orderOf = (id: string) => call(contract.getOrder, { id })
const track = (userId: string, events: [name: string, minutesAgo: number, properties: object][]) =>
  site.send('/v1/batch', {
    batch: events.map(([event, minutes, properties], index) => ({
      type: 'track',
      userId,
      event,
      messageId: `${userId}-${event}-${minutes}-${index}`,
      timestamp: ago(minutes),
      properties: { currency: 'JPY', ...properties },
      context: { timezone: 'Asia/Tokyo' },
    })),
  })
const listed = async (input: object) => (await call(contract.listOrders, input)).data

test('an order put twice is one, a later word counts over an earlier one, and a state is never turned back', async () => {
  const items = [{ productId: 'cup', name: '湯呑み', quantity: 2, price: 1200 }]
  const first = await put('A-1', {
    total: 2400,
    items,
    placedAt: '2026-05-03T18:00:00+09:00',
    updatedAt: '2026-05-03T10:00:00Z',
    customer: { email: 'a1@buyer.example', name: '佐藤 美咲' },
    contact: { phone: '090-1111-2222', name: '佐藤' },
  })
  expect(first).toMatchObject({ outcome: 'created' })
  const same = {
    updatedAt: '2026-05-03T10:00:00Z',
    total: 2400,
    items,
    contact: { name: '佐藤', phone: '090-1111-2222' },
  }
  expect(await put('A-1', same)).toEqual({ ...first, outcome: 'unchanged' })
  const at = (hour: number) => `2026-05-04T0${hour}:00:00Z`
  await put('A-1', { state: 'delivered', stateAt: at(5), updatedAt: at(5), total: 2600 })
  await put('A-1', { state: 'shipped', stateAt: at(2), updatedAt: at(2), total: 1 })
  const order = await orderOf(first.id!)
  expect(order).toMatchObject({
    number: 'A-1',
    state: 'delivered',
    stateAt: '2026-05-04T05:00:00.000Z',
    total: 2600,
    placedAt: '2026-05-03T09:00:00.000Z',
    zone: '+09:00',
    customer: { name: '佐藤 美咲', shown: 'a1@buyer.example' },
    contact: { phone: '090-1111-2222' },
    items: [{ productId: 'cup', quantity: 2, price: 1200 }],
  })
  expect(order.steps.map(({ state }) => state)).toEqual(['placed', 'shipped', 'delivered'])
  const { knownSince } = await call(profile.getProfile, { id: order.customer!.id })
  expect(knownSince).toBe('2026-05-03T09:00:00.000Z')
  expect(await listed({ search: 'a-1' })).toHaveLength(1)
  expect((await listed({ search: '佐藤 美咲' })).map(({ id }) => id)).toEqual([first.id])
})

test('of many at once each row says what became of it, and whoever saves the same hundreds at the same time saves them once', async () => {
  const { results } = await call(contract.ordersIn.bulk, {
    rows: [
      { externalId: 'B-1', total: 100, currency: 'JPY' },
      { externalId: 'B-2', total: 1.5 },
      { externalId: 'B-1', total: 200, currency: 'JPY' },
      { externalId: 'B-3', customer: { customerId: '01900000-0000-7000-8000-000000000000' } },
    ],
  })
  expect(results.map(({ outcome }) => outcome)).toEqual([
    'created',
    'refused',
    'created',
    'refused',
  ])
  expect(results[1]!.problems).toMatchObject([{ path: 'total' }])
  expect(results[3]!.problems).toMatchObject([{ message: 'customer.missing' }])
  expect(await orderOf(results[0]!.id!)).toMatchObject({ total: 200 })
  const rows = Array.from({ length: 400 }, (_, n) => ({
    externalId: `M-${n}`,
    source: 'many',
    total: n,
    currency: 'USD',
    items: [{ name: `thing ${n}`, price: n }],
  }))
  const [one, other] = await Promise.all(
    [rows, rows.toReversed()].map((rows) => call(contract.ordersIn.bulk, { rows })),
  )
  const ids = new Set([...one!.results, ...other!.results].map(({ id }) => id))
  expect(ids.size).toBe(400)
})

test('what a shop tells of a purchase becomes products, a cart, one order, its delivery and its return', async () => {
  const products = [
    { product_id: 'kyusu', sku: 'K-1', name: '急須', price: 9800, quantity: 1 },
    { product_id: 'choko', name: '蕎麦猪口', price: 1900, quantity: 2 },
  ]
  const whole = { order_id: 'C-1', total: 13_600, products, email: 'c1@buyer.example' }
  const delivery = { order_id: 'C-1', delivery_id: 'D-1', carrier: 'ヤマト', tracking_number: '77' }
  await track('c1', [
    ['Product Viewed', 60, { product_id: 'kyusu', name: '急須', price: 9800 }],
    ['Product Added', 59, { cart_id: 'cart-c1', ...products[1], quantity: 3 }],
    ['Product Added', 58, { cart_id: 'cart-c1', ...products[0] }],
    ['Product Removed', 57, { cart_id: 'cart-c1', ...products[1], quantity: 1 }],
    // What follows an order may be told before it.
    ['Order Shipped', 30, { ...delivery, tracking_url: 'https://carrier.example/77' }],
  ])
  await waitUntilFollowed(server)
  const customer = await waitForCustomer(server.admin, 'c1')
  const [cart] = (await call(contract.listCarts, { customerId: customer.id })).data
  expect(cart).toMatchObject({ state: 'open', total: 13_600 })
  await track('c1', [
    ['Order Completed', 50, { ...whole, cart_id: 'cart-c1' }],
    ['Order Completed', 5, whole],
    ['Order Delivered', 10, delivery],
    ['Order Refunded', 4, { order_id: 'C-1', total: 1900 }],
    ['Return Requested', 3, { order_id: 'C-1', return_id: 'R-1', reason: '思っていた色と違う' }],
    ['Warranty Claim Opened', 2, { order_id: 'C-1', claim_id: 'W-1', ...products[0] }],
  ])
  await waitUntilFollowed(server)
  const found = await listed({ customerId: customer.id })
  expect(found).toHaveLength(1)
  const order = await orderOf(found[0]!.id)
  expect(order).toMatchObject({
    state: 'delivered',
    total: 13_600,
    refunded: 1900,
    zone: 'Asia/Tokyo',
    items: [{ sku: 'K-1' }, { productId: 'choko', quantity: 2, price: 1900 }],
    deliveries: [
      { state: 'delivered', carrier: 'ヤマト', trackingUrl: 'https://carrier.example/77' },
    ],
    returns: [{ state: 'requested', reason: '思っていた色と違う' }],
    warrantyClaims: [{ state: 'opened', items: [{ productId: 'kyusu' }] }],
  })
  expect(order.deliveries[0]!.steps.map(({ state }) => state)).toEqual(['shipped', 'delivered'])
  const carts = (await call(contract.listCarts, { customerId: customer.id })).data
  expect(carts).toMatchObject([{ id: cart!.id, state: 'ordered', orderId: order.id }])
  const { data } = await call(contract.listProducts, { externalId: 'kyusu' })
  expect(data).toMatchObject([{ name: '急須', sku: 'K-1', price: 9800, currency: 'JPY' }])
  expect(await call(contract.getPurchases, { id: customer.id })).toMatchObject({
    orders: 1,
    sums: [{ currency: 'JPY', orders: 1, spent: 11_700, average: 11_700, refunded: 1900 }],
    deliveries: 1,
    returns: 1,
    warrantyClaims: 1,
    openReturns: 1,
    openClaims: 1,
    openCarts: 0,
  })
  const { data: timeline } = await call(customers.listTimeline, {
    id: customer.id,
    kinds: 'order',
    limit: 100,
  })
  expect(timeline.map(({ kind }) => kind)).toEqual([
    'order.claim-opened',
    'order.return-requested',
    'order.refunded',
    'order.delivery-delivered',
    'order.delivery-shipped',
    'order.placed',
  ])
  expect(timeline.find(({ kind }) => kind === 'order.placed')!.facts).toMatchObject({
    order: order.id,
    value: 13_600,
    currency: 'JPY',
  })
  const short = (await call(customers.listTimeline, { id: customer.id, limit: 4 })).data
  const rest = (await call(customers.listTimeline, { id: customer.id, limit: 100 })).data
  const tracked = rest.filter(({ kind }) => kind === 'track').map(({ title }) => title)
  expect(tracked.filter((title) => /Order|Return|Warranty/.test(title))).toEqual([])
  expect(tracked).toContain('Product Added')
  expect(short.map(({ id }) => id)).toEqual(rest.slice(0, 4).map(({ id }) => id))
  expect(rest.find(({ kind }) => kind === 'order.placed')!.source).toMatchObject({
    title: 'Order Completed',
    facts: { properties: { order_id: 'C-1' } },
  })
  const raw = (await call(customers.listTimeline, { id: customer.id, kinds: 'track', limit: 100 }))
    .data
  expect(raw.map(({ title }) => title)).toContain('Order Completed')
})

test('a split moves along what came by its identifiers; a merge and its undo find everything where it was', async () => {
  const telephone = '090-3333-4444'
  await track('d1', [['Order Completed', 9, { order_id: 'D-1', total: 100, phone: telephone }]])
  await put('D-2', { total: 50, customer: { email: 'd2@buyer.example' } })
  await waitUntilFollowed(server)
  const [one, two] = [
    await waitForCustomer(server.admin, 'd1'),
    await waitForCustomer(server.admin, 'd2@buyer.example'),
  ]
  const phoneOf = async (id: string) =>
    (await call(profile.getProfile, { id })).fields.find(({ field }) => field === 'phone')
  expect(await phoneOf(one.id)).toMatchObject({ from: { by: 'order', name: 'D-1' } })
  const numbers = async (id: string) =>
    (await listed({ customerId: id })).map(({ number }) => number).sort()
  const merged = await call(customers.mergeCustomers, { id: one.id, otherId: two.id })
  expect(await numbers(one.id)).toEqual(['D-1', 'D-2'])
  const preview = await call(customers.previewMerge, {
    id: one.id,
    otherId: (await waitForCustomer(server.admin, 'c1')).id,
  })
  expect(preview.moves).toMatchObject({ orders: 1, followups: 3 })
  await call(customers.undoIdentityAct, { actId: merged.actId })
  expect(await numbers(one.id)).toEqual(['D-1'])
  expect(await numbers(two.id)).toEqual(['D-2'])
  await site.send('/v1/i', { userId: 'd1', traits: { email: 'd3@buyer.example' }, messageId: 'd3' })
  const whole = await waitForCustomer(server.admin, 'd3@buyer.example')
  const { identifiers } = await call(customers.getCustomer, { id: whole.id })
  const chosen = {
    id: whole.id,
    identifierIds: identifiers.filter(({ value }) => value === 'd1').map(({ id }) => id),
  }
  expect((await call(customers.previewSplit, chosen)).moves).toMatchObject({ orders: 1 })
  const split = await call(customers.splitCustomer, chosen)
  await waitFor('the order to move along', async () =>
    (await numbers(split.customer.id)).includes('D-1'),
  )
  expect(await numbers(whole.id)).toEqual([])
  const shown = await phoneOf(split.customer.id)
  expect(shown).toMatchObject({ from: { by: 'order', name: 'D-1' } })
  expect((await phoneOf(whole.id))?.value).not.toBe(shown!.value)
})

test('a device that nobody has signed in on keeps its purchase for whoever turns out to be its owner', async () => {
  await site.send('/v1/t', {
    anonymousId: 'phone-e',
    event: 'Product Added',
    messageId: 'e-0',
    timestamp: ago(3 * 60),
    properties: { product_id: 'bowl', name: 'Bowl', price: 10, currency: 'USD' },
  })
  await site.send('/v1/t', {
    anonymousId: 'phone-e',
    event: 'Order Completed',
    messageId: 'e-1',
    properties: { order_id: 'E-1', total: 20, currency: 'USD' },
  })
  await waitUntilFollowed(server)
  expect(await listed({ search: 'E-1' })).toMatchObject([{ customer: null, total: 2000 }])
  await site.send('/v1/i', { anonymousId: 'phone-e', userId: 'e1', messageId: 'e-2' })
  const customer = await waitForCustomer(server.admin, 'e1')
  await waitFor(
    'the order to find its customer',
    async () => (await listed({ customerId: customer.id })).length === 1,
  )
})

test('a cart that nobody touches for an hour is abandoned', async () => {
  await track('f1', [['Product Added', 90, { product_id: 'bowl', name: 'Bowl', price: 10 }]])
  await waitUntilFollowed(server)
  const customer = await waitForCustomer(server.admin, 'f1')
  await abandonCarts(server.services)
  const { data } = await call(contract.listCarts, { customerId: customer.id })
  expect(data).toMatchObject([{ state: 'abandoned', total: 10 }])
  const waiting = (more: object) => call(contract.listCarts, { waiting: 'true', ...more })
  expect((await waiting({ search: 'f1' })).data).toMatchObject([{ id: data[0]!.id }])
  expect((await waiting({ search: 'c1' })).data).toEqual([])
})

test('an order of a year that no calendar has, or that is to come, is refused as that', async () => {
  const { admin } = server
  for (const at of [{ placedAt: '0000-01-01T00:00:00Z' }, { updatedAt: '2999-01-01T00:00:00Z' }])
    await expect(
      admin.call(contract.ordersIn.put, { externalId: 'Y-0', ...at }),
    ).rejects.toMatchObject({ status: 400, code: 'input.invalid' })
})

test('a viewer reads and does not write; a partner sees no orders', async () => {
  const [viewer, partner] = [await server.as('viewer'), await server.as('partner')]
  expect((await viewer.call(contract.listOrders, { limit: 1 })).data).toHaveLength(1)
  for (const [caller, endpoint] of [
    [viewer, contract.productsIn.put],
    [partner, contract.productsIn.put],
  ] as const)
    await expect(caller.call(endpoint, { externalId: 'x' })).rejects.toMatchObject({ status: 403 })
  await expect(partner.call(contract.listOrders, {})).rejects.toMatchObject({ status: 403 })
})
