import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../foundation/server/context.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import { plantCustomer } from '../../testing/plant.ts'
import * as connections from '../connections/contract.ts'
import * as conversations from '../conversations/contract.ts'
import * as customers from '../customers/contract.ts'
import { addPersonalData, filterErased, rememberErased, resolveSender } from '../customers/index.ts'
import { removeBytes } from '../files/index.ts'
import { openSite, waitUntilFollowed } from '../tracking/testing.ts'
import * as contract from './contract.ts'
import { keepTombstones } from './erasure/keep-tombstones.ts'
import { sweepWorkspace } from './retention/sweep.ts'
import { findWords, holdMail, readZip, staysAfterErasure } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.stop())

const system = () => systemContext(server.services, server.workspaceId, 'test')

const filesWith = (words: string) => {
  const folder = join(server.dataFolder, 'files')
  return (readdirSync(folder, { recursive: true, withFileTypes: true }) ?? [])
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path, 'utf8').includes(words))
}
const erase = async (id: string, requestId?: string) => {
  const { confirm } = await server.admin.call(contract.previewErasure, { id })
  const { id: erasureId } = await server.admin.call(contract.eraseCustomer, {
    id,
    confirm,
    ...(requestId ? { requestId } : {}),
  })
  await waitFor('the erasure', async () => {
    const { data } = await server.admin.call(contract.listErasures, {})
    return data.find((one) => one.id === erasureId)?.state === 'done'
  })
}

test('a person gets everything that is held on them, and is then gone from everywhere', async () => {
  const { admin, services } = server
  const marks = { words: 'wasurete-4711', contact: 'keshite-4712' }
  const { ids, email } = await plantCustomer(server, marks, null)
  const { id: requestId } = await admin.call(contract.createPrivacyRequest, {
    kind: 'erasure',
    customerId: ids.customer,
    requester: marks.words,
    contact: email,
  })

  // Mails in quarantine: of theirs, of nobody known that names them, and of somebody else.
  const { data: mailboxes } = await admin.call(connections.listConnections, {})
  const held = (text: string) => holdMail(system(), mailboxes[0]!.id, text)
  await held(`From: ${marks.words} <${email.toUpperCase()}>\r\n\r\n${marks.words}`)
  await held(`broken ${marks.words} ${email} bytes`)
  const theirs = `From: other@customer.example\r\nCc: ${email}\r\n\r\nsonohoka-4713`
  await held(theirs)
  await held('-----BEGIN PGP MESSAGE-----\n\nsonohoka-4714')
  const unreadable = { count: 1, more: false, connections: [{ id: mailboxes[0]!.id, count: 1 }] }

  // The copy: readable, and with the very bytes.
  await admin.call(contract.makePersonCopy, { id: ids.customer!, language: 'ja' })
  const copy = await waitFor('the copy', async () => {
    const { data } = await admin.call(contract.listPersonCopies, { id: ids.customer! })
    return data[0]?.state === 'ready' && data[0]
  })
  expect(copy.counts).toMatchObject({
    messages: 3,
    'privacy-requests': 2,
    consents: 1,
    'unread-mails': 2,
  })
  expect(copy.counts['tracked-events']).toBeGreaterThanOrEqual(3)
  const bytes = await (await admin.fetch(`/api/v1/person-copies/${copy.id}/file`)).arrayBuffer()
  const parts = readZip(Buffer.from(bytes))
  expect(String(parts.get('messages.jsonl'))).toContain(email)
  expect(String(parts.get('messages.html'))).toContain('件名')
  // In their language, down to the names of what is said of them.
  const pages = [...parts].filter(([name]) => name.endsWith('.html'))
  const titles = pages.flatMap(([, page]) => [...String(page).matchAll(/<(?:h1|dt)>([^<]*)</g)])
  const raw = [...new Set(titles.map((match) => match[1]!))].filter((name) => /^[\w-]+$/.test(name))
  expect(raw).toEqual(['Cc'])
  // Nor does anybody have to read what programs read.
  for (const [name, page] of pages)
    expect(
      `${name} ${/<dd>[{["]|<dd>(in|claimed|verified)<|T\d\d:\d\d:/.exec(String(page))?.[0]}`,
    ).toBe(`${name} undefined`)
  // What nobody can tell whose it is: it is said, and not in it.
  expect(copy.unclear).toBe(1)
  expect(String(parts.get('index.html'))).toContain('差出人もわからないメールが1通')
  expect([...parts.keys()].filter((name) => /^files\/.*\.txt$/.test(name))).not.toEqual([])

  const { unclear } = await admin.call(contract.previewErasure, { id: ids.customer! })
  expect(unclear).toMatchObject(unreadable)

  // Only who types the name erases.
  await expect(
    admin.call(contract.eraseCustomer, { id: ids.customer!, confirm: 'somebody' }),
  ).rejects.toMatchObject({ code: 'privacy.not_confirmed' })
  expect((await admin.call(customers.getCustomer, { id: ids.customer! })).id).toBe(ids.customer)
  await expect(erase(ids.customer!, requestId)).rejects.toMatchObject({
    code: 'privacy.identity_unchecked',
  })
  await admin.call(contract.updatePrivacyRequest, { id: requestId, identityCheck: 'ID' })
  await erase(ids.customer!, requestId)

  const left = (words: string) => findWords(services.db, words)
  expect((await left(marks.words)).filter((name) => !staysAfterErasure.test(name))).toEqual([])
  // The planted product has the address in its name, and the planted suppression is of another address.
  const notTheirs = /product$|order_item$|customer_order$|suppression$/
  expect((await left(marks.contact)).filter((name) => !notTheirs.test(name))).toEqual([])
  for (const path of filesWith(marks.words)) await removeBytes(services, path.slice(-64), 0)
  expect(filesWith(marks.words)).toHaveLength(1)
  expect(filesWith('sonohoka-4713')).toHaveLength(1)
  // It is told to stay, and goes by hand.
  const { data: erasures } = await admin.call(contract.listErasures, {})
  expect(erasures[0]).toMatchObject({ unclear: 1, state: 'done' })
  const quarantine = await admin.call(connections.listQuarantine, { id: mailboxes[0]!.id })
  for (const { id: receiptId } of quarantine.data)
    await admin.call(connections.removeQuarantined, { id: mailboxes[0]!.id, receiptId })
  const after = await admin.call(connections.listQuarantine, { id: mailboxes[0]!.id })
  expect([quarantine.data.length, after.data.length]).toEqual([2, 0])
  for (const words of ['sonohoka-4713', 'sonohoka-4714']) {
    for (const path of filesWith(words)) await removeBytes(services, path.slice(-64), 0)
    expect(filesWith(words)).toEqual([])
  }
  await expect(admin.call(customers.getCustomer, { id: ids.customer! })).rejects.toMatchObject({
    status: 404,
  })
  await expect(
    admin.call(conversations.getConversation, { id: ids.conversation! }),
  ).rejects.toMatchObject({ status: 404 })
  expect((await admin.fetch(`/api/v1/person-copies/${copy.id}/file`)).status).toBe(404)
  const request = await admin.call(contract.getPrivacyRequest, { id: requestId })
  expect(request).toMatchObject({
    requester: '',
    contact: '',
    customer: null,
    kind: 'erasure',
    state: 'done',
  })

  // Neither a file nor a late event brings them back; what they write themselves does.
  const named = { type: 'email', value: email.toUpperCase() }
  expect(await filterErased(system(), [named, { type: 'email', value: 'x@y.example' }])).toEqual([
    named,
  ])
  const site = await openSite(server)
  await site.send('/v1/batch', {
    batch: [
      { type: 'identify', userId: `user-${marks.contact}`, messageId: 'late-1', traits: { email } },
      { type: 'page', anonymousId: `device-${marks.words}-${marks.contact}`, messageId: 'late-2' },
      { type: 'page', anonymousId: 'somebody-else', messageId: 'late-3' },
    ],
  })
  await waitUntilFollowed(server)
  const late = await sql<{ id: string }>`select message_id as id from tracked_event
    where message_id like 'late-%'`.execute(services.db)
  expect(late.rows.map((row) => row.id)).toEqual(['late-3'])
  expect((await admin.call(customers.listCustomers, { identifier: email })).data).toEqual([])
  const again = await inTransaction(system(), (ctx) =>
    resolveSender(ctx, { type: 'email', value: email }, 'mail-received'),
  )
  expect(again!.customerId).not.toBe(ids.customer)
  expect(await filterErased(system(), [named])).toEqual([])
  expect(await filterErased(system(), [{ ...named, at: new Date(0) }])).toHaveLength(1)
}, 90_000)

test('whoever was erased after the backup that is restored is erased again, and nobody else', async () => {
  const make = (value: string) =>
    inTransaction(
      { ...system(), now: new Date(Date.now() - 86_400_000) },
      async (ctx) =>
        (await resolveSender(ctx, { type: 'email', value, name: value }, 'mail-received'))!
          .customerId,
    )
  // Something ends the first try halfway; the next one goes on.
  let tries = 0
  addPersonalData({
    name: 'stops-once',
    read: async () => ({ rows: [], next: null }),
    erase: async () => {
      tries += 1
      if (tries === 1) throw new Error('the process was stopped')
      return { more: false }
    },
  })
  const [gone, stays] = [
    await make('kieru@customer.example'),
    await make('nokoru@customer.example'),
  ]
  const devices = ['kieru-device', 'kieru-quiet'].map((value) => ({ type: 'anonymous_id', value }))
  await rememberErased(system(), devices)
  await erase(gone)
  expect(tries).toBe(2)
  // As after the restore of yesterday's backup: the person is there, and no row says that they were erased.
  const isGone = (id: string) =>
    waitFor('that they are gone again', async () => {
      const { status } = await server.admin.fetch(`/api/v1/customers/${id}`)
      return status === 404
    })
  await sql`delete from erased_identifier`.execute(server.services.db)
  const back = await make('kieru@customer.example')
  // So is what they did before anybody knew whose their device is.
  const site = await openSite(server)
  await site.send('/v1/batch', {
    batch: [
      ...['kieru-device', 'nokoru-device'].map((anonymousId) => ({
        type: 'page',
        anonymousId,
        messageId: anonymousId,
      })),
      // From a server: neither a visit nor a word of consent. And what could not be used.
      { type: 'track', event: 'Stocked', anonymousId: 'kieru-quiet', messageId: 'quiet-1' },
      { type: 'track', event: 7, anonymousId: 'kieru-quiet', messageId: 'quiet-2' },
    ],
  })
  await waitUntilFollowed(server)
  await keepTombstones(server.services)
  await isGone(back)
  await waitFor('the device to be forgotten', async () => {
    const events = await site.events()
    return events.length === 1 && events[0]!.anonymous_id === 'nokoru-device'
  })
  await waitFor('what came from its server to be, too', async () => {
    const found = await findWords(server.services.db, 'kieru-quiet')
    return found.length === 0
  })
  // Or it says so of an earlier time, after which they had come back by themselves.
  await sql`update erased_identifier set erased_at = erased_at - interval '1 day'`.execute(
    server.services.db,
  )
  const again = await make('kieru@customer.example')
  await sql`update erased_identifier set returned_at = now()`.execute(server.services.db)
  await keepTombstones(server.services)
  await isGone(again)
  expect((await server.admin.call(customers.getCustomer, { id: stays })).id).toBe(stays)
})

test('what is kept too long goes, and only that', async () => {
  const { admin, services, workspaceId } = server
  const site = await openSite(server)
  await site.send('/v1/batch', {
    batch: [
      { type: 'page', anonymousId: 'old', messageId: 'r-1' },
      { type: 'page', anonymousId: 'new', messageId: 'r-2' },
      { type: 'track', anonymousId: 'old', event: 7, messageId: 'r-3' },
    ],
  })
  await waitUntilFollowed(server)
  const old = sql`now() - interval '40 days'`
  await sql`update tracked_event set received_at = ${old} where anonymous_id = 'old'`.execute(
    services.db,
  )
  await sql`update visit set last_at = ${old} where anonymous_id = 'old'`.execute(services.db)
  await sql`update rejected_event set received_at = ${old}`.execute(services.db)
  const count = (name: string, days: number) =>
    admin.call(contract.previewRetention, { name, days }).then((preview) => preview.count)
  expect([await count('visits', 30), await count('visits', 50)]).toEqual([1, 0])
  await admin.call(contract.putRetention, { name: 'visits', days: 30 })
  await admin.call(contract.putRetention, { name: 'tracked-events', days: 30 })
  const { id: asked } = await admin.call(contract.createPrivacyRequest, {
    kind: 'correction',
    requester: 'old-requester',
  })
  await admin.call(contract.updatePrivacyRequest, { id: asked, state: 'refused' })
  await sql`update privacy_request set closed_at = ${old} where id = ${asked}`.execute(services.db)
  await admin.call(contract.putRetention, { name: 'privacy-requests', days: 30 })
  await sql`update retention set ran_at = null`.execute(services.db)
  await sweepWorkspace(system())
  const left = async (table: string) =>
    (
      await sql<{ id: string }>`select anonymous_id as id from ${sql.table(table)}
        where workspace_id = ${workspaceId} and anonymous_id in ('old', 'new')`.execute(services.db)
    ).rows.map(({ id }) => id)
  expect([await left('visit'), await left('tracked_event')]).toEqual([['new'], ['new']])
  const answered = await admin.call(contract.getPrivacyRequest, { id: asked })
  expect(answered).toMatchObject({ state: 'refused', kind: 'correction', requester: '' })
  const { data } = await admin.call(contract.listRetention, {})
  const byName = Object.fromEntries(data.map((one) => [one.name, one]))
  expect(byName['rejected-events']).toMatchObject({ days: 30, usualDays: 30 })
  expect(byName['rejected-events']!.removed).toBeGreaterThanOrEqual(1)
  expect(byName.conversations).toMatchObject({ days: null, removed: 0 })
})
