import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../foundation/server/context.ts'
import type { Database } from '../../foundation/server/database/tables.generated.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as imports from '../imports/contract.ts'
import { importFile, waitForState } from '../imports/testing.ts'
import { openSite, waitForCustomer, waitUntilFollowed } from '../tracking/testing.ts'
import * as contract from './contract.ts'
import { resolveSender } from './index.ts'
import * as rules from './rules/contract.ts'

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

const somebody = () => {
  const n = ++people
  return { email: `person-${n}@customer.example`, userId: `user-${n}`, anonymousId: `device-${n}` }
}

/** By one site, of whoever it names. */
const identify = async (userId: string, more: object = {}) => {
  sites ??= openSite(server)
  const messageId = `${userId}-${Math.random()}`
  await (await sites).send('/v1/identify', { userId, messageId, ...more })
}
let sites: ReturnType<typeof openSite> | undefined
const whose = async (identifier: string) => (await waitForCustomer(server.admin, identifier)).id
const valuesOf = async (id: string) =>
  (await server.admin.call(contract.getCustomer, { id })).identifiers.map(({ value }) => value)
const leftOut = async (id: string) =>
  (await server.admin.call(rules.listIdentityDecisions, { id })).data

const identifiersOf = async (id: string) => {
  const { identifiers } = await server.admin.call(contract.getCustomer, { id })
  return identifiers.map(({ type, trust }) => `${trust} ${type}`).sort()
}

test('who is known by mail and then named by the site, in one batch with an order, is one customer', async () => {
  const site = await openSite(server)
  const { email, userId } = somebody()
  const id = await mailFrom(email, 'Taro')
  await site.send('/v1/batch', {
    batch: [
      { type: 'track', userId, event: 'Order Completed', messageId: `${userId}-order` },
      { type: 'identify', userId, traits: { email }, messageId: `${userId}-identify` },
    ],
  })
  await waitUntilFollowed(server)
  expect(await waitForCustomer(server.admin, userId)).toMatchObject({ id, name: 'Taro' })
  expect(await identifiersOf(id)).toEqual(['claimed user_id', 'verified email'])
})

test('who is known by the site and then writes a mail is one customer', async () => {
  const site = await openSite(server)
  const { email, userId, anonymousId } = somebody()
  await site.send('/v1/page', { anonymousId, name: 'Home' })
  await site.send('/v1/identify', { anonymousId, userId, traits: { email, name: 'Hanako' } })
  await waitUntilFollowed(server)
  const { id } = await waitForCustomer(server.admin, email)
  expect(await mailFrom(email, 'H. Yamada')).toBe(id)
  expect(await identifiersOf(id)).toEqual([
    'claimed user_id',
    'device anonymous_id',
    'verified email',
  ])
})

test('an address that the site only claimed for somebody verified is a person of its own when it writes', async () => {
  const site = await openSite(server)
  const { email, userId } = somebody()
  const other = somebody()
  const id = await mailFrom(email)
  await site.send('/v1/identify', { userId, traits: { email } })
  await site.send('/v1/identify', { userId, traits: { email: other.email } })
  await waitUntilFollowed(server)
  expect(await identifiersOf(id)).toContain('claimed email')
  expect(await mailFrom(other.email)).not.toBe(id)
  expect(await identifiersOf(id)).toEqual(['claimed user_id', 'verified email'])
})

test('two accounts of a site that name one address stay two people', async () => {
  const site = await openSite(server)
  const { email, userId } = somebody()
  await site.send('/v1/identify', { userId, traits: { email } })
  await waitUntilFollowed(server)
  const first = await waitForCustomer(server.admin, email)
  await site.send('/v1/identify', { userId: `${userId}-other`, traits: { email } })
  await waitUntilFollowed(server)
  const second = await waitForCustomer(server.admin, `${userId}-other`)
  expect(second.id).not.toBe(first.id)
  expect((await waitForCustomer(server.admin, email)).id).toBe(first.id)
})

test('what somebody’s address said of them while they were wrongly merged is said of them alone afterwards', async () => {
  const site = await openSite(server)
  const [he, she] = [somebody(), somebody()]
  const [into, from] = [await mailFrom(he.email), await mailFrom(she.email)]
  const { actId } = await server.admin.call(contract.mergeCustomers, { id: into, otherId: from })
  expect(await mailFrom(she.email, 'Hanako')).toBe(into)
  const undo = (actId: string) => server.admin.call(contract.undoIdentityAct, { actId })
  await undo(actId)
  const nameOf = async (id: string) => (await server.admin.call(contract.getCustomer, { id })).name
  expect([await nameOf(into), await nameOf(from)]).toEqual([null, 'Hanako'])
  // A rule's merge makes all a claim; taken back, each counts for what it did.
  const { userId, anonymousId } = she
  await site.send('/v1/identify', { userId, anonymousId, messageId: `${userId}-1` })
  await waitUntilFollowed(server)
  const { id } = await waitForCustomer(server.admin, userId)
  await site.send('/v1/identify', {
    userId,
    messageId: `${userId}-2`,
    traits: { email: she.email },
  })
  await waitUntilFollowed(server)
  expect(await identifiersOf(from)).toEqual([
    'claimed anonymous_id',
    'claimed user_id',
    'verified email',
  ])
  await undo((await server.admin.call(contract.listIdentityActs, { id: from })).data[0]!.id)
  expect(await identifiersOf(id)).toEqual(['claimed user_id', 'device anonymous_id'])
})

test('what was split from a merge that was taken back since goes to whom it came from', async () => {
  const [he, she] = [somebody(), somebody()]
  const [into, from] = [await mailFrom(he.email, 'He'), await mailFrom(she.email, 'She')]
  const { admin } = server
  const view = (id: string) => admin.call(contract.getCustomer, { id })
  const was = [await view(into), await view(from)]
  const merged = await admin.call(contract.mergeCustomers, { id: into, otherId: from })
  const hers = merged.customer.identifiers.find(({ value }) => value === she.email)!
  const parted = await admin.call(contract.splitCustomer, { id: into, identifierIds: [hers.id] })
  for (const { actId } of [merged, parted]) await admin.call(contract.undoIdentityAct, { actId })
  const is = [await view(into), await view(from)]
  const valuesOf = (all: typeof was) =>
    all.map(({ id, name, identifiers }) => [id, name, identifiers.map(({ value }) => value)])
  expect(valuesOf(is)).toEqual(valuesOf(was))
})

test('whom staff told apart no rule joins through a third whom they merged with one of them', async () => {
  const proved = await mailFrom('b@apart.example')
  for (const userId of ['apart-a', 'apart-c']) await identify(userId)
  await waitUntilFollowed(server)
  const [a, c] = [await whose('apart-a'), await whose('apart-c')]
  const merge = (id: string, otherId: string) =>
    server.admin.call(contract.mergeCustomers, { id, otherId })
  const { actId } = await merge(proved, a)
  await server.admin.call(contract.undoIdentityAct, { actId })
  await merge(c, a)
  await identify('apart-c', { traits: { email: 'b@apart.example' } })
  await waitUntilFollowed(server)
  expect(await whose('b@apart.example')).toBe(proved)
  expect(await whose('apart-c')).toBe(c)
  expect(await leftOut(c)).toMatchObject([{ type: 'email', rule: 'ruled-different' }])
})

test('a box that a whole company reads makes nobody one', async () => {
  const box = await mailFrom('info@company.example')
  for (const userId of ['clerk-1', 'clerk-2']) await identify(userId)
  await waitUntilFollowed(server)
  for (const userId of ['clerk-1', 'clerk-2'])
    await identify(userId, { traits: { email: 'info@company.example' } })
  await waitUntilFollowed(server)
  const all = [await whose('clerk-1'), await whose('clerk-2'), box]
  expect(new Set(all).size).toBe(3)
})

test('what came to somebody long ago leaves room for what a file brings', async () => {
  const older = [1, 2, 3].map((n) => `older-${n}@window.example`)
  for (const email of older) await identify('window', { traits: { email } })
  await waitUntilFollowed(server)
  const id = await whose('window')
  const bring = () => importFile(server.admin, 'user_id,email\nwindow,new@window.example\n')
  await bring()
  expect(await valuesOf(id)).toEqual(['window', ...older])
  const { db } = server.services
  await db
    .updateTable('identifier')
    .set({ created_at: new Date(0) })
    .where('value', 'in', older)
    .execute()
  await bring()
  await identify('window', { traits: { email: 'site@window.example' } })
  await waitUntilFollowed(server)
  expect(await valuesOf(id)).toEqual(
    expect.arrayContaining(['new@window.example', 'site@window.example']),
  )
})

test('a split that was taken back by mistake is there again once that is taken back', async () => {
  const [he, she] = [somebody(), somebody()]
  const [into, from] = [await mailFrom(he.email, 'He'), await mailFrom(she.email, 'She')]
  const { admin } = server
  const view = (id: string) => admin.call(contract.getCustomer, { id })
  const undo = (actId: string) => admin.call(contract.undoIdentityAct, { actId })
  const merged = await admin.call(contract.mergeCustomers, { id: into, otherId: from })
  const hers = merged.customer.identifiers.find(({ value }) => value === she.email)!
  const parted = await admin.call(contract.splitCustomer, { id: into, identifierIds: [hers.id] })
  await undo(parted.actId)
  const { data } = await admin.call(contract.listIdentityActs, { id: into })
  await undo(data[0]!.id)
  const again = { name: 'She', identifiers: [{ value: she.email }] }
  expect(await view(parted.customer.id)).toMatchObject(again)
  await undo(merged.actId)
  expect(await view(parted.customer.id)).toMatchObject(again)
  expect(await view(into)).toMatchObject({ name: 'He', identifiers: [{ value: he.email }] })
})

test('the undo of an import gives an address back to the record it came by, also where that one was merged meanwhile', async () => {
  const { admin } = server
  const find = async (identifier: string) =>
    (await admin.call(contract.listCustomers, { identifier })).data
  const bring = (line: string, trust: 'verified' | 'claimed') =>
    importFile(admin, `会員番号,メールアドレス\n${line}\n`, { mapping: { trust } })
  await bring('HOME-1,one@home.example', 'verified')
  await bring('HOME-2,two@home.example', 'verified')
  await bring('HOME-2,early@home.example', 'claimed')
  await bring('HOME-2,late@home.example', 'claimed')
  const [[one], [two]] = [await find('one@home.example'), await find('two@home.example')]
  const early = await bring('HOME-3,early@home.example', 'verified')
  const merge = { id: one!.id, otherId: two!.id }
  const { actId } = await admin.call(contract.mergeCustomers, merge)
  const late = await bring('HOME-4,late@home.example', 'verified')
  expect((await find('late@home.example'))[0]!.id).not.toBe(one!.id)
  for (const { id } of [late, early]) {
    await admin.call(imports.undoImport, { id })
    await waitForState(admin, id, 'undone')
  }
  expect((await find('late@home.example'))[0]!.id).toBe(one!.id)
  await admin.call(contract.undoIdentityAct, { actId })
  const { identifiers } = await admin.call(contract.getCustomer, { id: two!.id })
  expect(identifiers.map(({ value }) => value).sort()).toEqual(
    ['HOME-2', 'early@home.example', 'late@home.example', 'two@home.example'].sort(),
  )
})

test('nothing is ever kept of a customer who is not there, whoever removes them meanwhile', async () => {
  const { db } = server.services
  const workspaceId = server.workspaceId
  const add = async (db: Kysely<Database>) => {
    const { rows } = await sql<{ id: string }>`
      insert into customer (workspace_id, id, created_at) values (${workspaceId}, gen_random_uuid(), now())
      returning id`.execute(db)
    return rows[0]!.id
  }
  const say = (db: Kysely<Database>, id: string) =>
    sql`insert into customer_field (workspace_id, customer_id, field, source, trust, value, at)
      values (${workspaceId}, ${id}, 'name', 'tracked', 'claimed', 'Taro', now())`.execute(db)
  const remove = (db: Kysely<Database>, id: string) =>
    sql`delete from customer where workspace_id = ${workspaceId} and id = ${id}`.execute(db)
  /** What one does while the other has not committed yet. */
  const meanwhile = async (
    first: (db: Kysely<Database>, id: string) => Promise<unknown>,
    second: (db: Kysely<Database>, id: string) => Promise<unknown>,
  ) => {
    const id = await add(db)
    const outcome = await db.transaction().execute(async (trx) => {
      await first(trx, id)
      const waiting = second(db, id).then(
        () => 'done',
        ({ code }: { code: string }) => code,
      )
      await waitFor('the second to wait for the first', async () => {
        const { rows } = await sql`select 1 from pg_stat_activity
          where wait_event_type = 'Lock' and query ~ 'customer' and datname = current_database()`.execute(
          db,
        )
        return rows.length > 0
      })
      return { waiting }
    })
    const said = await outcome.waiting
    const { rows } = await sql`select 1 from customer_field where customer_id = ${id}`.execute(db)
    return [said, rows.length]
  }
  expect(await meanwhile(remove, say)).toEqual(['23503', 0])
  expect(await meanwhile(say, remove)).toEqual(['done', 0])
})
