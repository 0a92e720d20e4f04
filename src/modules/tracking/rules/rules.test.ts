import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../../foundation/testing/wait-for.ts'
import * as contract from '../contract.ts'
import { openSite, type Site } from '../testing.ts'
import { shortenAddress } from './change-fields.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

type Rules = Partial<(typeof contract.SourceRules)['_zod']['input']>

/** With the rules that the server has: it asks for them again after five seconds. */
const openRuled = async (name: string, rules: Rules) => {
  const site = await openSite(server, name)
  const saved = await server.admin.call(contract.updateSource, { id: site.id, rules })
  expect(saved.rules).toMatchObject(rules)
  return site
}
const track = (event: string, messageId: string, more: object = {}) => ({
  type: 'track',
  event,
  messageId,
  userId: 'u-1',
  ...more,
})
const allOf = (data: { code: string; count: number }[]) =>
  Object.fromEntries(data.map(({ code, count }) => [code, count]))
const waiting = async ({ id }: Site) =>
  allOf((await server.admin.call(contract.countRejectedEvents, { id })).data)

test('fields are kept, removed or hashed, in the event and in the context, and an IP address loses its end', async () => {
  const fields = [
    { path: 'properties.card', action: 'remove' as const },
    { path: 'properties.products.*.buyer', action: 'hash' as const },
    { path: 'traits.email', action: 'hash' as const },
    { path: 'context.page.title', action: 'remove' as const },
  ]
  const site = await openRuled('ruled', { fields })
  const context = { ip: '203.0.113.77', page: { title: 'secret', url: 'https://shop.example/' } }
  const products = [{ sku: 'a', buyer: 'Taro@Example.com' }, { sku: 'b' }]
  await site.send('/v1/batch', {
    context: {
      traits: { email: 'taro@example.com' },
      consent: { categoryPreferences: { ads: false } },
    },
    batch: [
      track('Bought', 'r-1', { properties: { card: '4242', products }, context }),
      track('Bought', 'r-2', { properties: { products }, context: { ip: '2001:db8:1:2::7' } }),
    ],
  })
  const [one, two] = await site.events()
  const hash = (two!.context as { traits: { email: string } }).traits.email
  expect(hash).toMatch(/^hash:[\w-]{43}$/)
  // Keyed, and blind to letters' case: the same person everywhere, nobody's to find by trying.
  expect(one).toMatchObject({
    properties: { products: [{ sku: 'a', buyer: hash }, { sku: 'b' }] },
    context: {
      ip: '203.0.113.0',
      page: { url: 'https://shop.example/' },
      traits: { email: hash },
      consent: { categoryPreferences: { ads: false } },
    },
  })
  expect(JSON.stringify([one, two])).not.toMatch(/4242|secret|taro@/i)
  expect(two!.context).toMatchObject({ ip: '2001:db8:1::' })
})

test('naming what to keep lets the rest go', async () => {
  const fields = [{ path: 'properties.order_id', action: 'keep' as const }]
  const site = await openRuled('kept', { fields, ip: 'remove' })
  const more = { properties: { order_id: '7', note: 'x' }, context: { ip: '203.0.113.7', app: {} } }
  await site.send('/v1/t', track('Bought', 'k-1', more))
  const [event] = await site.events()
  expect(event).toMatchObject({ properties: { order_id: '7' } })
  expect([event!.properties, event!.context]).toEqual([{ order_id: '7' }, { app: {} }])
})

test('a denied event waits in quarantine without what rules remove, and is taken once the rule is mended', async () => {
  const site = await openRuled('denied', {
    events: { mode: 'except', names: ['Debug *', 'screen'] },
    fields: [
      { path: 'properties.token', action: 'remove' },
      { path: 'context.page.search', action: 'remove' },
    ],
  })
  const at = new Date(Date.now() - 3_600_000).toISOString()
  await site.send('/v1/batch', {
    sentAt: new Date().toISOString(),
    context: { page: { path: '/buy', search: '?key=s3cret' } },
    batch: [
      track('Debug click', 'd-1', { timestamp: at, properties: { token: 's3cret', size: 1 } }),
      track('Debug scroll', 'd-2'),
      { type: 'screen', name: 'Start', anonymousId: 'a', messageId: 'd-3' },
      track('Bought', 'd-4'),
      { type: 'nonsense', userId: 'u' },
    ],
  })
  expect(await site.counts()).toEqual({ accepted: 1, duplicate: 0, rejected: 4 })
  expect(await waiting(site)).toEqual({ 'event.denied': 3, 'event.unknown_type': 1 })
  const kept = await server.services.db
    .selectFrom('rejected_event')
    .select(['body', 'envelope'])
    .where('source_id', '=', site.id)
    .execute()
  expect(JSON.stringify(kept)).toContain('/buy')
  expect(JSON.stringify(kept)).not.toContain('s3cret')
  const { id } = site
  await server.admin.call(contract.updateSource, {
    id,
    rules: { events: { mode: 'except', names: ['screen'] } },
  })
  const click = (await site.rejected()).find(({ detail }) => detail === 'Debug click')!
  const single = { id, ids: [click.id] }
  expect(await server.admin.call(contract.replayRejectedEvents, single)).toMatchObject({ taken: 1 })
  expect(await server.admin.call(contract.replayRejectedEvents, { id })).toEqual({
    taken: 1,
    refused: 2,
    next: null,
  })
  expect(await waiting(site)).toEqual({ 'event.denied': 1, 'event.unknown_type': 1 })
  const events = await site.events()
  expect(events.map(({ name }) => name)).toEqual(['Bought', 'Debug click', 'Debug scroll'])
  const taken = events[1]!
  expect(taken.properties).toEqual({ size: 1 })
  expect(Math.abs((taken.at as Date).getTime() - Date.parse(at))).toBeLessThan(2000)
  // Sent again by its library, it is the same event.
  await site.send('/v1/t', track('Debug click', 'd-1', { timestamp: at }))
  await waitFor('the repeat to be counted', async () => {
    const { data } = await server.admin.call(contract.listSources, {})
    const found = data.find((one) => one.id === id)!
    return found.replayed === 2 && found.accepted === 3 && found.duplicate >= 0
  })
  expect(await site.events()).toHaveLength(3)
})

test('an event without an id that is refused and taken twice counts once, when it first came', async () => {
  const site = await openRuled('nameless', { events: { mode: 'except', names: ['Tick'] } })
  const tick = { type: 'track', event: 'Tick', userId: 'u', timestamp: '2026-05-03T00:00:00Z' }
  await site.send('/v1/batch', { batch: [tick] })
  const [kept] = await site.rejected()
  await server.admin.call(contract.updateSource, { id: site.id, rules: {} })
  await server.admin.call(contract.replayRejectedEvents, { id: site.id })
  // As after a crash between storing it and taking it out of the quarantine.
  await server.services.db
    .insertInto('rejected_event')
    .values({
      ...{ workspace_id: server.workspaceId, source_id: site.id, id: kept!.id, code: kept!.code },
      ...{ detail: '', body: JSON.stringify(tick), received_at: new Date(kept!.receivedAt) },
    })
    .execute()
  await server.admin.call(contract.replayRejectedEvents, { id: site.id })
  const events = await site.events()
  expect(events.map(({ received_at }) => received_at.toISOString())).toEqual([kept!.receivedAt])
})

test('a preview says what rules would do to the latest events, and does nothing', async () => {
  const site = await openSite(server, 'previewed')
  await site.send('/v1/batch', {
    batch: [
      track('Bought', 'p-1', { properties: { card: '1', size: 2 } }),
      track('Zoomed', 'p-2', { properties: { size: 3 } }),
    ],
  })
  const rules = {
    events: { mode: 'only' as const, names: ['Bought'] },
    fields: [{ path: 'properties.card', action: 'remove' as const }],
  }
  const { data } = await server.admin.call(contract.previewRules, { id: site.id, rules })
  expect(data.map(({ name, denied, changed }) => ({ name, denied, changed }))).toEqual([
    { name: 'Zoomed', denied: true, changed: [] },
    { name: 'Bought', denied: false, changed: ['properties.card'] },
  ])
  expect((await site.events())[0]!.properties).toEqual({ card: '1', size: 2 })
})

test.each([
  ['203.0.113.9', '203.0.113.0'],
  ['::ffff:203.0.113.9', '203.0.113.0'],
  ['2001:db8:abcd:12::1', '2001:db8:abcd::'],
  ['::1', '0:0:0::'],
  ['no address', undefined],
  [7, undefined],
])('the network of %s is %s', (given, network) => {
  expect(shortenAddress(given)).toBe(network)
})
