import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { updateWorkspace } from '../../workspaces/contract.ts'
import { addMember } from '../change-members.ts'
import * as contract from '../contract.ts'
import { makeWorkspace, openClient, signInAs, tokenOf } from '../testing.ts'
import * as second from './contract.ts'
import { codeFrom, codeOf, enrol, forgetSteps, newMember, withPassword } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

test('where the workspace asks for it, a member without is led to set it up, and gets in by that only', async () => {
  const admin = await enrol(server, 'admin')
  const member = await newMember(server)
  const before = await signInAs(server.url, member)
  const other = await newMember(server)
  const gone = await signInAs(server.url, other)
  const require = (secondFactorRequired: boolean) =>
    admin.desk.call(updateWorkspace, { secondFactorRequired })
  expect((await require(true)).body.secondFactorRequired).toBe(true)
  try {
    // Whoever is in gets no further than to setting it up, at once.
    const stopped = 'second_factor.enrol'
    expect(await codeFrom(before, contract.getMe)).toBe(stopped)
    expect(await codeFrom(before, contract.createApiKey, { name: 'x' })).toBe(stopped)
    expect(await codeFrom(gone, contract.listMembers)).toBe(stopped)
    const offered = await gone.call(second.beginSecondFactor, { password: other.password })
    const code = codeOf(String(offered.body.secret))
    expect(await codeFrom(gone, second.confirmSecondFactor, { code })).toBe(200)
    expect(await codeFrom(gone, contract.getMe)).toBe(200)
    const { client, next } = await withPassword(server, member)
    expect(next).toBe('enrol')
    expect(await codeFrom(client, contract.getMe)).toBe('auth.required')
    expect(await codeFrom(client, second.enterCode, { code: '123456' })).toBe('sign_in.begin_again')
    const { body } = await client.call(second.beginAtDoor)
    expect(await codeFrom(client, second.confirmAtDoor, { code: '000000' })).toBe(
      'second_factor.wrong',
    )
    const confirmed = await client.call(second.confirmAtDoor, { code: codeOf(String(body.secret)) })
    expect(confirmed.body.recoveryCodes).toHaveLength(10)
    expect(await codeFrom(client, contract.getMe)).toBe(200)
    expect((await client.call(second.getSecondFactor)).body.required).toBe(true)
    expect(await codeFrom(client, second.disableSecondFactor, { password: member.password })).toBe(
      'second_factor.required',
    )
    expect(await codeFrom(client, second.beginAtDoor)).toBe('sign_in.begin_again')

    // An API key has none and needs none.
    const { body: made } = await admin.desk.call(contract.createApiKey, { name: 'night' })
    const script = openClient(server.url, { authorization: `Bearer ${made.key}` })
    expect(await codeFrom(script, contract.listMembers)).toBe(200)
    expect(await codeFrom(script, second.getSecondFactor)).toBe('auth.member_only')
  } finally {
    await require(false)
  }
})

test('an invitation to somebody with a second factor signs in no further than to the code', async () => {
  const { member, secret } = await enrol(server)
  const other = await makeWorkspace(server.services, 'other-admin@example.com')
  const admin = await signInAs(server.url, other.admin)
  const { body } = await admin.call(contract.inviteMember, { email: member.email, role: 'agent' })
  const client = openClient(server.url, member.at)
  const joined = await client.call(contract.acceptInvitation, {
    token: tokenOf(body.link),
    name: 'Hana',
    password: member.password,
    locale: 'ja',
  })
  expect(joined.body).toEqual({ next: 'code' })
  expect(await codeFrom(client, contract.getMe)).toBe('auth.required')
  await forgetSteps(server)
  expect(await codeFrom(client, second.enterCode, { code: codeOf(secret) })).toBe(200)
})

test('an admin takes a lost one away, which signs the member out; not where the account is another’s too', async () => {
  const { member, desk } = await enrol(server)
  const admin = await signInAs(server.url, await newMember(server, 'admin'))
  const shown = async () =>
    (
      (await admin.call(contract.listMembers, { limit: 200 })).body.data as {
        id: string
        secondFactor: boolean
      }[]
    ).find(({ id }) => id === member.id)?.secondFactor
  expect(await shown()).toBe(true)
  expect(await codeFrom(desk, second.resetSecondFactor, { id: member.id })).toBe('auth.forbidden')
  expect(await codeFrom(admin, second.resetSecondFactor, { id: member.id })).toBe(200)
  expect(await codeFrom(admin, second.resetSecondFactor, { id: member.id })).toBe(
    'second_factor.none',
  )
  expect(await codeFrom(desk, contract.getMe)).toBe('auth.required')
  expect(await shown()).toBe(false)
  expect((await withPassword(server, member)).next).toBe('inside')
  const seen = (await (await signInAs(server.url, member)).call(contract.listMembers)).body
    .data as {
    secondFactor: unknown
  }[]
  expect(new Set(seen.map(({ secondFactor }) => secondFactor))).toEqual(new Set([null]))

  const shared = await enrol(server)
  const elsewhere = await makeWorkspace(server.services, 'elsewhere-admin@example.com')
  const { rows } = await sql<{
    id: string
  }>`select auth_user_id as id from member where id = ${shared.member.id}::uuid`.execute(
    server.services.db,
  )
  const theirs = await inTransaction(
    systemContext(server.services, elsewhere.workspaceId, 'test'),
    (ctx) =>
      addMember(ctx, {
        name: 'Both',
        email: shared.member.email,
        role: 'viewer',
        accountId: rows[0]!.id,
      }),
  )
  const other = await signInAs(server.url, elsewhere.admin)
  expect(await codeFrom(other, second.resetSecondFactor, { id: theirs })).toBe(
    'second_factor.elsewhere',
  )
  expect(await codeFrom(other, second.resetSecondFactor, { id: shared.member.id })).toBe(
    'member.missing',
  )
})

test('every step is in the log and the audit log, without a word of what was typed', async () => {
  const { member, desk, recovery } = await enrol(server)
  const { client } = await withPassword(server, member)
  await codeFrom(client, second.enterCode, { code: '000000' })
  await codeFrom(client, second.enterCode, { code: recovery[0] })
  await codeFrom(desk, second.renewRecoveryCodes, { password: member.password })
  await codeFrom(desk, second.disableSecondFactor, { password: member.password })
  const acts = async () => {
    const { rows } = await sql<{ act: string; facts: Record<string, unknown> }>`
      select act, facts from audit_entry where object_id = ${member.id} order by at, id`.execute(
      server.services.db,
    )
    return rows.map(({ act, facts }) => [act, facts.way ?? facts.step ?? ''].join(' ').trim())
  }
  await expect.poll(acts).toContain('sign_in.failed code')
  expect(
    (await acts()).filter(
      (act) => !['sign_in.failed code', 'member.joined', 'sign_in.ended'].includes(act),
    ),
  ).toEqual([
    'sign_in.succeeded password',
    'two_factor.turned_on',
    'two_factor.code_used',
    'sign_in.succeeded recovery',
    'two_factor.codes_renewed',
    'two_factor.turned_off',
  ])
})
