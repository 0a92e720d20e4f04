import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, createCaller } from '../../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as connections from '../connections/contract.ts'
import * as labels from '../labels/contract.ts'
import * as widget from '../web-chat/contract.ts'
import * as contract from './contract.ts'

let server: TestServer
let agent: Caller
let connectionId: string

beforeAll(async () => {
  server = await startTestServer()
  agent = await server.as('agent')
  connectionId = (
    await server.admin.call(connections.createConnection, { channel: 'web-chat', settings: {} })
  ).id
})
afterAll(() => server.stop())

const visit = async (extra: Record<string, unknown> = {}) => {
  const started = await createCaller(server.url, {}).call(widget.startVisitor, {
    connectionId,
    locale: 'ja',
    ...extra,
  })
  return createCaller(server.url, { authorization: `Bearer ${started.token}` }, started.visitor.id)
}

let keys = 0
const write = (visitor: Caller, text: string, clientKey = `key-${keys++}-padding`) =>
  visitor.call(widget.sendVisitorMessage, { text, clientKey })

const newest = async () => (await agent.call(contract.listConversations, {})).data[0]!

test('a visitor writes, an agent answers, and the widget has the answer', async () => {
  const visitor = await visit()
  await write(visitor, 'こんにちは。返品できますか。')
  const conversation = await newest()
  expect(conversation.lastMessage).toMatchObject({
    text: 'こんにちは。返品できますか。',
    channel: 'web-chat',
    direction: 'in',
  })
  expect(conversation.unread).toBe(true)
  await agent.call(contract.reply, { id: conversation.id, text: 'はい、承ります。' })
  const thread = await visitor.call(widget.listVisitorMessages, {})
  expect(thread.data.map((message) => message.text)).toEqual([
    'こんにちは。返品できますか。',
    'はい、承ります。',
  ])
  expect(await newest()).toMatchObject({ firstReplyAt: expect.any(String), messageCount: 2 })
})

test('the same message sent twice, even at once, is one message', async () => {
  const visitor = await visit()
  const sent = await Promise.all(
    Array.from({ length: 8 }, () => write(visitor, 'hello', 'same-key-1')),
  )
  expect(new Set(sent.map((message) => message.id)).size).toBe(1)
  expect((await visitor.call(widget.listVisitorMessages, {})).data).toHaveLength(1)
})

test('an idempotency key makes a repeated reply one reply, and refuses another request under it', async () => {
  const visitor = await visit()
  await write(visitor, 'question')
  const { id } = await newest()
  const key = { 'idempotency-key': 'reply-once' }
  const first = await agent.call(contract.reply, { id, text: 'answer' }, key)
  const second = await agent.call(contract.reply, { id, text: 'answer' }, key)
  expect(second.id).toBe(first.id)
  await expect(agent.call(contract.reply, { id, text: 'other' }, key)).rejects.toMatchObject({
    code: 'idempotency.reused',
  })
})

test('resolve closes it, a new message opens it again, and each twice is refused', async () => {
  const visitor = await visit()
  await write(visitor, 'one')
  const { id } = await newest()
  expect(await agent.call(contract.resolve, { id })).toMatchObject({ status: 'resolved' })
  await expect(agent.call(contract.resolve, { id })).rejects.toMatchObject({
    status: 409,
    code: 'conversation.already_resolved',
  })
  await write(visitor, 'two')
  expect(await agent.call(contract.getConversation, { id })).toMatchObject({
    status: 'open',
    messageCount: 2,
  })
})

test('assign, label and note show on the conversation, and a note never reaches the visitor', async () => {
  const visitor = await visit()
  await write(visitor, 'hello')
  const { id } = await newest()
  const label = await agent.call(labels.createLabel, { name: '返品' })
  await agent.call(contract.assign, { id, assigneeId: agent.id })
  await agent.call(contract.setLabels, { id, labelIds: [label.id] })
  await agent.call(contract.addNote, { id, text: 'internal words' })
  expect((await agent.call(contract.listConversations, { view: 'mine' })).data[0]).toMatchObject({
    id,
    labels: [{ id: label.id, name: '返品' }],
  })
  expect(
    (await agent.call(contract.listConversations, { labelId: label.id })).data.map((row) => row.id),
  ).toEqual([id])
  expect(
    (await visitor.call(widget.listVisitorMessages, {})).data.map((message) => message.text),
  ).toEqual(['hello'])
  await expect(agent.call(contract.assign, { id, assigneeId: connectionId })).rejects.toMatchObject(
    { code: 'member.missing' },
  )
})

test('moving a thread is one act that can be undone', async () => {
  const visitor = await visit()
  await write(visitor, 'first matter')
  const { id } = await newest()
  const { threads } = await agent.call(contract.getConversation, { id })
  const moved = await agent.call(contract.move, { id, threadIds: [threads[0]!.id] })
  expect(moved.conversation).toMatchObject({
    messageCount: 1,
    lastMessage: { text: 'first matter' },
  })
  await write(visitor, 'goes along')
  expect(await agent.call(contract.getConversation, { id: moved.conversation.id })).toMatchObject({
    messageCount: 2,
  })
  expect(await agent.call(contract.undoMove, { id: moved.moveId })).toMatchObject({
    id,
    messageCount: 2,
  })
  await expect(agent.call(contract.undoMove, { id: moved.moveId })).rejects.toMatchObject({
    code: 'move.undone',
  })
})

test('an address typed into the widget shows staff one person marked unverified, and opens nothing', async () => {
  const known = await visit()
  await write(known, 'my secret order')
  await known.call(widget.claimEmail, { email: 'victim@shop.example', name: 'Victim' })
  const attacker = await visit()
  await attacker.call(widget.claimEmail, { email: 'Victim@shop.example', name: 'Not Me' })
  await write(attacker, 'what did I order?')
  expect(
    (await attacker.call(widget.listVisitorMessages, {})).data.map((message) => message.text),
  ).toEqual(['what did I order?'])
  const both = await agent.call(contract.listConversations, {})
  const joined = both.data[0]!
  const { threads } = await agent.call(contract.getConversation, { id: joined.id })
  expect(threads.every((thread) => thread.trust !== 'verified')).toBe(true)
})

test('the log tells each change once and in order, and resumes from any position', async () => {
  const visitor = await visit()
  await write(visitor, 'log me')
  const { id } = await newest()
  await agent.call(contract.resolve, { id })
  const all = await waitFor('the events', async () => {
    const { data } = await agent.call(contract.listEvents, { limit: 1000 })
    const mine = data.filter((event) => event.conversationId === id)
    return mine.length >= 3 && data
  })
  const kinds = all.filter((event) => event.conversationId === id).map((event) => event.kind)
  expect(kinds).toEqual(['conversation.opened', 'message.received', 'conversation.resolved'])
  const middle = all[Math.floor(all.length / 2)]!
  const rest = await agent.call(contract.listEvents, { after: middle.position, limit: 1000 })
  expect(rest.data.map((event) => event.position)).toEqual(
    all.slice(all.indexOf(middle) + 1).map((event) => event.position),
  )
  expect(JSON.stringify(all)).not.toContain('log me')
})

test('what is not there, and what is no id, are told apart from a failure of ours', async () => {
  await expect(agent.call(contract.getConversation, { id: connectionId })).rejects.toMatchObject({
    status: 404,
  })
  await expect(agent.call(contract.getConversation, { id: 'nonsense' })).rejects.toMatchObject({
    status: 400,
    code: 'input.invalid',
  })
  await expect(
    createCaller(server.url, {}).call(contract.listConversations, {}),
  ).rejects.toMatchObject({ status: 401 })
  const viewer = await server.as('viewer')
  await expect(viewer.call(contract.resolve, { id: connectionId })).rejects.toMatchObject({
    status: 403,
  })
})

test('a key that was used for other words is refused, so that nothing is taken for a repeat and lost', async () => {
  const visitor = await visit()
  const key = 'the-same-key-padding'
  const first = await write(visitor, '一つ目', key)
  expect(await write(visitor, '一つ目', key)).toMatchObject({ id: first.id })
  await expect(write(visitor, '二つ目', key)).rejects.toMatchObject({ code: 'idempotency.reused' })
  const { id } = await newest()
  const answer = { id, text: '承りました', clientKey: 'desk-key-padding' }
  const sent = await agent.call(contract.reply, answer)
  expect(await agent.call(contract.reply, answer)).toMatchObject({ id: sent.id })
  await expect(agent.call(contract.reply, { ...answer, text: '違います' })).rejects.toMatchObject({
    code: 'idempotency.reused',
  })
})
