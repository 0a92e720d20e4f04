import { afterAll, beforeAll, expect, test } from 'vitest'
import * as actions from '../../modules/actions/contract.ts'
import { startActions } from '../testing.ts'

let world: Awaited<ReturnType<typeof startActions>>
beforeAll(async () => {
  world = await startActions()
})
afterAll(() => world.server.stop())

test('resolves, and says so when it was resolved already', async () => {
  const { id } = await world.openConversation()
  const resolve = () => world.agent.call(actions.runAction, { id, key: 'resolve' })
  expect(await resolve()).toMatchObject({ status: 'resolved' })
  await expect(resolve()).rejects.toMatchObject({ code: 'conversation.already_resolved' })
})

test('the list names each action with its permission and its settings as JSON Schema', async () => {
  const { data } = await world.agent.call(actions.listActions)
  expect(data.map((action) => action.key)).toEqual(['assign', 'label', 'send-message', 'resolve'])
  expect(data.find((action) => action.key === 'label')).toMatchObject({
    subject: 'conversation',
    permission: 'conversation.label',
    settings: {
      type: 'object',
      required: ['labelId'],
      properties: { labelId: { type: 'string', format: 'uuid' } },
    },
  })
})

test('whoever may only read runs nothing, and an unknown action is missing', async () => {
  const { id } = await world.openConversation()
  const viewer = await world.server.as('viewer')
  await expect(viewer.call(actions.runAction, { id, key: 'resolve' })).rejects.toMatchObject({
    status: 403,
    code: 'auth.forbidden',
    facts: { permission: 'conversation.resolve' },
  })
  await expect(world.agent.call(actions.runAction, { id, key: 'explode' })).rejects.toMatchObject({
    status: 404,
    code: 'action.missing',
  })
  const other = '00000000-0000-7000-8000-000000000001'
  await expect(
    world.agent.call(actions.runAction, { id: other, key: 'resolve' }),
  ).rejects.toMatchObject({ code: 'conversation.missing' })
})
