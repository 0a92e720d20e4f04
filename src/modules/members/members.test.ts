import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import * as workspaces from '../workspaces/contract.ts'
import * as contract from './contract.ts'
import { onSessionEnded } from './index.ts'
import {
  answer,
  type Client,
  makeMember,
  makeWorkspace,
  openClient,
  signInAs,
  tokenOf,
} from './testing.ts'

let server: Awaited<ReturnType<typeof startTestServer>>
let admin: Client

beforeAll(async () => {
  server = await startTestServer()
  const member = await makeMember(
    server.services,
    server.workspaceId,
    'the-admin@example.com',
    'admin',
  )
  admin = await signInAs(server.url, member)
})
afterAll(() => server.stop())

const nobody = '01a20027-0000-7000-8000-000000000000'
const join = (name: string, role: 'admin' | 'agent' | 'viewer' = 'agent') =>
  makeMember(server.services, server.workspaceId, `${name}@example.com`, role)

test('a workspace keeps an admin, also when two leave at once', async () => {
  const elsewhere = await makeWorkspace(server.services, 'only-admin@example.com')
  const one = await signInAs(server.url, elsewhere.admin)
  expect(await answer(one, contract.updateMember, { id: elsewhere.admin.id, role: 'agent' })).toBe(
    'member.last_admin',
  )
  expect(await answer(one, contract.removeMember, { id: elsewhere.admin.id })).toBe(
    'member.last_admin',
  )

  const second = await makeMember(
    server.services,
    elsewhere.workspaceId,
    'second-admin@example.com',
    'admin',
  )
  const two = await signInAs(server.url, second)
  const answers = await Promise.all([
    answer(one, contract.updateMember, { id: second.id, role: 'agent' }),
    answer(two, contract.removeMember, { id: elsewhere.admin.id }),
  ])
  expect(answers.filter((code) => code === 200)).toHaveLength(1)
  const left = await server.services.db
    .selectFrom('member')
    .selectAll()
    .where('workspace_id', '=', elsewhere.workspaceId)
    .where('role', '=', 'admin')
    .where('removed_at', 'is', null)
    .execute()
  expect(left).toHaveLength(1)
})

test('a new role counts from the next request on', async () => {
  const person = await join('promoted')
  const client = await signInAs(server.url, person)
  expect(await answer(client, contract.listApiKeys)).toBe('auth.forbidden')
  expect(await answer(admin, contract.updateMember, { id: person.id, role: 'admin' })).toBe(200)
  expect(await answer(client, contract.listApiKeys)).toBe(200)
  expect(await answer(admin, contract.updateMember, { id: person.id, role: 'viewer' })).toBe(200)
  expect(await answer(client, contract.listApiKeys)).toBe('auth.forbidden')
})

test('a removed member is out at once and leaves their teams; invited again, they start afresh', async () => {
  const person = await join('leaver')
  const client = await signInAs(server.url, person)
  const team = (await admin.call(contract.createTeam, { name: 'Leavers', memberIds: [person.id] }))
    .body
  const ended: string[] = []
  const off = onSessionEnded(({ type, id }) => void ended.push(`${type} ${id}`))

  expect(await answer(admin, contract.removeMember, { id: person.id })).toBe(200)

  expect(await answer(client, contract.getMe)).toBe('auth.required')
  expect(await answer(client, contract.signIn, person)).toBe('sign_in.wrong')
  const teams = (await admin.call(contract.listTeams, { limit: 200 })).body.data as {
    id: string
    memberIds: string[]
  }[]
  expect(teams.find(({ id }) => id === team.id)!.memberIds).toEqual([])
  await expect.poll(() => ended.length).toBe(2)
  off()
  expect(ended).toContain(`member ${person.id}`)

  const { body } = await admin.call(contract.inviteMember, { email: person.email, role: 'agent' })
  const join2 = {
    token: tokenOf(body.link),
    name: 'Back',
    password: 'another password',
    locale: 'en',
  }
  expect(await answer(openClient(server.url), contract.acceptInvitation, join2)).toBe(200)
})

test('who is removed from one of two workspaces is out of that one only', async () => {
  const person = await join('half-leaver')
  const elsewhere = await makeWorkspace(server.services, 'half-admin@example.com')
  await makeMember(server.services, elsewhere.workspaceId, person.email, 'agent')
  const client = await signInAs(server.url, person)
  const inside = (id: string) => answer(client, contract.getMe, {}, { 'x-engawa-workspace': id })
  expect(await inside(server.workspaceId)).toBe(200)
  expect(await answer(admin, contract.removeMember, { id: person.id })).toBe(200)
  expect(await inside(server.workspaceId)).toBe('auth.no_membership')
  expect(await inside(elsewhere.workspaceId)).toBe(200)
})

test('a team has a name of its own, members of the workspace, and is gone when removed', async () => {
  const [one, two] = [await join('team-one'), await join('team-two')]
  const created = (
    await admin.call(contract.createTeam, { name: '返品', memberIds: [one.id, two.id, one.id] })
  ).body
  expect(created).toMatchObject({ name: '返品', memberIds: [one.id, two.id].sort() })
  expect(await answer(admin, contract.createTeam, { name: '返品' })).toBe('team.name_taken')
  expect(await answer(admin, contract.createTeam, { name: 'Returns' })).toBe(200)
  expect(await answer(admin, contract.updateTeam, { id: created.id, name: 'RETURNS' })).toBe(
    'team.name_taken',
  )
  expect(
    await answer(admin, contract.updateTeam, { id: created.id, memberIds: [one.id, nobody] }),
  ).toBe('member.missing')
  const updated = (
    await admin.call(contract.updateTeam, {
      id: created.id,
      name: '返品と交換',
      memberIds: [two.id],
    })
  ).body
  expect(updated).toEqual({ id: created.id, name: '返品と交換', memberIds: [two.id] })
  const client = await signInAs(server.url, two)
  expect((await client.call(contract.getMe)).body).toMatchObject({
    member: { teamIds: [created.id] },
  })

  expect(await answer(admin, contract.removeTeam, { id: created.id })).toBe(200)
  expect(await answer(admin, contract.removeTeam, { id: created.id })).toBe('team.missing')
  expect((await client.call(contract.getMe)).body).toMatchObject({ member: { teamIds: [] } })
  expect(await answer(admin, contract.createTeam, { name: '返品と交換' })).toBe(200)
})

test('members come by name, page by page, none twice and none left out', async () => {
  const elsewhere = await makeWorkspace(server.services, 'pages-admin@example.com')
  const names = ['b', 'A', 'c', '花', 'B', 'a', '一郎', 'Z']
  for (const [n, name] of names.entries()) {
    await makeMember(server.services, elsewhere.workspaceId, `${name}@${n}.example.com`, 'viewer')
  }
  const client = await signInAs(server.url, elsewhere.admin)
  const all = (await client.call(contract.listMembers, { limit: 200 })).body
  expect(all.next).toBeNull()
  const found: unknown[] = []
  for (let after: unknown; found.length < 20; ) {
    const { body } = await client.call(contract.listMembers, {
      limit: 2,
      ...(after ? { after } : {}),
    })
    found.push(...(body.data as unknown[]))
    after = body.next
    if (!after) break
  }
  expect(found).toEqual(all.data)
  const sorted = (found as { name: string }[]).map(({ name }) => name.toLowerCase())
  expect(sorted).toEqual(sorted.toSorted())
  expect(found).toHaveLength(9)
  expect(await answer(client, contract.listMembers, { after: 'nonsense' })).toBe('input.bad_cursor')
})

test('a repeat with the same Idempotency-Key changes nothing more', async () => {
  const key = { 'idempotency-key': 'team-1' }
  const first = await admin.call(contract.createTeam, { name: 'Once' }, key)
  const again = await admin.call(contract.createTeam, { name: 'Once' }, key)
  expect([again.status, again.body]).toEqual([200, first.body])
  await admin.call(contract.createApiKey, { name: 'Never kept' }, { 'idempotency-key': 'key-1' })
  const { rows } = await sql`select 1 from idempotency_key where body::text like '%eng_%'`.execute(
    server.services.db,
  )
  expect(rows).toEqual([])
})

test('one changes one’s own name and language, and the workspace its settings', async () => {
  const viewer = await signInAs(server.url, await join('renamed', 'viewer'))
  const me = await viewer.call(contract.updateMe, { name: ' 新しい名前 ', locale: 'en' })
  expect(me.body).toMatchObject({ member: { name: '新しい名前', locale: 'en', role: 'viewer' } })
  const workspace = await admin.call(workspaces.updateWorkspace, {
    timeZone: 'Asia/Tokyo',
    locale: 'ja',
  })
  expect(workspace.body).toMatchObject({
    timeZone: 'Asia/Tokyo',
    locale: 'ja',
    joinWindowHours: 72,
  })
  expect(await answer(admin, workspaces.updateWorkspace, { timeZone: 'Asia/Kappa' })).toBe(
    'workspace.time_zone_unknown',
  )
})

test('the log says what was done by ids and codes, never by names or addresses', async () => {
  const invitation = await admin.call(contract.inviteMember, {
    email: 'z@example.com',
    role: 'agent',
  })
  await admin.call(contract.revokeInvitation, { id: invitation.body.id })
  const key = await admin.call(contract.createApiKey, { name: 'Once' })
  await admin.call(contract.revokeApiKey, { id: key.body.id })

  const events = await server.services.db
    .selectFrom('event')
    .select(['kind', 'facts', 'actor_id'])
    .execute()
  const kinds = new Set(events.map(({ kind }) => kind))
  const expected = [
    'workspace.created',
    'workspace.updated',
    'member.joined',
    'member.invited',
    'member.updated',
    'member.role_changed',
    'member.removed',
    'invitation.revoked',
    'team.created',
    'team.updated',
    'team.removed',
    'api_key.created',
    'api_key.revoked',
    'sign_in.succeeded',
  ]
  expect(expected.filter((kind) => !kinds.has(kind))).toEqual([])
  expect(JSON.stringify(events)).not.toMatch(/@|example|eng_|返品|新人|Once/)
})
