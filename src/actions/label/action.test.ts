import { afterAll, beforeAll, expect, test } from 'vitest'
import * as actions from '../../modules/actions/contract.ts'
import * as labels from '../../modules/labels/contract.ts'
import { startActions } from '../testing.ts'

let world: Awaited<ReturnType<typeof startActions>>
beforeAll(async () => {
  world = await startActions()
})
afterAll(() => world.server.stop())

const run = (id: string, labelId: string) =>
  world.agent.call(actions.runAction, { id, key: 'label', settings: { labelId } })

test('adds a label and keeps the others, also when it is there already', async () => {
  const { id } = await world.openConversation()
  const first = await world.agent.call(labels.createLabel, { name: '返品' })
  const second = await world.agent.call(labels.createLabel, { name: 'Shipping' })
  await run(id, first.id)
  const labelled = await run(id, second.id)
  expect(labelled.labels.map((label) => label.name).sort()).toEqual(['Shipping', '返品'])
  expect((await run(id, second.id)).labels).toHaveLength(2)
})

test('a label that is not here is refused', async () => {
  const { id } = await world.openConversation()
  await expect(run(id, id)).rejects.toMatchObject({ code: 'label.missing' })
})
