import { Analytics } from '@segment/analytics-node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import * as customers from '../customers/contract.ts'
import { openSite, waitForCustomer } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

test('Segment’s library for Node sends every kind unmodified, and its user is one customer with one timeline', async () => {
  const site = await openSite(server)
  const analytics = new Analytics({ writeKey: site.writeKey, host: server.url })
  const errors: unknown[] = []
  analytics.on('error', (error) => errors.push(error))
  const userId = 'node-user'
  analytics.identify({ userId, traits: { email: 'node@example.com', name: 'Node User' } })
  analytics.page({ userId, name: 'Cart', properties: { url: 'https://shop.example/cart' } })
  analytics.screen({ userId, name: 'Start' })
  analytics.group({ userId, groupId: 'company' })
  analytics.alias({ userId, previousId: 'node-device' })
  analytics.track({
    userId,
    event: 'Order Completed',
    timestamp: new Date(Date.now() - 3_600_000),
    properties: { order_id: 'N1', total: 3300, currency: 'JPY' },
  })
  await analytics.closeAndFlush()
  expect(errors).toEqual([])
  const customer = await waitForCustomer(server.admin, 'node@example.com')
  expect(customer.name).toBe('Node User')
  const { data } = await server.admin.call(customers.listTimeline, {
    id: customer.id,
    kinds: 'identify,page,screen,group,alias,track',
  })
  expect(data.map(({ kind }) => kind).sort()).toEqual([
    'alias',
    'group',
    'identify',
    'page',
    'screen',
    'track',
  ])
  const order = data.find(({ kind }) => kind === 'track')!
  expect(order.title).toBe('Order Completed')
  expect(Math.round((Date.now() - Date.parse(order.at)) / 60_000)).toBe(60)
})

test('a library with an unknown write key gives up at once and says so', async () => {
  const analytics = new Analytics({ writeKey: 'unknown', host: server.url, maxRetries: 5 })
  const failed = new Promise<{ code: string }>((resolve) => analytics.on('error', resolve as never))
  analytics.track({ userId: 'u', event: 'Lost' })
  await analytics.closeAndFlush()
  expect(await failed).toMatchObject({ code: 'delivery_failure' })
})
