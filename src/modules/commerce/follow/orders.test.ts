import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../../foundation/testing/wait-for.ts'
import * as customers from '../../customers/contract.ts'
import { openSite, type Site, waitForCustomer } from '../../tracking/testing.ts'

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
