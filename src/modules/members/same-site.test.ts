import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../foundation/server/module.ts'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import * as workspaces from '../workspaces/contract.ts'
import * as contract from './contract.ts'
import { makeMember, makeWorkspace, signInAs } from './testing.ts'

let server: Awaited<ReturnType<typeof startTestServer>>

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

let people = 0
const newMember = (role: Role = 'agent') => {
  people += 1
  return makeMember(server.services, server.workspaceId, `person${people}@example.com`, role)
}

test('one signs in once for several workspaces and says which one by a header', async () => {
  const member = await newMember('viewer')
  const elsewhere = await makeWorkspace(server.services, 'third-admin@example.com')
  await makeMember(server.services, elsewhere.workspaceId, member.email, 'admin')
  const client = await signInAs(server.url, member)
  const inside = async (id: string) =>
    (await client.call(contract.getMe, {}, { 'x-engawa-workspace': id })).body
  expect(await inside(elsewhere.workspaceId)).toMatchObject({
    member: { role: 'admin' },
    workspace: { id: elsewhere.workspaceId },
  })
  expect(await inside(server.workspaceId)).toMatchObject({
    member: { role: 'viewer' },
    workspace: { id: server.workspaceId },
  })
  expect((await client.call(contract.getMe)).body).toMatchObject({
    workspace: { id: server.workspaceId },
  })

  const foreign = await makeWorkspace(server.services, 'fourth-admin@example.com')
  for (const id of [foreign.workspaceId, 'nonsense'])
    expect((await inside(id)).code).toBe('auth.no_membership')
})

test("another site's page can do nothing with a member's cookie", async () => {
  const member = await newMember('admin')
  const client = await signInAs(server.url, member)
  const rename = (headers: Record<string, string>) =>
    client.call(workspaces.updateWorkspace, { name: 'Renamed' }, headers)
  const { origin, port } = new URL(server.url)
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://evil.example:${port}` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://sub.evil.example' },
  ]
  for (const headers of foreign) {
    const refused = await rename(headers)
    expect([headers, refused.status, refused.body.code]).toEqual([headers, 403, 'auth.cross_site'])
    for (const endpoint of [
      contract.signIn,
      contract.signOut,
      contract.requestReset,
      contract.resetPassword,
      contract.acceptInvitation,
    ]) {
      const input = {
        email: member.email,
        password: member.password,
        token: 'x',
        name: 'x',
        locale: 'en',
      }
      expect((await client.call(endpoint, input, headers)).body.code).toBe('auth.cross_site')
    }
  }
  expect((await rename({ origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  expect((await rename({ origin })).status).toBe(200)
  expect((await rename({})).status).toBe(200)
})
