import { DittofeedSdk } from '@dittofeed/sdk-node'
import { jitsuAnalytics } from '@jitsu/js'
import RudderAnalytics from '@rudderstack/rudder-sdk-node'
import { Analytics } from '@segment/analytics-node'
import { jitsuAnalytics as olderJitsu } from 'jitsu-older'
import OlderRudder from 'rudder-node-2'
import { Analytics as Analytics1 } from 'segment-node-1'
import { Analytics as Analytics2 } from 'segment-node-2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as consents from '../consents/contract.ts'
import { newsletter } from '../consents/testing.ts'
import * as customers from '../customers/contract.ts'
import { openSite, type Site, waitForCustomer, waitUntilFollowed } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

/** Once all of them are on the timeline of the one customer that they are about. */
const kindsOf = async (identifier: string, count: number) => {
  const customer = await waitForCustomer(server.admin, identifier)
  const items = await waitFor(`${count} events of ${identifier}`, async () => {
    const { data } = await server.admin.call(customers.listTimeline, {
      id: customer.id,
      kinds: 'identify,page,screen,group,alias,track',
    })
    return data.length >= count && data
  })
  return { customer, items, kinds: items.map(({ kind }) => kind).sort() }
}
const six = ['alias', 'group', 'identify', 'page', 'screen', 'track']

/** What every library of this family can say. */
type Sixfold = {
  identify: (message: never) => unknown
  page: (message: never) => unknown
  screen: (message: never) => unknown
  group: (message: never) => unknown
  alias: (message: never) => unknown
  track: (message: never) => unknown
}
const sayAll = (library: Sixfold, userId: string) => {
  const say = (kind: keyof Sixfold, message: object) =>
    (library[kind] as (message: object) => unknown).call(library, { userId, ...message })
  say('identify', { traits: { email: `${userId}@example.com`, name: 'Node User' } })
  say('page', { name: 'Cart', properties: { url: 'https://shop.example/cart' } })
  say('screen', { name: 'Start' })
  say('group', { groupId: 'company' })
  say('alias', { previousId: `${userId}-device` })
  say('track', {
    event: 'Order Completed',
    timestamp: new Date(Date.now() - 3_600_000),
    properties: { order_id: userId, total: 3300, currency: 'JPY' },
  })
}

test.each([
  ['3', Analytics],
  ['2', Analytics2 as unknown as typeof Analytics],
  ['1', Analytics1 as unknown as typeof Analytics],
])(
  'Segment’s library for Node, version %s, sends every kind unmodified: one customer, one timeline',
  async (version, Library) => {
    const site = await openSite(server)
    const analytics = new Library({ writeKey: site.writeKey, host: server.url })
    const errors: unknown[] = []
    analytics.on('error', (error: unknown) => errors.push(error))
    const userId = `segment-${version}`
    sayAll(analytics, userId)
    await analytics.closeAndFlush()
    expect(errors).toEqual([])
    const { customer, kinds, items } = await kindsOf(`${userId}@example.com`, 6)
    expect([customer.name, kinds]).toEqual(['Node User', six])
    const order = items.find(({ kind }) => kind === 'track')!
    expect(order.title).toBe('Order Completed')
    expect(Math.round((Date.now() - Date.parse(order.at)) / 60_000)).toBe(60)
  },
)

test.each([
  ['3, packed', RudderAnalytics, true],
  ['3, plain', RudderAnalytics, false],
  ['2, packed', OlderRudder as unknown as typeof RudderAnalytics, true],
] as const)(
  'RudderStack’s library for Node, version %s, sends every kind unmodified',
  async (version, Library, gzip) => {
    const site = await openSite(server)
    const options = { dataPlaneUrl: server.url, gzip, flushAt: 20 }
    const library = new Library(site.writeKey, options as never)
    const userId = `rudder-${version.replace(/\W+/g, '-')}`
    sayAll(library as unknown as Sixfold, userId)
    await new Promise<void>((resolve, reject) =>
      library.flush(((error?: unknown) => (error ? reject(error) : resolve())) as never),
    )
    const { customer, kinds } = await kindsOf(`${userId}@example.com`, 6)
    expect([customer.name, kinds]).toEqual(['Node User', six])
    expect(await site.counts()).toEqual({ accepted: 6, duplicate: 0, rejected: 0 })
  },
)

test.each([
  ['3', RudderAnalytics],
  ['2', OlderRudder as unknown as typeof RudderAnalytics],
] as const)(
  'what RudderStack’s library for Node, version %s, says of consent stands in the ledger and with the event',
  async (version, Library) => {
    const site = await openSite(server)
    const key = `ads-${version}`
    const purpose = await server.admin.call(consents.createPurpose, { ...newsletter(), key })
    const library = new Library(site.writeKey, { dataPlaneUrl: server.url, flushAt: 20 } as never)
    const userId = `consenting-${version}`
    const context = {
      consentManagement: {
        provider: 'oneTrust',
        resolutionStrategy: 'and',
        allowedConsentIds: ['Necessary'],
        deniedConsentIds: [key],
      },
    }
    library.identify({ userId, traits: { email: `${userId}@example.com` } })
    library.track({ userId, event: 'Consent Management Interaction', context } as never)
    await new Promise<void>((resolve, reject) =>
      library.flush(((error?: unknown) => (error ? reject(error) : resolve())) as never),
    )
    const { customer, items } = await kindsOf(`${userId}@example.com`, 2)
    await waitUntilFollowed(server)
    const { data } = await server.admin.call(consents.listConsents, { id: customer.id })
    expect(data).toMatchObject([
      {
        purposeId: purpose.id,
        state: 'refused',
        source: 'tracked',
        evidence: { category: key, provider: 'oneTrust' },
      },
    ])
    expect(items.find(({ kind }) => kind === 'track')!.facts.consent).toEqual({
      chosen: true,
      allowed: ['Necessary'],
      denied: [key],
      provider: 'oneTrust',
    })
  },
)

/** Jitsu’s library takes a key only as `id:secret`. */
const jitsuKey = ({ writeKey }: Site) => `${writeKey.slice(0, 16)}:${writeKey.slice(16)}`

test.each([
  ['1.11', jitsuAnalytics, {}],
  ['1.11 between servers', jitsuAnalytics, { s2s: true }],
  ['1.7', olderJitsu as unknown as typeof jitsuAnalytics, {}],
])('Jitsu’s library, version %s, sends unmodified', async (version, open, more) => {
  const site = await openSite(server)
  const jitsu = open({ host: server.url, writeKey: jitsuKey(site), ...more })
  const userId = `jitsu-${version.replace(/\W+/g, '-')}`
  await jitsu.identify(userId, { email: `${userId}@example.com`, name: 'Jitsu User' })
  await jitsu.page({ name: 'Cart', url: 'https://shop.example/cart' } as never)
  await jitsu.track('Product Viewed', { price: 1200 })
  await jitsu.group('company', {})
  const { customer, kinds } = await kindsOf(`${userId}@example.com`, 4)
  expect([customer.name, kinds]).toEqual(['Jitsu User', ['group', 'identify', 'page', 'track']])
})

test('Dittofeed’s library for Node sends unmodified, with the bare write key in Authorization', async () => {
  const site = await openSite(server)
  await DittofeedSdk.init({ writeKey: site.writeKey, host: server.url })
  const userId = 'dittofeed'
  DittofeedSdk.identify({ userId, traits: { email: 'dittofeed@example.com', name: 'Ditto User' } })
  DittofeedSdk.page({ userId, name: 'Cart' } as never)
  DittofeedSdk.screen({ userId, name: 'Start' } as never)
  DittofeedSdk.track({ userId, event: 'Product Viewed', properties: { price: 1200 } })
  await DittofeedSdk.flush()
  const once = await fetch(`${server.url}/api/public/apps/group`, {
    method: 'POST',
    headers: { authorization: site.writeKey, 'content-type': 'application/json' },
    body: JSON.stringify({ userId, groupId: 'one-by-one', messageId: 'one-by-one' }),
  })
  expect(once.status).toBe(200)
  const { customer, kinds } = await kindsOf('dittofeed@example.com', 5)
  expect(customer.name).toBe('Ditto User')
  expect(kinds).toEqual(['group', 'identify', 'page', 'screen', 'track'])
})

test('a beacon names its key in the query, a pixel everything', async () => {
  const site = await openSite(server)
  const beacon = { batch: [{ type: 'page', anonymousId: 'beacon-1', messageId: 'beacon-1' }] }
  const sent = await fetch(`${server.url}/beacon/v1/batch?writeKey=${site.writeKey}`, {
    method: 'POST',
    body: JSON.stringify(beacon),
  })
  expect(sent.status).toBe(200)
  const query = new URLSearchParams({
    writeKey: site.writeKey,
    anonymousId: 'pixel-1',
    event: 'Mail Opened',
    'context.page.url': 'https://shop.example/mail',
    'properties.order_id': '7',
  })
  const picture = await fetch(`${server.url}/pixel/v1/track?${query}`)
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/gif'])
  const whole = { writeKey: site.writeKey, userId: 'pixel-2', event: '開封', messageId: 'whole' }
  const data = Buffer.from(JSON.stringify(whole)).toString('base64')
  expect((await fetch(`${server.url}/v1/pixel/track?data=${data}`)).status).toBe(200)
  expect((await fetch(`${server.url}/v1/pixel/track?data=e30x`)).status).toBe(400)
  const events = await site.events()
  expect(events.map(({ kind, name, anonymous_id }) => [kind, name, anonymous_id])).toEqual([
    ['page', '', 'beacon-1'],
    ['track', 'Mail Opened', 'pixel-1'],
    ['track', '開封', null],
  ])
  expect(events[1]).toMatchObject({
    properties: { order_id: '7' },
    context: { page: { url: 'https://shop.example/mail' } },
  })
})

test('a library with an unknown write key gives up at once and says so', async () => {
  const analytics = new Analytics({ writeKey: 'unknown', host: server.url, maxRetries: 5 })
  const failed = new Promise<{ code: string }>((resolve) => analytics.on('error', resolve as never))
  analytics.track({ userId: 'u', event: 'Lost' })
  await analytics.closeAndFlush()
  expect(await failed).toMatchObject({ code: 'delivery_failure' })
})
