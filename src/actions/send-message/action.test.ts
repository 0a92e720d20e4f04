import { afterAll, beforeAll, expect, test } from 'vitest'
import * as actions from '../../modules/actions/contract.ts'
import * as widget from '../../modules/web-chat/contract.ts'
import { startActions } from '../testing.ts'

let world: Awaited<ReturnType<typeof startActions>>
beforeAll(async () => {
  world = await startActions()
})
afterAll(() => world.server.stop())

const run = (id: string, text: string, headers = {}) =>
  world.agent.call(actions.runAction, { id, key: 'send-message', settings: { text } }, headers)

test('the customer gets the message in the thread they wrote in', async () => {
  const { id, visitor } = await world.openConversation()
  expect(await run(id, 'お待たせしました。')).toMatchObject({
    lastMessage: { text: 'お待たせしました。', direction: 'out', channel: 'web-chat' },
  })
  const { data } = await visitor.call(widget.listVisitorMessages, {})
  expect(data.map((message) => message.text)).toEqual(['hello', 'お待たせしました。'])
})

test('a repeat under the same idempotency key sends nothing twice', async () => {
  const { id, visitor } = await world.openConversation()
  const key = { 'idempotency-key': 'macro-1' }
  await run(id, 'once', key)
  await run(id, 'once', key)
  const { data } = await visitor.call(widget.listVisitorMessages, {})
  expect(data.map((message) => message.text)).toEqual(['hello', 'once'])
})

test('a message without words is refused and leaves nothing behind', async () => {
  const { id } = await world.openConversation()
  await expect(run(id, '')).rejects.toMatchObject({ code: 'action.settings_invalid' })
  await expect(run(id, '  ')).rejects.toMatchObject({ code: 'message.empty' })
})
