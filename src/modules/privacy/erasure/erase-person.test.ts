import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../../foundation/testing/wait-for.ts'
import { plantCustomer } from '../../../testing/plant.ts'
import * as connections from '../../connections/contract.ts'
import * as customers from '../../customers/contract.ts'
import {
  lockIdentity,
  personalData,
  rememberErased,
  resolveSender,
  resolveVisitor,
} from '../../customers/index.ts'
import { openSite, waitForCustomer, waitUntilFollowed } from '../../tracking/testing.ts'
import * as contract from '../contract.ts'
import { forgetCopies, makeCopy } from '../copies/copies.ts'
import { requirePerson } from '../person.ts'
import { findWords, holdMail, staysAfterErasure } from '../testing.ts'
import { noteErasure } from './begin-erasure.ts'
import { erasePerson } from './erase-person.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.stop())

const system = () => systemContext(server.services, server.workspaceId, 'test')
const tools = () => ({
  db: server.services.db,
  services: server.services,
  log: server.services.log,
  signal: new AbortController().signal,
  attempt: 1,
  maxAttempts: 1000,
})
const make = (value: string) =>
  inTransaction(
    system(),
    async (ctx) => (await resolveSender(ctx, { type: 'email', value }, 'mail'))!,
  )

test('an erasure that is ended at every step, once before and once after its work, leaves nothing behind', async () => {
  const { services, admin } = server
  const marks = { words: 'tochuu-4731', contact: 'nakaba-4732' }
  const { ids, email } = await plantCustomer(server, marks, null)
  const asked = {
    kind: 'disclosure',
    requester: marks.words,
    contact: email.toUpperCase(),
  } as const
  await admin.call(contract.createPrivacyRequest, asked)
  const { data: mailboxes } = await admin.call(connections.listConnections, {})
  await holdMail(
    system(),
    mailboxes[0]!.id,
    `From: ${marks.contact}@customer.example\n\n${marks.words}`,
  )
  // Only noted, so that no worker is quicker.
  const erasureId = await inTransaction(system(), async (ctx) => {
    const person = await requirePerson(ctx, ids.customer!)
    await rememberErased(ctx, person.identifiers)
    return noteErasure(ctx, person, { counts: {} })
  })
  const attempt = () => erasePerson.run({ workspaceId: server.workspaceId, erasureId }, tools())
  const stateOf = async () => {
    const { data } = await admin.call(contract.listErasures, {})
    return data.find(({ id }) => id === erasureId)?.state
  }
  // Whoever were merged with them now would be erased along.
  const { customerId } = await make('passer-by@customer.example')
  const merge = { id: ids.customer!, otherId: customerId }
  const refused = { code: 'customer.erased' }
  await expect(admin.call(customers.mergeCustomers, merge)).rejects.toMatchObject(refused)
  const visit = (visitorId: string, claimedEmail: string | null) =>
    inTransaction(system(), (ctx) =>
      resolveVisitor(ctx, {
        visitorId,
        anonymousId: null,
        claimedEmail,
        claimedName: null,
        locale: 'ja',
      }),
    )
  const [visitor, newcomer] = [newId(), newId()]
  const { customerId: before } = await visit(visitor, null)
  expect((await visit(visitor, email)).customerId).toBe(before)
  expect((await visit(newcomer, email)).customerId).not.toBe(ids.customer)
  let ends = 0
  for (const kind of personalData())
    for (const isAfter of [false, true]) {
      const { erase } = kind
      // What it did is rolled back with it, as by a process that is killed before it commits.
      kind.erase = async (ctx, person, options) => {
        if (isAfter) await erase(ctx, person, options)
        kind.erase = erase
        throw new Error('the process was killed')
      }
      await expect(attempt()).rejects.toThrow('the process was killed')
      expect(await stateOf()).toBe('working')
      ends += 1
    }
  expect(ends).toBeGreaterThan(30)
  // And once the last step is committed, but not that it was the last.
  await attempt()
  await attempt()
  expect(await stateOf()).toBe('done')
  const left = await findWords(services.db, marks.words)
  expect(left.filter((name) => !staysAfterErasure.test(name))).toEqual([])
  await expect(admin.call(customers.getCustomer, { id: ids.customer! })).rejects.toMatchObject({
    status: 404,
  })
}, 90_000)

test('whoever is merged with somebody while their erasure is confirmed is not erased along with them', async () => {
  const { admin } = server
  const [gone, stays] = [await make('gone@race.example'), await make('stays@race.example')]
  const waiting = (count: number) =>
    waitFor(`${count} to wait for their turn`, async () => {
      const { rows } = await sql`select 1 from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`.execute(
        server.services.db,
      )
      return rows.length === count
    })
  const acts: Promise<unknown>[] = []
  await inTransaction(system(), async (ctx) => {
    await lockIdentity(ctx)
    const merge = { id: stays.customerId, otherId: gone.customerId }
    acts.push(admin.call(customers.mergeCustomers, merge))
    await waiting(1)
    const erase = { id: gone.customerId, confirm: 'gone@race.example' }
    acts.push(admin.call(contract.eraseCustomer, erase).catch(({ code }) => code))
    await waiting(2)
  })
  expect((await Promise.all(acts))[1]).toBe('privacy.not_confirmed')
  const { identifiers } = await admin.call(customers.getCustomer, { id: stays.customerId })
  expect(identifiers).toHaveLength(2)
})

test('a tablet that was somebody else’s before goes on being theirs once whoever has it is erased', async () => {
  const { admin } = server
  const site = await openSite(server)
  let sent = 0
  const sits = async (userId: string) => {
    const more = { anonymousId: 'lent-tablet', messageId: `lent-${++sent}` }
    await site.send('/v1/identify', { userId, ...more })
    await waitUntilFollowed(server)
    return (await waitForCustomer(admin, userId)).id
  }
  await sits('stays-here')
  const gone = await sits('goes-away')
  const { confirm } = await admin.call(contract.previewErasure, { id: gone })
  await admin.call(contract.eraseCustomer, { id: gone, confirm })
  await waitFor('the erasure', async () => {
    const { data } = await admin.call(contract.listErasures, {})
    return data[0]!.state === 'done'
  })
  await site.send('/v1/page', { anonymousId: 'lent-tablet', messageId: 'lent-page' })
  // Nor does another account bring them back by saying that it was theirs.
  const alias = { userId: 'other-account', previousId: 'goes-away', messageId: 'lent-alias' }
  await site.send('/v1/alias', alias)
  await waitUntilFollowed(server)
  const kept = (await site.events()).map((event) => event.message_id)
  expect([kept.includes('lent-page'), kept.includes('lent-alias')]).toEqual([true, false])
})

test('a copy that is being made goes with its person, and one of two who were wrongly merged with the merge', async () => {
  const { admin, services, workspaceId } = server
  const [mine, other] = [await make('mine@copies.example'), await make('other@copies.example')]
  const { actId } = await admin.call(customers.mergeCustomers, {
    id: mine.customerId,
    otherId: other.customerId,
  })
  const asked = { kind: 'disclosure', customerId: mine.customerId } as const
  const { id: requestId } = await admin.call(contract.createPrivacyRequest, asked)
  const { data: found } = await admin.call(contract.listPrivacyRequests, {
    customerId: other.customerId,
  })
  expect(found.map(({ id }) => id)).toEqual([requestId])
  const begun = await admin.call(contract.makePersonCopy, { id: mine.customerId, language: 'ja' })
  const stateOf = async (id: string) => {
    const { data } = await admin.call(contract.listPersonCopies, { id: mine.customerId })
    return data.find((one) => one.id === id)?.state
  }
  const download = async (id: string) =>
    (await admin.fetch(`/api/v1/person-copies/${id}/file`)).status
  await waitFor('the copy', async () => (await stateOf(begun.id)) === 'ready')
  expect(await download(begun.id)).toBe(200)
  await admin.call(customers.undoIdentityAct, { actId })
  await waitFor('it to go', async () => (await stateOf(begun.id)) === 'gone')
  expect(await download(begun.id)).toBe(404)

  const copyId = newId()
  await sql`insert into person_copy (workspace_id, id, customer_id, language, created_by, created_at)
    values (${workspaceId}, ${copyId}, ${mine.customerId}, 'ja', 'test', now())`.execute(
    services.db,
  )
  const [kind] = personalData()
  const { read } = kind!
  kind!.read = async (...asked) => {
    kind!.read = read
    await forgetCopies(services, { workspaceId, customerIds: [mine.customerId] })
    return read(...asked)
  }
  await makeCopy.run({ workspaceId, copyId }, tools()).catch(() => undefined)
  await makeCopy.run({ workspaceId, copyId }, tools())
  expect([await stateOf(copyId), await download(copyId)]).toEqual(['gone', 404])
})
