import { afterAll, beforeAll, expect, test } from 'vitest'
import * as actions from '../../modules/actions/contract.ts'
import * as members from '../../modules/members/contract.ts'
import { startActions } from '../testing.ts'

let world: Awaited<ReturnType<typeof startActions>>
beforeAll(async () => {
  world = await startActions()
})
afterAll(() => world.server.stop())

const run = (id: string, settings: Record<string, unknown>) =>
  world.agent.call(actions.runAction, { id, key: 'assign', settings })

test('assigns to a member and a team, and to nobody again', async () => {
  const { id } = await world.openConversation()
  const team = await world.server.admin.call(members.createTeam, { name: 'Shipping' })
  expect(await run(id, { assigneeId: world.agent.id, teamId: team.id })).toMatchObject({
    assignee: { id: world.agent.id },
    team: { id: team.id },
  })
  expect(await run(id, { assigneeId: null })).toMatchObject({
    assignee: null,
    team: { id: team.id },
  })
})

test('refuses settings that say nothing, or name nobody, with a code', async () => {
  const { id } = await world.openConversation()
  await expect(run(id, {})).rejects.toMatchObject({
    status: 400,
    code: 'action.settings_invalid',
    facts: { action: 'assign', path: 'assigneeId' },
  })
  await expect(run(id, { assigneeId: id })).rejects.toMatchObject({ code: 'member.missing' })
})
