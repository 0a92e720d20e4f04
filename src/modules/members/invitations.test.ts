import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import * as contract from './contract.ts'
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

test('somebody invited joins by the link, once', async () => {
  const { body } = await admin.call(contract.inviteMember, {
    email: 'Newcomer@Example.com',
    role: 'viewer',
  })
  const token = tokenOf(body.link)
  expect(body.link).toBe(`${server.services.publicUrl}/invitation/${token}`)
  const client = openClient(server.url)
  expect((await client.call(contract.getInvitation, { token })).body).toMatchObject({
    email: 'newcomer@example.com',
    hasAccount: false,
  })

  const join = { token, name: '新人', password: 'correct horse battery', locale: 'ja' }
  const answers = await Promise.all([
    answer(client, contract.acceptInvitation, join),
    answer(openClient(server.url), contract.acceptInvitation, join),
  ])
  expect(answers.sort()).toEqual([200, 'invitation.void'])

  const again = await signInAs(server.url, {
    email: 'newcomer@example.com',
    password: join.password,
  })
  expect((await again.call(contract.getMe)).body).toMatchObject({
    member: { name: '新人', role: 'viewer', locale: 'ja' },
  })
  expect(await answer(client, contract.getInvitation, { token })).toBe('invitation.void')
  expect(
    await answer(admin, contract.inviteMember, { email: 'newcomer@example.com', role: 'agent' }),
  ).toBe('member.exists')
})

test('an invitation that was replaced, taken back or is over leads nowhere', async () => {
  const invite = async (email: string) =>
    (await admin.call(contract.inviteMember, { email, role: 'agent' })).body
  const replaced = await invite('replaced@example.com')
  const current = await invite('replaced@example.com')
  const revoked = await invite('revoked@example.com')
  const over = await invite('over@example.com')
  expect(await answer(admin, contract.revokeInvitation, { id: revoked.id })).toBe(200)
  await sql`update invitation set expires_at = now() - interval '1 second' where id = ${over.id}::uuid`.execute(
    server.services.db,
  )

  const stranger = openClient(server.url)
  const join = { name: 'X', password: 'correct horse battery', locale: 'en' }
  for (const { link } of [replaced, revoked, over, { link: 'x/nonsense' }]) {
    expect(await answer(stranger, contract.getInvitation, { token: tokenOf(link) })).toBe(
      'invitation.void',
    )
    expect(
      await answer(stranger, contract.acceptInvitation, { token: tokenOf(link), ...join }),
    ).toBe('invitation.void')
  }
  expect(
    await answer(stranger, contract.acceptInvitation, { token: tokenOf(current.link), ...join }),
  ).toBe(200)
})

test('who has an account already joins with its password, and only with that', async () => {
  const elsewhere = await makeWorkspace(server.services, 'two-homes@example.com')
  const { body } = await admin.call(contract.inviteMember, {
    email: 'two-homes@example.com',
    role: 'viewer',
  })
  const token = tokenOf(body.link)
  const client = openClient(server.url)
  expect((await client.call(contract.getInvitation, { token })).body.hasAccount).toBe(true)
  const join = { token, name: 'Two Homes', locale: 'en' }
  expect(
    await answer(client, contract.acceptInvitation, { ...join, password: 'not this one' }),
  ).toBe('sign_in.wrong')
  expect(await answer(client, contract.getMe)).toBe('auth.required')
  expect(
    await answer(client, contract.acceptInvitation, {
      ...join,
      password: elsewhere.admin.password,
    }),
  ).toBe(200)
  expect(
    await answer(client, contract.getMe, {}, { 'x-engawa-workspace': server.workspaceId }),
  ).toBe(200)
  expect(
    await answer(client, contract.getMe, {}, { 'x-engawa-workspace': elsewhere.workspaceId }),
  ).toBe(200)
})
