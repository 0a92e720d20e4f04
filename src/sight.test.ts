import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from './foundation/server/module.ts'
import { newId } from './foundation/server/uuid.ts'
import type { Caller } from './foundation/testing/caller.ts'
import { openStream } from './foundation/testing/open-stream.ts'
import { startTestServer, type TestServer } from './foundation/testing/start-test-server.ts'
import * as conversations from './modules/conversations/contract.ts'
import * as customers from './modules/customers/contract.ts'
import * as members from './modules/members/contract.ts'
import * as reports from './modules/reports/contract.ts'
import { permissions } from './parts.ts'
import { aYear, guarded, hasBody, nameOf, requestFor, streams } from './testing/ask-everything.ts'
import {
  fingerprintOfMatters,
  type Planted,
  plantCustomer,
  writeElsewhere,
} from './testing/plant.ts'

/** Words of another team's customer. Whoever outside that team reads one has found a leak. */
const foreign = { words: 'yoso-no-hito', contact: 'yoso-7701' }
/** Of one's own team: the words are shown, what reaches the person is not. */
const own = { words: 'uchi-no-hito', contact: 'uchi-7702-09077027702' }

const request = requestFor({ search: 'hito', identifier: `${own.contact}@customer.example` })

const asShipped = { ...permissions }
let server: TestServer
let partner: Caller
let house: string
let team: string
let theirs: Planted
let mine: Planted

beforeAll(async () => {
  // May do whatever anybody but an admin may, so that nothing but their sight keeps anything from them.
  for (const [permission, roles] of Object.entries(permissions))
    if (!['conversation.all', 'customer.contact'].includes(permission) && roles.length > 1)
      Object.assign(permissions, { [permission]: [...new Set<Role>([...roles, 'partner'])] })
  server = await startTestServer()
  partner = await server.as('partner')
  const colleague = await server.as('agent', 'agent-of-the-house@team.example')
  house = (
    await server.admin.call(members.createTeam, { name: 'House', memberIds: [colleague.id] })
  ).id
  team = (await server.admin.call(members.createTeam, { name: 'Partner', memberIds: [partner.id] }))
    .id
  theirs = await plantCustomer(server, foreign, house)
  mine = await plantCustomer(server, own, team)
  const elsewhere = await writeElsewhere(server, mine, foreign.words, house)
  theirs.ids.elsewhere = elsewhere.conversationId
  theirs.ids.elsewhereMessage = elsewhere.messageId
  await server.services.db
    .updateTable('conversation')
    .set({ follows_id: elsewhere.conversationId })
    .where('id', '=', mine.ids.conversation)
    .execute()
  await plantWhatWasShared()
})

/** The two were taken for one and told apart, and a tablet went from the one to the other. */
const plantWhatWasShared = async () => {
  const { services, workspaceId: workspace_id } = server
  const [from_id, into_id] = [theirs.ids.customer, mine.ids.customer]
  const staff = { reason: 'staff', actor_type: 'system', actor_id: 'test', at: new Date() }
  const { id: known } = await services.db
    .selectFrom('identifier')
    .select('id')
    .where('customer_id', '=', from_id)
    .limit(1)
    .executeTakeFirstOrThrow()
  const act = { workspace_id, from_id, into_id, ...staff, note: `${own.contact}@customer.example` }
  const moved = JSON.stringify([{ id: known, trust: 'verified', home: from_id }])
  const actId = newId()
  await services.db
    .insertInto('identity_act')
    .values([
      { ...act, id: actId, kind: 'merge', moved },
      { ...act, id: newId(), kind: 'unmerge', moved, undoes: actId },
    ])
    .execute()
  const tablet = {
    ...{ workspace_id, id: newId(), type: 'anonymous_id', value: 'tablet', shown: 'tablet' },
    ...{ customer_id: into_id, trust: 'device', created_at: new Date() },
  }
  await services.db.insertInto('identifier').values(tablet).execute()
  const hour = (n: number) => new Date(Date.now() - n * 3_600_000)
  await services.db
    .insertInto('identifier_past')
    .values({
      ...{ workspace_id, identifier_id: tablet.id, customer_id: from_id },
      valid_to: hour(1),
    })
    .execute()
  await services.db
    .insertInto('visit')
    .values({
      ...{ workspace_id, id: newId(), source_id: mine.ids.source!, anonymous_id: 'tablet' },
      ...{ started_at: hour(3), last_at: hour(2), last_title: foreign.words },
    })
    .execute()
}
afterAll(async () => {
  Object.assign(permissions, asShipped)
  await server?.stop()
})

const asked = guarded.filter((one) => !streams.has(one.path))

describe('a member who sees only what their own teams handle', () => {
  test('is shown nothing of others and changes nothing of theirs, by any endpoint with any id', async () => {
    const before = await fingerprintOfMatters(server)
    for (const endpoint of asked)
      for (const [kind, id] of Object.entries(theirs.ids)) {
        const response = await partner.fetch(...request(endpoint, id))
        const text = await response.text()
        expect(text, `${nameOf(endpoint)} with a ${kind}`).not.toMatch(/yoso/)
        expect(response.status, `${nameOf(endpoint)} with a ${kind}: ${text}`).toBeLessThan(500)
        if (!endpoint.path.includes('/:') && !hasBody(endpoint)) break
      }
    expect(await fingerprintOfMatters(server)).toEqual(before)
  }, 240_000)

  test('is shown no address of their own customers either, but the words', async () => {
    let seen = 0
    for (const endpoint of asked.filter(({ method }) => method === 'GET'))
      for (const [kind, id] of Object.entries(mine.ids)) {
        const text = await (await partner.fetch(...request(endpoint, id))).text()
        expect(text, `${nameOf(endpoint)} with a ${kind}`).not.toMatch(/uchi-7702|09077027702/)
        // The same person's other matter is another team's.
        expect(text, `${nameOf(endpoint)} with a ${kind}`).not.toContain(foreign.words)
        expect(text, `${nameOf(endpoint)} with a ${kind}`).not.toContain(theirs.ids.elsewhere)
        if (text.includes(own.words)) seen += 1
      }
    expect(seen).toBeGreaterThan(8)
  }, 240_000)

  test('finds out no address by searching for it', async () => {
    const { email, ids } = mine
    const find = async (caller: Caller) => [
      ...(await caller.call(conversations.listConversations, { search: own.contact })).data,
      ...(await caller.call(customers.listCustomers, { search: own.contact })).data,
      ...(await caller.call(customers.listCustomers, { identifier: email })).data,
    ]
    expect(await find(server.admin)).toHaveLength(4)
    expect(await find(partner)).toEqual([])
    const { data } = await partner.call(conversations.listConversations, { search: own.words })
    expect(data.map(({ id }) => id)).toEqual([ids.conversation])
  })

  test('answers to the address that stays hidden, and can have no copy of it', async () => {
    const { conversation: id } = mine.ids
    const { id: messageId, to } = await partner.call(conversations.reply, { id, text: 'From us' })
    expect(to).toEqual([{ address: '•••', name: expect.not.stringContaining('@') }])
    const { to: really } = await server.admin.call(conversations.getMessage, { id: messageId })
    expect(really[0]!.address).toBe(mine.email)
    await expect(
      partner.call(conversations.reply, { id, text: 'x', cc: ['me@partner.example'] }),
    ).rejects.toMatchObject({ status: 403 })
    const { subject } = await server.admin.call(conversations.getMessage, { id: messageId })
    expect(subject).toContain(own.words)
  })

  test('counts, lists and knows only what is theirs', async () => {
    const counts = await partner.call(conversations.countConversations, {})
    expect(counts).toMatchObject({ all: 1, teams: { [team]: 1 } })
    const key = 'conversations-by-day'
    const { totals } = await partner.call(reports.runReport, { key, ...aYear })
    expect(totals).toEqual({ count: 1 })
    const { data: behind } = await partner.call(reports.openReport, { key, ...aYear })
    expect(behind.map((row) => row.conversationId)).toEqual([mine.ids.conversation])
    expect((await partner.call(customers.listCustomers, {})).data).toHaveLength(1)
    expect((await partner.call(members.listTeams, {})).data.map(({ id }) => id)).toEqual([team])
    expect((await partner.call(members.listMembers, {})).data.map(({ id }) => id)).toEqual([
      partner.id,
    ])
    const { data } = await partner.call(conversations.listEvents, { limit: 1000 })
    const told = new Set(data.flatMap(({ conversationId }) => conversationId ?? []))
    expect([...told]).toEqual([mine.ids.conversation])
  })
})

test('nobody is given a conversation that they would not see', async () => {
  const { conversation: id } = mine.ids
  const give = (input: { assigneeId?: string; teamId?: string | null }) =>
    server.admin.call(conversations.assign, { id, ...input })
  await expect(give({ assigneeId: partner.id, teamId: house })).rejects.toMatchObject({
    code: 'member.cannot_see',
  })
  expect((await give({ assigneeId: partner.id })).assignee?.id).toBe(partner.id)
  expect((await give({ teamId: null })).assignee).toBeNull()
  await give({ teamId: team })
})

describe('their stream', () => {
  const path = conversations.stream.path
  const of = (id: string) => (frame: { data: Record<string, unknown> }) =>
    frame.data.conversationId === id
  const say = (id: string, text: string) => server.admin.call(conversations.addNote, { id, text })

  test('tells of what is theirs without addresses, and of nothing else', async () => {
    const stream = await openStream(partner, path)
    const { conversation } = theirs.ids
    await server.admin.call(conversations.tellPresence, { id: conversation, state: 'writing' })
    await say(conversation, foreign.words)
    await server.admin.call(customers.updateCustomer, { id: theirs.ids.customer, locale: 'ja' })
    await server.admin.call(conversations.reply, { id: mine.ids.conversation, text: 'the last' })
    const { data } = await stream.wait(
      'the reply',
      (frame) =>
        of(mine.ids.conversation)(frame) &&
        (frame.data.message as { text: string } | undefined)?.text === 'the last',
    )
    expect(data.message).toMatchObject({ to: [{ address: '•••' }] })
    const id = mine.ids.conversation
    await server.admin.call(conversations.tellPresence, { id, state: 'viewing' })
    await stream.wait('who is there', (frame) => frame.event === 'now')
    const all = JSON.stringify(stream.frames)
    expect(all).not.toMatch(/yoso|uchi-7702/)
    for (const foreignId of Object.values(theirs.ids)) expect(all).not.toContain(foreignId)
    stream.close()
  })

  test('takes a conversation away that leaves the team, and brings one that comes', async () => {
    const stream = await openStream(partner, path)
    const { conversation: id } = mine.ids
    await server.admin.call(conversations.assign, { id, teamId: house })
    await stream.wait(
      'that it left',
      (frame) => frame.event === 'conversation.left' && of(id)(frame),
    )
    await expect(partner.call(conversations.getConversation, { id })).rejects.toMatchObject({
      status: 404,
    })
    // Told to those who see it, so that it has been kept from who does not.
    const whole = await openStream(server.admin, path)
    await say(id, 'not for the partner')
    await whole.wait('what is said elsewhere', of(id))
    whole.close()
    await server.admin.call(conversations.assign, { id, teamId: team })
    await stream.wait('that it came', (frame) => frame.event === 'conversation.assigned')
    await say(id, 'for the partner, too')
    await stream.wait('what is said', (frame) =>
      JSON.stringify(frame.data).includes('for the partner, too'),
    )
    expect(JSON.stringify(stream.frames)).not.toContain('not for the partner')
    const since = stream.frames.find((frame) => frame.event === 'conversation.left')!.id
    stream.close()
    const again = await openStream(partner, path, since)
    await again.wait('what is said, again', (frame) =>
      JSON.stringify(frame.data).includes('for the partner, too'),
    )
    again.close()
  })

  test('ends when they join or leave a team, and goes on with what they see then', async () => {
    const stream = await openStream(partner, path)
    await server.admin.call(members.updateTeam, { id: house, memberIds: [partner.id] })
    await stream.wait('the news', (frame) => frame.event === 'team.updated')
    await expect.poll(stream.isEnded).toBe(true)
    const again = await openStream(partner, path, stream.lastId())
    await say(theirs.ids.conversation, 'now for you, too')
    await again.wait('what is theirs now', of(theirs.ids.conversation))
    await server.admin.call(members.updateTeam, { id: house, memberIds: [] })
    await expect.poll(again.isEnded).toBe(true)
    const { conversation: id } = theirs.ids
    await expect(partner.call(conversations.getConversation, { id })).rejects.toMatchObject({
      status: 404,
    })
  })

  test('ends when an agent becomes a partner', async () => {
    const agent = await server.as('agent')
    const stream = await openStream(agent, path)
    await server.admin.call(members.updateMember, { id: agent.id, role: 'partner' })
    await expect.poll(stream.isEnded).toBe(true)
    expect((await agent.call(conversations.listConversations, {})).data).toEqual([])
  })
})

test('an API key without the scope for addresses reads none, of nobody', async () => {
  const scopes = ['conversation.read', 'customer.read', 'event.read', 'file.read']
  const { key } = await server.admin.call(members.createApiKey, { name: 'reader', scopes })
  const headers = { authorization: `Bearer ${key}` }
  for (const endpoint of asked.filter(({ method }) => method === 'GET'))
    for (const [kind, id] of Object.entries(theirs.ids)) {
      const [path] = request(endpoint, id)
      const text = await (await fetch(server.url + path, { headers })).text()
      expect(text, `${nameOf(endpoint)} with a ${kind}`).not.toContain(foreign.contact)
    }
})
