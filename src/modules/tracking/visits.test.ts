import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import * as customers from '../customers/contract.ts'
import * as contract from './contract.ts'
import { openSite, type Site, waitForCustomer, waitUntilFollowed } from './testing.ts'

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
const device = () => `device-${next()}`
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

const look = (anonymousId: string, minutes: number, path: string, more: object = {}) => ({
  type: 'page',
  messageId: `look-${next()}`,
  anonymousId,
  timestamp: minutesAgo(minutes),
  context: {
    page: {
      url: `https://shop.example${path}`,
      title: `Title ${path}`,
      referrer: 'https://search.example/',
    },
    campaign: { source: 'news', medium: 'email' },
  },
  ...more,
})

const visitsOf = async (anonymousId: string) => {
  await waitUntilFollowed(server)
  const { data } = await server.admin.call(contract.listVisits, { limit: 200 })
  return data.filter((visit) => visit.anonymousId === anonymousId)
}

const timelineOf = async (id: string, kinds?: string) =>
  (await server.admin.call(customers.listTimeline, { id, limit: 200, ...(kinds ? { kinds } : {}) }))
    .data

test('pages of one device are one visit until half an hour passes without any', async () => {
  const id = device()
  await site.send('/v1/batch', {
    batch: [look(id, 100, '/a'), look(id, 71, '/b'), look(id, 42, '/c'), look(id, 11, '/d')],
  })
  const [later, earlier] = await visitsOf(id)
  expect(later).toMatchObject({ pageCount: 1, firstUrl: 'https://shop.example/d' })
  expect(earlier).toMatchObject({
    pageCount: 3,
    eventCount: 3,
    firstUrl: 'https://shop.example/a',
    lastUrl: 'https://shop.example/c',
    lastTitle: 'Title /c',
    referrer: 'https://search.example/',
    customerId: null,
  })
})

test('events that come one by one, late or out of order, end in the visit they belong to', async () => {
  const id = device()
  await site.send('/v1/p', look(id, 60, '/second'))
  await visitsOf(id)
  await site.send('/v1/p', look(id, 40, '/third'))
  await visitsOf(id)
  await site.send('/v1/batch', {
    batch: [look(id, 70, '/first'), { ...look(id, 50, '/x'), type: 'track', event: 'Zoomed' }],
  })
  expect(await visitsOf(id)).toMatchObject([
    {
      pageCount: 3,
      eventCount: 4,
      firstUrl: 'https://shop.example/first',
      lastUrl: 'https://shop.example/third',
    },
  ])
})

test('what a shop’s server sends is no visit, and neither is a group or alias without a page', async () => {
  const id = device()
  await site.send('/v1/t', {
    anonymousId: id,
    event: 'Invoice Paid',
    messageId: 'server-1',
    context: { library: { name: 'analytics-node' } },
  })
  expect(await visitsOf(id)).toEqual([])
})

test('a visit that begins is told to the log once, with its customer; an import of last year is not told', async () => {
  const id = device()
  await site.send('/v1/i', { anonymousId: id, userId: 'log-user', messageId: 'log-1' })
  const { id: customerId } = await waitForCustomer(server.admin, 'log-user')
  await site.send('/v1/import', {
    batch: [look(id, 0, '/now'), look(id, 1, '/before'), look(id, 500_000, '/last-year')],
  })
  const visits = await visitsOf(id)
  expect(visits.map((visit) => visit.customerId)).toEqual([customerId, customerId])
  const told = await server.services.db
    .selectFrom('event')
    .select('facts')
    .where('kind', '=', 'visit.started')
    .where('customer_id', '=', customerId)
    .execute()
  expect(told.map(({ facts }) => (facts as { visitId: string }).visitId)).toEqual([visits[0]!.id])
  const shown = (await timelineOf(customerId, 'visit')).map(({ facts }) => facts)
  expect(shown).toMatchObject([
    { visitId: visits[0]!.id, channelGroup: 'email', source: 'news', pages: 2 },
    { visitId: visits[1]!.id },
  ])
})

test('whoever signs in on a device becomes one customer with what the device did before', async () => {
  const id = device()
  await site.send('/v1/p', look(id, 5, '/anonymous', { name: 'Shoes' }))
  await waitUntilFollowed(server)
  await site.send('/v1/i', {
    anonymousId: id,
    userId: 'signed-in',
    messageId: 'sign-1',
    traits: { email: 'Hanako@Example.jp', firstName: 'Hanako', lastName: 'Sato' },
  })
  const customer = await waitForCustomer(server.admin, 'hanako@example.jp')
  expect(customer.name).toBe('Hanako Sato')
  expect((await waitForCustomer(server.admin, 'signed-in')).id).toBe(customer.id)
  await site.send('/v1/t', {
    userId: 'signed-in',
    event: 'Bought',
    messageId: 'sign-2',
    properties: { size: 23, long: 'x'.repeat(5000) },
  })
  const items = await timelineOf(customer.id, 'page,identify,track')
  expect(items.map(({ kind, title }) => [kind, title])).toEqual([
    ['track', 'Bought'],
    ['identify', ''],
    ['page', 'Title /anonymous'],
  ])
  expect(items[0]!.facts.properties).toEqual({ size: 23 })
  expect(items[2]!.facts).toMatchObject({
    url: 'https://shop.example/anonymous',
    referrer: 'https://search.example/',
  })
})

test('a timeline of several devices and a user is paged without a gap or a repeat', async () => {
  const [one, two] = [device(), device()]
  const batch = Array.from({ length: 60 }, (_, index) =>
    look([one, two][index % 2]!, 60 - index, `/${index}`, { userId: 'paged' }),
  )
  // Many at the very same moment, as batches of a server are.
  const same = Array.from({ length: 15 }, (_, index) => ({
    ...look(one, 0, `/same-${index}`),
    timestamp: batch[30]!.timestamp,
  }))
  await site.send('/v1/batch', { batch: [...batch, ...same] })
  const { id } = await waitForCustomer(server.admin, 'paged')
  const seen: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await server.admin.call(customers.listTimeline, {
      id,
      limit: 7,
      kinds: 'page',
      ...(after ? { after } : {}),
    })
    seen.push(...page.data.map((item) => item.id))
    if (!page.next) break
    after = page.next
  }
  expect([seen.length, new Set(seen).size]).toEqual([75, 75])
})

test('on a shared device each signed-in person keeps their own events', async () => {
  const id = device()
  await site.send('/v1/batch', {
    batch: [
      look(id, 20, '/of-first', { userId: 'first-person' }),
      look(id, 10, '/of-second', { userId: 'second-person' }),
    ],
  })
  const first = await waitForCustomer(server.admin, 'first-person')
  const second = await waitForCustomer(server.admin, 'second-person')
  expect(first.id).not.toBe(second.id)
  expect((await timelineOf(first.id, 'page')).map(({ title }) => title)).toEqual([
    'Title /of-first',
  ])
  expect((await timelineOf(second.id, 'page')).map(({ title }) => title)).toEqual([
    'Title /of-second',
  ])
  expect((await visitsOf(id)).map((visit) => visit.customerId)).toEqual([second.id, first.id])
})

test('an alias of a user with themselves changes nothing; one with a device joins it', async () => {
  const id = device()
  await site.send('/v1/p', look(id, 3, '/before-alias'))
  await site.send('/v1/batch', {
    batch: [
      { type: 'alias', messageId: 'alias-1', userId: 'aliased', previousId: 'aliased' },
      { type: 'alias', messageId: 'alias-2', userId: 'aliased', previousId: id },
    ],
  })
  const customer = await waitForCustomer(server.admin, 'aliased')
  await waitUntilFollowed(server)
  expect((await timelineOf(customer.id, 'page')).map(({ title }) => title)).toEqual([
    'Title /before-alias',
  ])
  const { identifiers } = await server.admin.call(customers.getCustomer, { id: customer.id })
  expect(identifiers.map(({ type }) => type).sort()).toEqual(['anonymous_id', 'user_id'])
})

test('a late event that fills the rest between two visits makes them one, and one campaign brought somebody, the first', async () => {
  const id = device()
  const bare = (minutes: number, path: string, campaign?: object) => {
    const seen = look(id, minutes, path)
    return { ...seen, context: { page: seen.context.page, ...(campaign && { campaign }) } }
  }
  const ad = { source: 'google', medium: 'cpc', name: 'ad' }
  await site.send('/v1/batch', { batch: [bare(90, '/one'), bare(45, '/three', ad)] })
  expect(await visitsOf(id)).toMatchObject([
    { channel: 'paid_search', pageCount: 1 },
    { channel: 'referral', pageCount: 1 },
  ])
  await site.send('/v1/p', bare(65, '/two'))
  expect(await visitsOf(id)).toMatchObject([
    {
      ...{ channel: 'referral', source: 'search.example', pageCount: 3 },
      firstUrl: 'https://shop.example/one',
      lastUrl: 'https://shop.example/three',
    },
  ])
})

test('a device that never rests is on a visit of a day at most', async () => {
  const id = device()
  const hours = Array.from({ length: 60 }, (_, at) => look(id, at * 29, `/${at}`))
  await site.send('/v1/import', { batch: hours })
  expect((await visitsOf(id)).map(({ pageCount }) => pageCount)).toEqual([10, 50])
})

test('many new people in one batch become a customer each, with the ids that came together', async () => {
  const people = Array.from({ length: 300 }, (_, index) => index)
  await site.send('/v1/batch', {
    batch: [
      ...people.map((n) => ({
        type: 'identify',
        messageId: `crowd-i-${n}`,
        userId: `crowd-${n}`,
        anonymousId: `crowd-device-${n}`,
        traits: { email: `crowd-${n}@example.com`, name: `Crowd ${n}` },
      })),
      ...people.map((n) => look(`crowd-device-${n}`, 1, '/crowd', { userId: `crowd-${n}` })),
    ],
  })
  const customer = await waitForCustomer(server.admin, 'crowd-299@example.com')
  expect(customer.name).toBe('Crowd 299')
  await waitUntilFollowed(server)
  const crowd = await server.services.db
    .selectFrom('identifier')
    .select(({ fn }) => [
      fn.countAll<number>().as('ids'),
      fn.count<number>('customer_id').distinct().as('people'),
    ])
    .where('value', 'like', 'crowd-%')
    .executeTakeFirstOrThrow()
  expect(crowd).toEqual({ ids: 900, people: 300 })
  expect((await timelineOf(customer.id)).map(({ kind }) => kind).sort()).toEqual([
    'customer.created',
    'identifier.linked',
    'identifier.linked',
    'identifier.linked',
    'identify',
    'page',
    'visit.started',
  ])
})

test('a person’s own visits are listed under them', async () => {
  const id = device()
  await site.send('/v1/p', look(id, 0, '/mine', { userId: 'visitor-of-mine' }))
  const customer = await waitForCustomer(server.admin, 'visitor-of-mine')
  await waitUntilFollowed(server)
  const { data } = await server.admin.call(contract.listVisits, { customerId: customer.id })
  expect(data).toMatchObject([
    { anonymousId: id, customerId: customer.id, firstUrl: 'https://shop.example/mine' },
  ])
})
