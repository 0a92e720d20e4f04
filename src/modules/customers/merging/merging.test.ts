import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../../foundation/testing/wait-for.ts'
import { plantCustomer } from '../../../testing/plant.ts'
import * as commerce from '../../commerce/contract.ts'
import * as connections from '../../connections/contract.ts'
import { storeReceipt } from '../../connections/index.ts'
import * as consents from '../../consents/contract.ts'
import * as conversations from '../../conversations/contract.ts'
import { mailboxSettings, writeMail } from '../../conversations/testing.ts'
import * as labels from '../../labels/contract.ts'
import * as privacy from '../../privacy/contract.ts'
import * as tracking from '../../tracking/contract.ts'
import { openSite, waitForCustomer, waitUntilFollowed } from '../../tracking/testing.ts'
import * as contract from '../contract.ts'
import { resolveSender } from '../index.ts'
import * as profile from '../profile/contract.ts'
import * as rules from '../rules/contract.ts'

let server: TestServer
let people = 0
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.stop())

const mailFrom = (value: string, name?: string) =>
  inTransaction(systemContext(server.services, server.workspaceId, 'test'), async (ctx) => {
    const sender = await resolveSender(ctx, { type: 'email', value, name }, 'mail-received')
    return sender!.customerId
  })
const somebody = () => `person-${++people}@merging.example`
const view = (id: string) => server.admin.call(contract.getCustomer, { id })
const valuesOf = async (id: string) =>
  (await view(id)).identifiers.map(({ value, trust }) => `${trust} ${value}`).sort()
const merge = (id: string, otherId: string, note = '') =>
  server.admin.call(contract.mergeCustomers, { id, otherId, note })
const undo = (actId: string) => server.admin.call(contract.undoIdentityAct, { actId })
const label = async (id: string, name: string) => {
  const made = await server.admin.call(labels.createLabel, { name })
  await server.admin.call(contract.updateCustomer, { id, labelIds: [made.id] })
  return made.id
}

test('a merge shows one person with everything of both, and taking it back restores both exactly', async () => {
  const [work, home] = [somebody(), somebody()]
  const into = await mailFrom(work, '山田 太郎')
  const from = await mailFrom(home, 'Taro Yamada')
  await label(into, 'VIP')
  await label(from, 'Member')
  const before = [await view(into), await view(from)]

  const preview = await server.admin.call(contract.previewMerge, { id: into, otherId: from })
  expect(preview).toMatchObject({
    fields: [{ field: 'name', value: '山田 太郎', others: ['Taro Yamada'] }],
    moves: { identifiers: 1, labels: 1, conversations: 0 },
    warnings: [],
  })
  expect([await view(into), await view(from)]).toEqual(before)

  const { actId, customer } = await merge(into, from, 'The same man told us on the phone.')
  expect(customer).toMatchObject({ id: into, name: '山田 太郎' })
  expect(customer.labels.map(({ name }) => name).sort()).toEqual(['Member', 'VIP'])
  expect(await valuesOf(into)).toEqual([`verified ${home}`, `verified ${work}`].sort())
  expect((await view(from)).id).toBe(into)
  const { data } = await server.admin.call(contract.listIdentityActs, { id: into })
  expect(data).toMatchObject([
    {
      id: actId,
      kind: 'merge',
      note: 'The same man told us on the phone.',
      undone: false,
      other: { id: from },
      identifiers: [{ type: 'email', value: home }],
    },
  ])

  await undo(actId)
  const sameAgain = (all: typeof before) =>
    all.map(({ identifiers, ...rest }) => ({
      ...rest,
      identifiers: identifiers.map(({ type, value, trust }) => ({ type, value, trust })),
    }))
  expect(sameAgain([await view(into), await view(from)])).toEqual(sameAgain(before))
  await expect(undo(actId)).rejects.toMatchObject({ code: 'customer.act-undone' })
})

test('what came after the merge stays with the one it came to', async () => {
  const [one, other, later] = [somebody(), somebody(), `user-${++people}`]
  const into = await mailFrom(one)
  const from = await mailFrom(other)
  const { actId } = await merge(into, from)
  const site = await openSite(server)
  await site.send('/v1/identify', { userId: later, traits: { email: other } })
  await waitUntilFollowed(server)
  expect((await waitForCustomer(server.admin, later)).id).toBe(into)
  await undo(actId)
  expect(await valuesOf(from)).toEqual([`verified ${other}`])
  expect(await valuesOf(into)).toEqual([`claimed ${later}`, `verified ${one}`].sort())
})

test('a chain of merges comes apart in any order', async () => {
  const [a, b, c] = [
    await mailFrom(somebody(), 'A'),
    await mailFrom(somebody(), 'B'),
    await mailFrom(somebody(), 'C'),
  ]
  const first = await merge(b!, a!)
  const second = await merge(c!, b!)
  expect((await view(a!)).id).toBe(c)
  expect((await view(c!)).identifiers).toHaveLength(3)
  await undo(first.actId)
  expect(await view(a!)).toMatchObject({ id: a, name: 'A', identifiers: [{ trust: 'verified' }] })
  expect((await view(c!)).identifiers).toHaveLength(2)
  await undo(second.actId)
  expect(await view(b!)).toMatchObject({ id: b, name: 'B', identifiers: [{}] })
  expect(await view(c!)).toMatchObject({ id: c, name: 'C', identifiers: [{}] })
})

test('a split gives an address a person of its own with its name and conversations, and can be taken back', async () => {
  const [mine, hers] = [somebody(), somebody()]
  const into = await mailFrom(mine, 'Taro')
  const from = await mailFrom(hers, 'Hanako')
  const { actId } = await merge(into, from)
  // She speaks again, and by now it is said of both.
  expect(await mailFrom(hers, 'H. Yamada')).toBe(into)
  const { identifiers } = await view(into)
  const address = identifiers.find(({ value }) => value === hers)!
  const chosen = { id: into, identifierIds: [address.id] }
  const before = await server.admin.call(contract.previewSplit, chosen)
  const parted = await server.admin.call(contract.splitCustomer, {
    ...chosen,
    note: 'She is his wife.',
  })
  expect(parted.customer).toMatchObject({ name: 'Hanako', identifiers: [{ value: hers }] })
  expect(before).toMatchObject({
    stays: [{ field: 'name', value: 'Taro' }],
    goes: [{ field: 'name', value: 'Hanako' }],
    moves: { identifiers: 1, conversations: 0, orders: 0 },
  })
  expect(await valuesOf(into)).toEqual([`verified ${mine}`])
  await undo(parted.actId)
  expect(await valuesOf(into)).toEqual([`verified ${hers}`, `verified ${mine}`].sort())
  expect((await view(parted.customer.id)).id).toBe(into)
  await undo(actId)
  expect(await valuesOf(into)).toEqual([`verified ${mine}`])
  expect([(await view(into)).name, (await view(from)).name]).toEqual(['Taro', 'Hanako'])
  const { fields } = await server.admin.call(profile.getProfile, { id: into })
  expect(fields.find(({ field }) => field === 'name')?.others).toEqual([])
})

test('what staff took apart no rule joins again', async () => {
  const site = await openSite(server)
  const email = somebody()
  const id = `user-${++people}`
  await site.send('/v1/identify', { userId: id, traits: { name: 'Site' } })
  const customer = await mailFrom(email)
  await site.send('/v1/identify', { userId: id, traits: { email } })
  await waitUntilFollowed(server)
  expect((await waitForCustomer(server.admin, id)).id).toBe(customer)
  const { data } = await server.admin.call(contract.listIdentityActs, { id: customer })
  expect(data).toMatchObject([{ kind: 'absorb', reason: 'tracked', undone: false }])
  await undo(data[0]!.id)
  const apart = await waitForCustomer(server.admin, id)
  expect(apart.id).not.toBe(customer)
  await site.send('/v1/identify', { userId: id, anonymousId: `fresh-${id}`, traits: { email } })
  await waitUntilFollowed(server)
  expect((await waitForCustomer(server.admin, id)).id).toBe(apart.id)
  expect(await valuesOf(customer)).toEqual([`verified ${email}`])
})

test('a stranger’s word for themselves becomes nobody else’s name', async () => {
  const site = await openSite(server)
  const email = somebody()
  const customer = await mailFrom(email)
  const id = `user-${++people}`
  await site.send('/v1/identify', { userId: id, traits: { name: 'Not her name' } })
  await waitForCustomer(server.admin, id)
  await site.send('/v1/identify', { userId: id, traits: { email } })
  await waitUntilFollowed(server)
  expect(await view(customer)).toMatchObject({ name: null, identifiers: [{}, {}] })
})

test('conversations follow a merge and come back with its undo', async () => {
  const nowhere = { host: '127.0.0.1', port: 1 }
  const mailbox = await server.admin.call(connections.createConnection, {
    channel: 'email',
    settings: mailboxSettings(nowhere, nowhere, 'x'),
  })
  const write = async (text: string) => {
    const from = somebody()
    await inTransaction(systemContext(server.services, server.workspaceId, 'test'), (ctx) =>
      storeReceipt(ctx, mailbox.id, writeMail({ from, text }), from),
    )
    return waitForCustomer(server.admin, from)
  }
  const [first, second] = [await write('first'), await write('second')]
  const { actId } = await merge(first.id, second.id)
  const of = async (id: string) =>
    (await server.admin.call(conversations.listConversations, { customerId: id })).data.map(
      (row) => row.lastMessage.text,
    )
  await waitFor('both conversations', async () => (await of(first.id)).length === 2)
  await undo(actId)
  await waitFor('each on its side', async () => (await of(second.id)).length === 1)
  expect([await of(first.id), await of(second.id)]).toEqual([['first'], ['second']])
})

test('an undo restores all that can be read of both, as if there had been no merge', async () => {
  const planted = [
    await plantCustomer(server, { words: 'hitori-me', contact: 'hitori-5501' }, null),
    await plantCustomer(server, { words: 'futari-me', contact: 'futari-5502' }, null),
  ]
  const [into, from] = planted.map(({ ids }) => ids.customer!) as [string, string]
  await label(into, 'First')
  await label(from, 'Second')
  const { call } = server.admin
  const all = async <R>(page: (after?: string) => Promise<{ data: R[]; next: string | null }>) => {
    const rows: R[] = []
    for (let after: string | undefined; ; ) {
      const { data, next } = await page(after)
      rows.push(...data)
      if (!next) return rows
      after = next
    }
  }
  const before = new Date().toISOString()
  const linksOf = async (id: string) =>
    (await call(contract.listTimeline, { id, kinds: 'identifier' })).data
  const readSide = async ({ ids }: (typeof planted)[number]) => {
    const { customer: id, conversation, order, group } = ids as Record<string, string>
    const mine = { customerId: id! }
    const timeline = await all((after) =>
      call(contract.listTimeline, { id: id!, limit: 100, ...(after && { after }) }),
    )
    return {
      customer: await call(contract.getCustomer, { id: id! }),
      profile: await call(profile.getProfile, { id: id! }),
      // That they were merged and parted is told and stays.
      timeline: timeline.filter(({ at }) => String(at) < before),
      notes: await call(profile.listNotes, { id: id! }),
      files: await call(profile.listCustomerFiles, { id: id! }),
      group: await call(profile.getGroup, { groupId: group! }),
      consents: await call(consents.listConsents, { id: id! }),
      conversations: (await call(conversations.listConversations, mine)).data,
      // How far the log is has nothing to do with them.
      conversation: {
        ...(await call(conversations.getConversation, { id: conversation! })),
        position: '',
      },
      orders: await call(commerce.listOrders, mine),
      order: await call(commerce.getOrder, { id: order! }),
      purchases: await call(commerce.getPurchases, { id: id! }),
      carts: await call(commerce.listCarts, mine),
      deliveries: await call(commerce.listDeliveries, mine),
      returns: await call(commerce.listReturns, mine),
      claims: await call(commerce.listClaims, mine),
      visits: await call(tracking.listVisits, mine),
      requests: await call(privacy.listPrivacyRequests, mine),
      decisions: await call(rules.listIdentityDecisions, { id: id! }),
      found: await call(contract.listCustomers, { identifier: planted[0]!.email }),
    }
  }
  const read = async () => [await readSide(planted[0]!), await readSide(planted[1]!)]
  const was = await read()
  expect(
    was.map(({ orders, notes, files }) => [orders, notes, files].map((l) => l.data.length)),
  ).toEqual([1, 2].map(() => [1, 1, expect.any(Number)]))
  const { actId } = await merge(into, from)
  await waitFor('both as one', async () => {
    const { data } = await call(conversations.listConversations, { customerId: into })
    return data.length === 2
  })
  const [one] = await read()
  expect(
    [one!.orders, one!.notes, one!.returns, one!.visits].map(({ data }) => data.length),
  ).toEqual([2, 2, 2, 2])
  expect(one!.timeline.length).toBeGreaterThan(was[0]!.timeline.length)
  expect((await linksOf(into)).filter(({ at }) => String(at) >= before)).toEqual([])
  await undo(actId)
  await waitFor('each on its side', async () => {
    const { data } = await call(conversations.listConversations, { customerId: from })
    return data.length === 1
  })
  expect(await read()).toEqual(was)
})

test('nobody is merged with themselves, and what is not here is not found', async () => {
  const id = await mailFrom(somebody())
  await expect(merge(id, id)).rejects.toMatchObject({ code: 'customer.same' })
  await expect(merge(id, '01890000-0000-7000-8000-000000000000')).rejects.toMatchObject({
    code: 'customer.missing',
  })
  const { identifiers } = await view(id)
  const all = { id, identifierIds: identifiers.map((one) => one.id) }
  for (const split of [contract.previewSplit, contract.splitCustomer])
    await expect(server.admin.call(split, all)).rejects.toThrow('customer.split-all')
})
