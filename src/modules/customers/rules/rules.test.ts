import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { listVisits } from '../../tracking/contract.ts'
import { openSite, type Site, waitForCustomer, waitUntilFollowed } from '../../tracking/testing.ts'
import * as customers from '../contract.ts'
import { filterErased, rememberErased, resolveSender } from '../index.ts'
import { normalise } from '../normalise.ts'
import * as contract from './contract.ts'

let server: TestServer
let site: Site
beforeAll(async () => {
  server = await startTestServer()
  site = await openSite(server)
})
afterAll(() => server?.stop())

const identify = (userId: string, more: object = {}) =>
  site.send('/v1/identify', { userId, messageId: `${userId}-${Math.random()}`, ...more })
const whose = async (identifier: string) => (await waitForCustomer(server.admin, identifier)).id
const valuesOf = async (id: string) =>
  (await server.admin.call(customers.getCustomer, { id })).identifiers.map(({ value }) => value)
const pagesOf = async (id: string) =>
  (await server.admin.call(customers.listTimeline, { id, kinds: 'page' })).data.map(
    ({ title }) => title,
  )
const leftOut = async (id: string) =>
  (await server.admin.call(contract.listIdentityDecisions, { id })).data

describe('one spelling for each value', () => {
  test.each([
    ['phone', '090-1234-5678', '+819012345678'],
    ['phone', '+81 (0)90 1234 5678', '+819012345678'],
    ['phone', '０９０（１２３４）５６７８', '+819012345678'],
    ['phone', '010-81-90-1234-5678', '+819012345678'],
    ['phone', '03-1234-5678', '+81312345678'],
    ['phone', '0120-123-456', '+81120123456'],
    ['phone', '+44 20 7946 0958', '+442079460958'],
    ['phone', '000-0000-0000', undefined],
    ['phone', '12', undefined],
    ['email', 'Ｔａｒｏ@Example.JP', 'taro@example.jp'],
    ['member_number', 'ab-12 34', 'AB1234'],
    ['user_id', '[object Object]', undefined],
    ['user_id', '-1', undefined],
    ['user_id', "'null'", undefined],
    ['anonymous_id', '00000000-0000-0000-0000-000000000000', undefined],
  ])('%s %s is %s', (type, value, normal) => expect(normalise(type, value)).toBe(normal))
})

test('a family on one tablet with one home telephone stays a family', async () => {
  const anonymousId = 'tablet'
  const phone = '03-5555-0101'
  const page = (title: string, hour: string) =>
    site.send('/v1/page', {
      anonymousId,
      messageId: title,
      timestamp: `2026-11-20T${hour}:00:00Z`,
      context: { page: { url: 'https://shop.example/', title } },
    })
  const sits = (name: string, hour: string) =>
    identify(name, {
      anonymousId,
      timestamp: `2026-11-20T${hour}:00:00Z`,
      traits: { email: `${name}@family.example`, phone },
    })
  await page('before anybody said a word', '09')
  await sits('mother', '10')
  await page('mother looks at shoes', '11')
  await sits('father', '12')
  await page('father looks at a drill', '13')
  await waitUntilFollowed(server)
  // Within the ten minutes in which a repeat is not asked again.
  await sits('mother', '14')
  await page('mother is back', '15')
  // Told late, of a time before she came back: it is hers in the end.
  await sits('aunt', '13')
  await waitUntilFollowed(server)

  const [mother, father] = [await whose('mother'), await whose('father')]
  expect(mother).not.toBe(father)
  expect(await pagesOf(mother)).toEqual([
    'mother is back',
    'mother looks at shoes',
    'before anybody said a word',
  ])
  expect(await pagesOf(father)).toEqual(['father looks at a drill'])
  expect(await valuesOf(father)).toEqual(
    expect.arrayContaining(['father', 'father@family.example']),
  )
  expect(await valuesOf(father)).not.toContain(phone)
  expect(await leftOut(father)).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({
        type: 'anonymous_id',
        rule: 'moved-on',
        other: { id: mother, name: null },
      }),
      expect.objectContaining({ type: 'phone', rule: 'shared-value' }),
    ]),
  )
  const visits = async (customerId: string) =>
    (await server.admin.call(listVisits, { customerId })).data.map(({ lastTitle }) => lastTitle)
  expect(await visits(father)).toEqual(['father looks at a drill'])
  const visitsOnTimeline = async (id: string) =>
    (await server.admin.call(customers.listTimeline, { id, kinds: 'visit' })).data.map(({ at }) =>
      at.slice(11, 13),
    )
  expect(await visitsOnTimeline(father)).toEqual(['13'])
  expect(await visitsOnTimeline(mother)).toEqual(['15', '11', '09'])

  // A merge shows what both did; taken back, each has their own again.
  const { actId } = await server.admin.call(customers.mergeCustomers, {
    id: mother,
    otherId: father,
  })
  expect(await pagesOf(mother)).toHaveLength(4)
  await server.admin.call(customers.undoIdentityAct, { actId })
  expect(await pagesOf(father)).toEqual(['father looks at a drill'])
})

test('what was done on a device before it was lent stays with its owner, also where a wrong merge is taken back since', async () => {
  const page = (title: string, hour: string) =>
    site.send('/v1/page', {
      anonymousId: 'lent',
      messageId: title,
      timestamp: `2026-11-20T${hour}:00:00Z`,
      context: { page: { url: 'https://shop.example/', title } },
    })
  const signIn = (name: string, hour: string) =>
    identify(name, { anonymousId: 'lent', timestamp: `2026-11-20T${hour}:00:00Z` })
  await signIn('lender', '10')
  await identify('stranger')
  await page('the lender looks', '11')
  await waitUntilFollowed(server)
  const [lender, stranger] = [await whose('lender'), await whose('stranger')]
  const { actId } = await server.admin.call(customers.mergeCustomers, {
    id: stranger,
    otherId: lender,
  })
  await signIn('borrower', '12')
  await page('the borrower looks', '13')
  await waitUntilFollowed(server)
  await server.admin.call(customers.undoIdentityAct, { actId })
  expect(await pagesOf(lender)).toEqual(['the lender looks'])
  expect(await pagesOf(stranger)).toEqual([])
  expect(await pagesOf(await whose('borrower'))).toEqual(['the borrower looks'])
})

test('a device that five people share in turn is no value of everybody, and that of six is', async () => {
  const people = [1, 2, 3, 4, 5].map((n) => `sharer-${n}`)
  for (const name of [...people, 'sharer-1', 'sharer-2']) {
    await identify(name, { anonymousId: 'shared by five' })
    await waitUntilFollowed(server)
  }
  expect(await valuesOf(await whose('sharer-2'))).toContain('shared by five')
  await identify('sharer-6', { anonymousId: 'shared by five' })
  await waitUntilFollowed(server)
  expect(await valuesOf(await whose('sharer-6'))).not.toContain('shared by five')
})

test('verified people that differ are never merged by what a site says', async () => {
  const mail = (value: string) =>
    inTransaction(systemContext(server.services, server.workspaceId, 'test'), (ctx) =>
      resolveSender(ctx, { type: 'email', value }, 'mail'),
    )
  const [one, other] = [await mail('one@proved.example'), await mail('other@proved.example')]
  await identify('proved', { traits: { email: 'one@proved.example' } })
  await identify('proved', { traits: { email: 'other@proved.example' } })
  await waitUntilFollowed(server)
  expect(await whose('one@proved.example')).toBe(one!.customerId)
  expect(await whose('other@proved.example')).toBe(other!.customerId)
  expect(await leftOut(one!.customerId)).toMatchObject([{ type: 'email', rule: 'other-person' }])
  // However many say that they have it: who proved it keeps it.
  for (let n = 1; n <= 7; n += 1)
    await identify(`liar-${n}`, { traits: { email: 'one@proved.example' } })
  await waitUntilFollowed(server)
  expect(await whose('one@proved.example')).toBe(one!.customerId)
})

test('who is proved stays so behind a thousand devices and claims', async () => {
  const system = systemContext(server.services, server.workspaceId, 'test')
  const other = await inTransaction(system, (ctx) =>
    resolveSender(ctx, { type: 'email', value: 'few@proved.example' }, 'mail'),
  )
  const made = { workspace_id: server.workspaceId, created_at: new Date() }
  const crowded = newId()
  const { db } = server.services
  await db
    .insertInto('customer')
    .values({ ...made, id: crowded })
    .execute()
  const theirs = (type: string, value: string, trust: string) => ({
    ...{ ...made, id: newId(), type, value, shown: value, customer_id: crowded, trust },
  })
  await db
    .insertInto('identifier')
    .values([
      ...Array.from({ length: 1001 }, (_, n) => theirs('visitor', `crowd ${n}`, 'claimed')),
      theirs('email', 'many@proved.example', 'verified'),
    ])
    .execute()
  await identify('of few', { traits: { email: 'few@proved.example' } })
  await identify('of few', { traits: { email: 'many@proved.example' } })
  await waitUntilFollowed(server)
  expect(await whose('of few')).toBe(other!.customerId)
  expect(await whose('many@proved.example')).toBe(crowded)
})

test('a value claimed for ever more people goes into quarantine, with its reason, until staff release it', async () => {
  const email = 'everybody@shared.example'
  for (let n = 1; n <= 7; n += 1) await identify(`crowd-${n}`, { traits: { email } })
  await waitUntilFollowed(server)
  const { data } = await server.admin.call(contract.listBlockedIdentifiers, {})
  expect(data[0]).toMatchObject({
    type: 'email',
    value: email,
    kind: 'quarantined',
    customerCount: 6,
    releasedAt: null,
  })
  expect(await valuesOf(await whose('crowd-1'))).not.toContain(email)
  await server.admin.call(contract.releaseIdentifier, { id: data[0]!.id })
  await identify('crowd-8', { traits: { email } })
  await waitUntilFollowed(server)
  // What was claimed before that counts no more.
  await identify('crowd-9', { traits: { email } })
  await waitUntilFollowed(server)
  expect(await valuesOf(await whose('crowd-8'))).toContain(email)
})

test('who proved a value is found by it, whether or not it was taken out of use since', async () => {
  const email = 'info@blocked.example'
  const ctx = systemContext(server.services, server.workspaceId, 'test')
  const sender = { type: 'email', value: email }
  const made = await inTransaction(ctx, (ctx) => resolveSender(ctx, sender, 'mail-received'))
  await server.admin.call(contract.blockIdentifier, { type: 'email', value: email })
  const identifier = 'Info@Blocked.Example'
  const found = await server.admin.call(customers.listCustomers, { identifier })
  expect(found.data.map(({ id }) => id)).toEqual([made!.customerId])
})

test('kinds of one’s own come by externalIds, keep to their limit, and can be blocked', async () => {
  const card = {
    type: 'loyalty_card',
    titleEn: 'Loyalty card',
    titleJa: 'ポイントカード',
    priority: 6,
    most: 1,
    windowDays: null,
    normaliser: 'code' as const,
    trust: 'verified' as const,
    joins: 'claim' as const,
    single: true,
    spread: null,
    spreadDays: 1,
  }
  await server.admin.call(contract.saveIdentifierType, card)
  const viewer = await server.as('viewer')
  await expect(viewer.call(contract.saveIdentifierType, card)).rejects.toMatchObject({
    status: 403,
  })
  await server.admin.call(contract.blockIdentifier, { type: 'loyalty_card', value: 'TEST 1' })
  const ids = (...values: string[]) => ({
    context: {
      externalIds: [
        ...values.map((id) => ({
          id,
          type: 'loyalty_card',
          collection: 'users',
          encoding: 'none',
        })),
        { id: 'x', type: 'nobody_described_this', collection: 'users', encoding: 'none' },
      ],
    },
  })
  await identify('holder', ids('lc-77 01', 'test1'))
  await waitUntilFollowed(server)
  const holder = await whose('holder')
  expect(await valuesOf(holder)).toEqual(['holder', 'lc-77 01'])
  // The same card, spelt another way, in the shop where nobody is signed in.
  await site.send('/v1/track', { event: 'Scan', anonymousId: 'till', ...ids('LC7701') })
  await identify('holder', ids('LC-99'))
  await waitUntilFollowed(server)
  expect(await valuesOf(holder)).toEqual(expect.arrayContaining(['holder', 'lc-77 01', 'till']))
  expect(await leftOut(holder)).toMatchObject([{ type: 'loyalty_card', rule: 'limit' }])
  await expect(
    server.admin.call(contract.removeIdentifierType, { type: 'loyalty_card' }),
  ).rejects.toMatchObject({ code: 'identifier_type.in_use' })
  // Nor does an erased person's card come back by another spelling.
  const system = systemContext(server.services, server.workspaceId, 'test')
  await rememberErased(system, [{ type: 'loyalty_card', value: 'LCGONE1' }])
  const named = { type: 'loyalty_card', value: 'lc-gone 1' }
  expect(await filterErased(system, [named])).toEqual([named])
})
