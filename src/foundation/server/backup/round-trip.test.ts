import { createHash } from 'node:crypto'
import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as connections from '../../../modules/connections/contract.ts'
import * as conversations from '../../../modules/conversations/contract.ts'
import {
  mailboxSettings,
  messagesOf,
  waitForState,
} from '../../../modules/conversations/testing.ts'
import * as customers from '../../../modules/customers/contract.ts'
import * as labels from '../../../modules/labels/contract.ts'
import * as members from '../../../modules/members/contract.ts'
import { waitForCustomer, waitUntilFollowed } from '../../../modules/tracking/testing.ts'
import { openShop, type Shop, write } from '../../../modules/web-chat/testing.ts'
import { type Caller, createCaller } from '../../testing/caller.ts'
import { openStream } from '../../testing/open-stream.ts'
import { waitFor } from '../../testing/wait-for.ts'
import { readSecrets } from '../secret-file.ts'
import type { Manifest } from './format.ts'
import { ask, openYard } from './testing.ts'

let yard: ReturnType<typeof openYard>
let shop: Shop
let secret: string
let known: Awaited<ReturnType<Shop['makeVictim']>>
let saved: Manifest
/** A reply that could not be handed over yet, and the desk's place in the stream. */
let waiting: string
let place: string

vi.setConfig({ testTimeout: 90_000 })

beforeAll(async () => {
  yard = openYard()
  shop = await openShop()
  secret = readSecrets({
    secret: undefined,
    oldSecret: undefined,
    dataFolder: shop.server.dataFolder,
  }).now
  await fill()
  saved = await yard.save(shop.server.databaseUrl, 'shop', { folder: filesOf(shop), key: secret })
})
afterAll(async () => {
  await yard.close()
  await shop.stop()
})

const filesOf = ({ server }: Shop) => join(server.dataFolder, 'files')
const nowhere = { host: '127.0.0.1', port: 1 }

const fill = async () => {
  const { agent, server, site } = shop
  known = await shop.makeVictim()
  const visitor = await shop.visit({ anonymousId: 'device-7' })
  await write(visitor, 'お茶碗はありますか。\n𠮷野家 👍')
  for (let n = 0; n < 30; n += 1)
    await site.send('/v1/page', { anonymousId: 'device-7', messageId: `m-${n}`, name: `Page ${n}` })
  await agent.fetch('/api/v1/files?name=cup.txt&type=text/plain', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: 'a cup',
  })
  await server.admin.call(connections.updateConnection, {
    id: await mailboxId(agent),
    settings: mailboxSettings(nowhere, nowhere, 'secret'),
  })
  waiting = (
    await agent.call(conversations.reply, { id: known.conversationId, text: 'On its way.' })
  ).id
  await waitFor('a try that failed for now', async () => {
    const message = await agent.call(conversations.getMessage, { id: waiting })
    return message.state === 'queued' && message.problem !== null
  })
  await waitUntilFollowed(server)
  const stream = await openStream(agent, conversations.stream.path)
  place = await waitFor('a place in the stream', async () => stream.lastId())
  stream.close()
}

const mailboxId = async (caller: Caller) => {
  const { data } = await caller.call(connections.listConnections, {})
  return data.find((one) => one.channel === 'email')!.id
}

const signIn = async (url: string) => {
  const response = await createCaller(url, {}).fetch(members.signIn.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'admin@team.example', password: 'correct horse battery' }),
  })
  const cookies = response.headers.getSetCookie().map((one) => one.split(';')[0])
  return createCaller(url, { cookie: cookies.join('; ') })
}

/** What people see, all of it. */
const look = async (caller: Caller) => {
  const { data: found } = await caller.call(conversations.listConversations, {
    status: 'any',
    limit: 100,
  })
  const { data: people } = await caller.call(customers.listCustomers, { limit: 100 })
  return {
    found,
    messages: await Promise.all(found.map((one) => messagesOf(caller, one.id))),
    people,
    timelines: await Promise.all(
      people.map(
        async ({ id }) => (await caller.call(customers.listTimeline, { id, limit: 200 })).data,
      ),
    ),
    labels: (await caller.call(labels.listLabels, {})).data,
    connections: (await caller.call(connections.listConnections, {})).data,
  }
}

test('the same comes back from a restored server, byte for byte', async () => {
  const url = await yard.database()
  await yard.load(url, 'shop', { data: 'exact', key: secret, hooks: false })
  const again = await yard.save(url, 'shop-again', { folder: join(yard.path('exact'), 'files') })
  expect(again.tables).toEqual(saved.tables)
  expect(again.jobs).toEqual(saved.jobs)
  expect(again.files).toEqual(saved.files)
  expect(saved.jobs.rows).toBeGreaterThan(0)
  expect(saved.files.count).toBeGreaterThan(1)
  const rows = Object.fromEntries(saved.tables.map((one) => [one.name, one.rows]))
  expect(rows).toMatchObject({ 'public.tracked_event': 32, 'public.receipt': 1, 'auth.user': 2 })
})

test('people find everything as they left it, and their desks read afresh', async () => {
  const before = await look(shop.agent)
  const url = await yard.database()
  await yard.load(url, 'shop', { data: 'moved', key: secret })
  const { url: address } = await yard.start(url, 'moved', secret)
  // The same secret: nobody has to sign in again.
  const agent = createCaller(address!, shop.agent.headers)
  const stream = await openStream(agent, conversations.stream.path, place)
  const first = await stream.wait('a first word', () => true)
  expect(first.event).toBe('reset')

  const after = await look(agent)
  // What had not been sent is in doubt now; everything else is as it was.
  const sending = before.messages.flat().find((one) => one.id === waiting)!
  expect(sending.state).toBe('queued')
  const settled = (all: typeof before) => ({
    ...all,
    messages: all.messages.map((list) => list.filter((one) => one.id !== waiting)),
    timelines: all.timelines.map((list) => list.filter((one) => one.id !== waiting)),
    connections: all.connections.map(({ id, name, channel }) => ({ id, name, channel })),
  })
  expect(settled(after)).toEqual(settled(before))
  const [mail] = (await messagesOf(agent, known.conversationId)).filter(
    (one) => one.channel === 'email',
  )
  const raw = (caller: Caller) =>
    caller
      .fetch(conversations.getRawMessage.path.replace(':id', mail!.id))
      .then((one) => one.text())
  expect(await raw(agent)).toBe(await raw(shop.agent))

  await ask(
    url,
    'select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs), now())',
  )
  await waitForState(agent, waiting, 'unknown')
  await stream.wait('that it is unknown', (frame) => frame.event === 'message.unknown')
  stream.close()
})

test('readers go on: what is new is followed, what was there is not counted again', async () => {
  const url = await yard.database()
  await yard.load(url, 'shop', { data: 'readers', key: secret })
  const { url: address } = await yard.start(url, 'readers', secret)
  const visits = () => ask(url, 'select id, event_count, page_count from visit order by id')
  const was = await visits()
  const basic = `Basic ${Buffer.from(`${shop.site.writeKey}:`).toString('base64')}`
  const track = (body: object) =>
    fetch(`${address}/v1/identify`, {
      method: 'POST',
      headers: { authorization: basic, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const identify = {
    userId: 'new-one',
    messageId: 'new-1',
    traits: { email: 'new@customer.example' },
  }
  expect((await track(identify)).status).toBe(200)
  await waitForCustomer(createCaller(address!, shop.server.admin.headers), 'new@customer.example')
  expect(await visits()).toEqual(was)
  // What was taken before the backup is still known as a repeat.
  await track({ userId: 'new-one', messageId: 'm-3', traits: {} })
  const [same] = await ask<{ count: number }>(
    url,
    "select count(*)::int as count from tracked_event where message_id = 'm-3'",
  )
  expect(same!.count).toBe(1)
})

test('with another secret, what must be entered again is named, and can be', async () => {
  const url = await yard.database()
  const { unreadable, sameSecret } = await yard.load(url, 'shop', { data: 'other' })
  expect(sameSecret).toBe(false)
  const id = await mailboxId(shop.agent)
  expect(unreadable).toContainEqual({
    table: 'public.connection',
    id,
    name: 'help@shop.example',
    path: 'settings.imap.password',
  })
  expect(unreadable.map((one) => one.path)).toContain('settings.identitySecret')
  const { url: address } = await yard.start(url, 'other')
  const signedOut = createCaller(address!, shop.server.admin.headers)
  await expect(signedOut.call(connections.listConnections, {})).rejects.toMatchObject({
    status: 401,
  })
  const admin = await signIn(address!)
  const shown = await admin.call(connections.getConnection, { id })
  expect(shown).toMatchObject({ state: 'failing', problem: { code: 'secret.unreadable' } })
  const settings = mailboxSettings(nowhere, nowhere, '•••')
  await expect(admin.call(connections.updateConnection, { id, settings })).rejects.toMatchObject({
    code: 'connection.settings_invalid',
    facts: { path: 'imap.password' },
  })
  await admin.call(connections.updateConnection, {
    id,
    settings: mailboxSettings(nowhere, nowhere, 'again'),
  })
})

test('what is written meanwhile is in the backup whole, or not at all', async () => {
  const visitors = await Promise.all([shop.visit(), shop.visit(), shop.visit()])
  let writing = true
  const busy = visitors.map(async (visitor) => {
    for (let n = 0; writing; n += 1) await write(visitor, `meanwhile ${n}`)
  })
  await waitFor('somebody to be heard', async () => {
    const { data } = await shop.agent.call(conversations.listConversations, { search: 'meanwhile' })
    return data.length === visitors.length
  })
  const moment = await yard.save(shop.server.databaseUrl, 'busy', { folder: filesOf(shop) })
  writing = false
  await Promise.all(busy)
  const url = await yard.database()
  // A row without the one it refers to would be refused.
  await yard.load(url, 'busy')
  const [torn] = await ask<{ count: number }>(
    url,
    `select count(*)::int as count from conversation c where message_count <>
      (select count(*) from message m where m.workspace_id = c.workspace_id and m.conversation_id = c.id)`,
  )
  expect(torn!.count).toBe(0)
  expect(moment.tables.find((one) => one.name === 'public.message')!.rows).toBeGreaterThan(4)
})

test('a file that the data folder has lost is named, and the rest is saved', async () => {
  const folder = yard.path('lossy')
  cpSync(join(shop.server.dataFolder, 'files'), folder, { recursive: true })
  const sha256 = createHash('sha256').update('a cup').digest('hex')
  const stored = join(folder, sha256.slice(0, 2), sha256)
  expect(existsSync(stored)).toBe(true)
  cpSync(import.meta.filename, stored)
  const { files } = await yard.save(shop.server.databaseUrl, 'without', { folder })
  expect(files.missing).toEqual([sha256])
  expect(files.count).toBe(saved.files.count - 1)
})
