import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../foundation/server/module.ts'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import * as contract from './contract.ts'
import { createResetLinkFor, type Mail, registerMailer } from './index.ts'
import { makeMember, makeWorkspace, openClient, signInAs } from './testing.ts'

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

test('a reset link works once, ends all sessions, and the old password is over', async () => {
  const member = await newMember()
  const admin = await newMember('admin')
  const client = await signInAs(server.url, member)
  const desk = await signInAs(server.url, admin)
  const answers = [
    await desk.call(contract.createResetLink, { id: member.id }),
    await desk.call(contract.createResetLink, { id: member.id }),
  ]
  const [token, unused] = answers.map(({ body }) => String(body.link).split('/reset/')[1])
  expect(String(answers[0]!.body.link)).toBe(`${server.services.publicUrl}/reset/${token}`)
  const { rows } =
    await sql`select 1 from auth.verification where identifier like ${`%${token}%`}`.execute(
      server.services.db,
    )
  expect(rows).toHaveLength(0)

  const stranger = openClient(server.url)
  const set = (token: unknown) =>
    stranger.call(contract.resetPassword, { token, password: 'a whole new password' })
  expect((await set('x'.repeat(43))).body.code).toBe('reset.void')
  const both = await Promise.all([set(token), set(token)])
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 404])

  expect((await client.call(contract.getMe)).status).toBe(401)
  expect(
    (await client.call(contract.signIn, { email: member.email, password: member.password })).status,
  ).toBe(401)
  expect(
    (await client.call(contract.signIn, { email: member.email, password: 'a whole new password' }))
      .status,
  ).toBe(200)
  expect((await set(unused)).body.code).toBe('reset.void')
  const overdue = (await createResetLinkFor(server.services, member.email)).split('/reset/')[1]
  await sql`update auth.verification set "expiresAt" = now() - interval '1 second'`.execute(
    server.services.db,
  )
  expect((await set(overdue)).body.code).toBe('reset.void')
})

test('asking for a reset answers alike for everybody, and mails only whom it concerns', async () => {
  const member = await newMember()
  const mails: Mail[] = []
  registerMailer(async (_services, mail) => void mails.push(mail))
  const client = openClient(server.url, member.at)
  const unknown = await client.call(contract.requestReset, { email: 'nobody-at-all@example.com' })
  const known = await client.call(contract.requestReset, { email: member.email })
  expect([known.status, known.body]).toEqual([unknown.status, unknown.body])
  await expect.poll(() => mails.length).toBeGreaterThan(0)
  expect(mails.map(({ to }) => to)).toEqual([member.email])
  const token = /\/reset\/([\w-]{43})/.exec(mails[0]!.text)![1]
  expect(
    (await client.call(contract.resetPassword, { token, password: 'a whole new password' })).status,
  ).toBe(200)
  expect(
    (await client.call(contract.signIn, { email: member.email, password: 'a whole new password' }))
      .status,
  ).toBe(200)
})

test("an admin has no way to the password of someone who is in another's workspace too", async () => {
  const member = await newMember()
  const elsewhere = await makeWorkspace(server.services, 'their-admin@example.com')
  const theirs = await makeMember(server.services, elsewhere.workspaceId, member.email, 'viewer')
  const admin = await signInAs(server.url, elsewhere.admin)
  const refused = await admin.call(contract.createResetLink, { id: theirs.id })
  expect([refused.status, refused.body.code]).toEqual([409, 'reset.elsewhere'])
})
