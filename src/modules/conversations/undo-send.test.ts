import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCaller } from '../../foundation/testing/caller.ts'
import { openStream } from '../../foundation/testing/open-stream.ts'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import * as members from '../members/contract.ts'
import * as workspaces from '../workspaces/contract.ts'
import * as contract from './contract.ts'
import { type MailDesk, startMailDesk } from './testing/mail-desk.ts'
import { messagesOf, waitForState } from './testing.ts'

let desk: MailDesk
beforeAll(async () => {
  desk = await startMailDesk({ undoSeconds: 60 })
})
afterAll(() => desk?.stop())

const answer = (id: string, more = {}) =>
  desk.agent.call(contract.reply, { id, text: 'too fast', ...more })

test('a reply by mail waits for second thoughts, and goes out when its time has come', async () => {
  const { id, from } = await desk.begin()
  const message = await answer(id)
  expect(message.state).toBe('queued')
  const waits = Date.parse(message.dueAt!) - Date.parse(message.createdAt)
  expect(waits).toBe(60_000)
  expect(desk.sentTo(from)).toEqual([])
  expect(await desk.makeDue(message.id)).toBe(true)
  expect(await waitForState(desk.agent, message.id, 'sent')).toMatchObject({ dueAt: null })
  expect(desk.sentTo(from)).toHaveLength(1)
})

test('taken back, it is as if it had never been written', async () => {
  const { id, from } = await desk.begin()
  const before = await desk.agent.call(contract.getConversation, { id })
  const stream = await openStream(desk.agent, contract.stream.path)
  const message = await answer(id, { clientKey: `undo-${id}`, resolve: true })
  expect((await desk.agent.call(contract.getConversation, { id })).status).toBe('resolved')
  const back = await desk.agent.call(contract.withdrawMessage, { id: message.id })
  expect(back).toMatchObject({ id: message.id, text: 'too fast' })
  await stream.wait('the news', (frame) => frame.event === 'message.withdrawn')
  stream.close()
  const after = await desk.agent.call(contract.getConversation, { id })
  const { position: _, ...rest } = after
  const { position: __, ...was } = before
  expect(rest).toEqual(was)
  expect(await messagesOf(desk.agent, id)).toHaveLength(1)
  // The request that comes late, or again, is not a new one.
  await expect(answer(id, { clientKey: `undo-${id}` })).rejects.toMatchObject({
    code: 'message.withdrawn',
  })
  await desk.makeDue(message.id)
  expect(desk.sentTo(from)).toEqual([])
})

test('what is handed over can no longer be taken back, and says so', async () => {
  const { id, from } = await desk.begin()
  const message = await answer(id)
  await desk.makeDue(message.id)
  await waitForState(desk.agent, message.id, 'sent')
  await expect(desk.agent.call(contract.withdrawMessage, { id: message.id })).rejects.toMatchObject(
    { status: 409, code: 'message.not_waiting' },
  )
  expect(desk.sentTo(from)).toHaveLength(1)
})

test('taking back and sending at the same moment end in exactly one of the two', async () => {
  let taken = 0
  for (let round = 0; round < 12; round++) {
    const { id, from } = await desk.begin()
    const message = await answer(id)
    const [undone] = await Promise.allSettled([
      desk.agent.call(contract.withdrawMessage, { id: message.id }),
      desk.makeDue(message.id),
    ])
    if (undone.status === 'fulfilled') taken += 1
    else await waitForState(desk.agent, message.id, 'sent')
    expect(desk.sentTo(from)).toHaveLength(undone.status === 'fulfilled' ? 0 : 1)
  }
  expect(taken).toBeGreaterThan(0)
}, 60_000)

test('only who wrote it can take it back', async () => {
  const { id } = await desk.begin()
  const message = await answer(id)
  const colleague = await desk.server.as('agent')
  await expect(colleague.call(contract.withdrawMessage, { id: message.id })).rejects.toMatchObject({
    status: 403,
    code: 'message.not_yours',
  })
})

test('what a script sends waits for nobody, and nothing does when the time is set to none', async () => {
  const { id, from } = await desk.begin()
  const key = await desk.server.admin.call(members.createApiKey, { name: 'script' })
  const script = createCaller(desk.server.url, { authorization: `Bearer ${key.key}` })
  const message = await script.call(contract.reply, { id, text: 'by a script' })
  expect(message.dueAt).toBeNull()
  await waitForState(desk.agent, message.id, 'sent')
  await desk.server.admin.call(workspaces.updateWorkspace, { undoSeconds: 0 })
  const second = await answer(id)
  expect(second.dueAt).toBeNull()
  await waitForState(desk.agent, second.id, 'sent')
  expect(desk.sentTo(from)).toHaveLength(2)
  await expect(
    desk.server.admin.call(workspaces.updateWorkspace, { undoSeconds: 61 }),
  ).rejects.toMatchObject({ status: 400 })
})

test('a new workspace gives five seconds', async () => {
  const server = await startTestServer({ undoSeconds: 5 })
  expect(await server.admin.call(workspaces.getWorkspace, {})).toMatchObject({ undoSeconds: 5 })
  await server.stop()
})
