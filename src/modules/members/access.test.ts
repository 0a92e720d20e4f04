import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Endpoint } from '../../foundation/shared/endpoint.ts'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import * as workspaces from '../workspaces/contract.ts'
import * as contract from './contract.ts'
import { createApiKeyFor } from './index.ts'
import { membersModule } from './module.ts'
import * as passkeys from './passkeys/contract.ts'
import * as second from './second-factor/contract.ts'
import { answer, type Client, makeMember, makeWorkspace, openClient, signInAs } from './testing.ts'

let server: Awaited<ReturnType<typeof startTestServer>>
let admin: Client
let agent: Client
let viewer: Client

beforeAll(async () => {
  server = await startTestServer()
  const join = async (role: 'admin' | 'agent' | 'viewer') =>
    signInAs(
      server.url,
      await makeMember(server.services, server.workspaceId, `the-${role}@example.com`, role),
    )
  admin = await join('admin')
  agent = await join('agent')
  viewer = await join('viewer')
})
afterAll(() => server.stop())

const nobody = '01a20027-0000-7000-8000-000000000000'
const forAdmins: [Endpoint, Record<string, unknown>, string | number][] = [
  [contract.updateMember, { id: nobody, role: 'agent' }, 'member.missing'],
  [contract.removeMember, { id: nobody }, 'member.missing'],
  [contract.createResetLink, { id: nobody }, 'member.missing'],
  [second.resetSecondFactor, { id: nobody }, 'member.missing'],
  [contract.inviteMember, { email: 'someone@example.com', role: 'viewer' }, 200],
  [contract.listInvitations, {}, 200],
  [contract.revokeInvitation, { id: nobody }, 'invitation.missing'],
  [contract.createTeam, { name: 'Roles' }, 200],
  [contract.updateTeam, { id: nobody, name: 'Other' }, 'team.missing'],
  [contract.removeTeam, { id: nobody }, 'team.missing'],
  [contract.listApiKeys, {}, 200],
  [contract.createApiKey, { name: 'Roles' }, 200],
  [contract.revokeApiKey, { id: nobody }, 'api_key.missing'],
  [workspaces.updateWorkspace, { joinWindowHours: 48 }, 200],
]
const forMembers: [Endpoint, Record<string, unknown>, string | number][] = [
  [contract.getMe, {}, 200],
  [contract.updateMe, { locale: 'ja' }, 200],
  [contract.listSessions, {}, 200],
  [contract.revokeSession, { id: 'nothing' }, 'session.missing'],
  [second.changePassword, { current: 'x', password: 'a whole new one' }, 'password.wrong'],
  [second.getSecondFactor, {}, 200],
  [passkeys.listPasskeys, {}, 200],
  [passkeys.beginPasskey, { password: 'x' }, 'password.wrong'],
  [
    passkeys.addPasskey,
    {
      id: 'x',
      name: 'x',
      clientData: 'x',
      authenticatorData: 'x',
      publicKey: 'x',
      transports: [],
    },
    'passkey.refused',
  ],
  [passkeys.renamePasskey, { id: 'x', name: 'x' }, 'passkey.missing'],
  [passkeys.removePasskey, { id: 'x' }, 'passkey.missing'],
  [second.beginSecondFactor, { password: 'x' }, 'password.wrong'],
  [second.confirmSecondFactor, { code: '123456' }, 'second_factor.not_begun'],
  [second.disableSecondFactor, { password: 'x' }, 'password.wrong'],
  [second.renewRecoveryCodes, { password: 'x' }, 'password.wrong'],
  [contract.listMembers, {}, 200],
  [contract.listTeams, {}, 200],
  [workspaces.getWorkspace, {}, 200],
]

test('each role may do what is its own, and nobody signed in may do nothing', async () => {
  for (const [endpoint, input, expected] of forAdmins) {
    const answers = [admin, agent, viewer, openClient(server.url)].map((client) =>
      answer(client, endpoint, input),
    )
    expect([endpoint.path, ...(await Promise.all(answers))]).toEqual([
      endpoint.path,
      expected,
      'auth.forbidden',
      'auth.forbidden',
      'auth.required',
    ])
  }
  for (const [endpoint, input, expected] of forMembers) {
    const answers = [admin, agent, viewer, openClient(server.url)].map((client) =>
      answer(client, endpoint, input),
    )
    expect([endpoint.path, ...(await Promise.all(answers))]).toEqual([
      endpoint.path,
      expected,
      expected,
      expected,
      'auth.required',
    ])
  }
})

test('every endpoint of these modules that needs someone is in the lists above', () => {
  const listed = new Set([...forAdmins, ...forMembers].map(([endpoint]) => endpoint))
  const guarded = membersModule.routes!.filter(({ endpoint }) => endpoint.allow !== 'public')
  expect(
    guarded.filter(({ endpoint }) => !listed.has(endpoint)).map(({ endpoint }) => endpoint.path),
  ).toEqual([])
})

test("another workspace's ids are as unknown as ids that do not exist", async () => {
  const elsewhere = await makeWorkspace(server.services, 'foreign-admin@example.com')
  const foreign = await signInAs(server.url, elsewhere.admin)
  const team = (
    await foreign.call(contract.createTeam, { name: 'Theirs', memberIds: [elsewhere.admin.id] })
  ).body
  const invitation = (
    await foreign.call(contract.inviteMember, { email: 'x@example.com', role: 'agent' })
  ).body
  const key = (await foreign.call(contract.createApiKey, { name: 'Theirs' })).body
  expect(
    await answer(admin, contract.updateMember, { id: elsewhere.admin.id, role: 'viewer' }),
  ).toBe('member.missing')
  expect(await answer(admin, contract.removeMember, { id: elsewhere.admin.id })).toBe(
    'member.missing',
  )
  expect(await answer(admin, contract.createResetLink, { id: elsewhere.admin.id })).toBe(
    'member.missing',
  )
  expect(await answer(admin, contract.revokeInvitation, { id: invitation.id })).toBe(
    'invitation.missing',
  )
  expect(await answer(admin, contract.updateTeam, { id: team.id, name: 'Mine' })).toBe(
    'team.missing',
  )
  expect(await answer(admin, contract.removeTeam, { id: team.id })).toBe('team.missing')
  expect(await answer(admin, contract.revokeApiKey, { id: key.id })).toBe('api_key.missing')
  expect(
    await answer(admin, contract.createTeam, { name: 'Mixed', memberIds: [elsewhere.admin.id] }),
  ).toBe('member.missing')

  const lists = [
    contract.listMembers,
    contract.listTeams,
    contract.listInvitations,
    contract.listApiKeys,
  ]
  for (const endpoint of lists) {
    const rows = (await admin.call(endpoint, { limit: 200 })).body.data as { id: string }[]
    const theirs = new Set<unknown>([elsewhere.admin.id, team.id, invitation.id, key.id])
    expect(rows.filter(({ id }) => theirs.has(id))).toEqual([])
  }
})

test('an API key does what its scopes say, gives no more than it has, and ends at once', async () => {
  const script = (key: unknown) =>
    openClient(server.url, { authorization: `Bearer ${key}`, origin: 'https://anywhere.example' })
  const created = (
    await admin.call(contract.createApiKey, {
      name: 'Report',
      scopes: ['member.read', 'api-key.manage'],
    })
  ).body
  expect(created.key).toMatch(/^eng_[\w-]{43}$/)
  expect(String(created.key).endsWith(String(created.hint))).toBe(true)
  const { rows } =
    await sql`select 1 from api_key where api_key::text like ${`%${created.key}%`}`.execute(
      server.services.db,
    )
  expect(rows).toEqual([])

  const narrow = script(created.key)
  expect(await answer(narrow, contract.listMembers)).toBe(200)
  expect(
    await answer(narrow, contract.inviteMember, { email: 'y@example.com', role: 'admin' }),
  ).toBe('auth.forbidden')
  expect(await answer(narrow, contract.getMe)).toBe('auth.member_only')
  expect(await answer(narrow, contract.listSessions)).toBe('auth.member_only')
  expect(
    await answer(narrow, contract.createApiKey, { name: 'More', scopes: ['member.manage'] }),
  ).toBe('api_key.scope_unknown')
  expect(
    await answer(admin, contract.createApiKey, { name: 'Typo', scopes: ['member.raed'] }),
  ).toBe('api_key.scope_unknown')
  const child = (await narrow.call(contract.createApiKey, { name: 'Child' })).body
  expect(child.scopes).toEqual(['member.read', 'api-key.manage'])

  const whole = await createApiKeyFor(
    server.services,
    { 'member.read': [], 'team.manage': [] },
    { name: 'Everything' },
  )
  expect(await answer(script(whole.key), contract.createTeam, { name: 'By key' })).toBe(200)

  const listed = (await admin.call(contract.listApiKeys)).body.data as {
    id: string
    lastUsedAt: string | null
  }[]
  expect(listed.find(({ id }) => id === created.id)!.lastUsedAt).not.toBeNull()
  expect(JSON.stringify(listed)).not.toContain('eng_')
  expect(await answer(admin, contract.revokeApiKey, { id: created.id })).toBe(200)
  expect(await answer(narrow, contract.listMembers)).toBe('auth.key_unknown')
  for (const key of ['eng_nonsense', 'nonsense', `${whole.key}x`])
    expect(await answer(script(key), contract.listMembers)).toBe('auth.key_unknown')
})
