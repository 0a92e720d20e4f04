import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, createCaller } from '../../foundation/testing/caller.ts'
import { openStream } from '../../foundation/testing/open-stream.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as connections from '../connections/contract.ts'
import * as members from '../members/contract.ts'
import * as widget from '../web-chat/contract.ts'
import * as contract from './contract.ts'

let server: TestServer
let agent: Caller
let connectionId: string
const streamPath = contract.stream.path

beforeAll(async () => {
  server = await startTestServer()
  agent = await server.as('agent')
  connectionId = (
    await server.admin.call(connections.createConnection, { channel: 'web-chat', settings: {} })
  ).id
})
afterAll(() => server.stop())

const visit = async () => {
  const started = await createCaller(server.url, {}).call(widget.startVisitor, {
    connectionId,
    locale: 'en',
  })
  return createCaller(server.url, { authorization: `Bearer ${started.token}` }, started.visitor.id)
}
let keys = 0
const write = (visitor: Caller, text: string) =>
  visitor.call(widget.sendVisitorMessage, { text, clientKey: `live-key-${keys++}` })
const textOf = (data: Record<string, unknown>) =>
  (data.message as { text: string } | undefined)?.text

test('two agents see each other and the customer live', async () => {
  const colleague = await server.as('agent')
  const [mine, theirs] = await Promise.all([
    openStream(agent, streamPath),
    openStream(colleague, streamPath),
  ])
  const visitor = await visit()
  await write(visitor, 'is anybody there?')
  const frame = await mine.wait(
    'the message',
    (frame) => textOf(frame.data) === 'is anybody there?',
  )
  const id = String(frame.data.conversationId)
  await colleague.call(contract.tellPresence, { id, state: 'writing' })
  await mine.wait(
    'that a colleague writes',
    (frame) => frame.event === 'now' && frame.data.state === 'writing',
  )
  await colleague.call(contract.reply, { id, text: 'yes!' })
  await mine.wait(
    'the reply',
    (frame) => frame.event === 'message.sent' && textOf(frame.data) === 'yes!',
  )
  await theirs.wait(
    'the own reply',
    (frame) => frame.event === 'message.sent' && textOf(frame.data) === 'yes!',
  )
  mine.close()
  theirs.close()
})

test('after a closed laptop nothing is missing and nothing is twice', async () => {
  const visitor = await visit()
  const before = await openStream(agent, streamPath)
  await write(visitor, 'before')
  await before.wait('the first', (frame) => textOf(frame.data) === 'before')
  const lastId = before.lastId()
  before.close()
  for (let n = 0; n < 30; n += 1) await write(visitor, `while away ${n}`)
  const after = await openStream(agent, streamPath, lastId)
  await Promise.all(Array.from({ length: 10 }, (_, n) => write(visitor, `back ${n}`)))
  await waitFor(
    'all forty',
    async () => after.frames.filter((frame) => frame.event === 'message.received').length >= 40,
  )
  expect(after.frames[0]).toMatchObject({ event: 'resumed' })
  const texts = after.frames
    .filter((frame) => frame.event === 'message.received')
    .map((frame) => textOf(frame.data))
  expect(texts.slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, n) => `while away ${n}`))
  expect(new Set(texts).size).toBe(40)
  after.close()
})

test('a position of another time is answered with reset; without one the stream just starts', async () => {
  for (const lastId of ['99-1-1', 'rubbish']) {
    const stream = await openStream(agent, streamPath, lastId)
    await stream.wait('the reset', (frame) => frame.event === 'reset')
    stream.close()
  }
  const stream = await openStream(agent, streamPath)
  await stream.wait('the start', (frame) => frame.event === 'started')
  stream.close()
})

test('who reads first and follows from there is told all, and nothing a second time', async () => {
  const { position } = await agent.call(members.getMe)
  const visitor = await visit()
  await write(visitor, 'just before the stream opens')
  const stream = await openStream(agent, streamPath, position)
  await stream.wait('what came meanwhile', ({ data }) => textOf(data)?.startsWith('just') === true)
  expect(stream.frames[0]).toMatchObject({ event: 'resumed', id: position })
  stream.close()
})

test('frames are numbered without a gap, whatever is told', async () => {
  const stream = await openStream(agent, streamPath)
  const visitor = await visit()
  await write(visitor, 'numbered')
  const id = (await agent.call(contract.listConversations, {})).data[0]!.id
  await (await server.as('agent')).call(contract.tellPresence, { id, state: 'writing' })
  await stream.wait('presence', (frame) => frame.event === 'now')
  await stream.wait('the message', (frame) => textOf(frame.data) === 'numbered')
  const numbers = stream.frames.map((frame) => frame.number)
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  stream.close()
})

test('an event that commits late is not skipped by readers that are further on', async () => {
  const stream = await openStream(agent, streamPath)
  await stream.wait('the start', (frame) => frame.event === 'started')
  const slow = new pg.Client({ connectionString: server.databaseUrl })
  await slow.connect()
  await slow.query('begin')
  const insert = `insert into event (workspace_id, at, kind, actor_type, actor_id) values ($1, now(), 'test.slow', 'system', 'test')`
  await slow.query(insert, [server.workspaceId])
  const visitor = await visit()
  await write(visitor, 'committed first')
  await slow.query('commit')
  await slow.end()
  await stream.wait('the late one', (frame) => frame.event === 'test.slow')
  await stream.wait('the early one', (frame) => textOf(frame.data) === 'committed first')
  stream.close()
})

test('the widget hears the reply at once, and nothing of notes or other conversations', async () => {
  const [visitor, other] = [await visit(), await visit()]
  await write(other, 'somebody else')
  const stream = await openStream(visitor, widget.streamVisitor.path)
  await write(visitor, 'hello')
  await stream.wait('the own message', (frame) => frame.data.text === 'hello')
  const id = (await agent.call(contract.listConversations, {})).data[0]!.id
  await agent.call(contract.addNote, { id, text: 'internal' })
  await agent.call(contract.tellPresence, { id, state: 'writing' })
  await agent.call(contract.reply, { id, text: 'welcome' })
  await stream.wait('the reply', (frame) => frame.data.text === 'welcome')
  expect(stream.frames.some((frame) => frame.event === 'now' && frame.data.typing === true)).toBe(
    true,
  )
  expect(JSON.stringify(stream.frames)).not.toMatch(/internal|somebody else/)
  stream.close()
})
