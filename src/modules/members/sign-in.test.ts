import { getMigrations } from 'better-auth/db/migration'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../foundation/server/module.ts'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import * as contract from './contract.ts'
import { onSessionEnded } from './index.ts'
import { authOf } from './sign-in/auth.ts'
import { writeSessionToken } from './sign-in/cookies.ts'
import { makeMember, openClient, signInAs } from './testing.ts'

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

test('a member signs in and out again', async () => {
  const member = await newMember()
  const client = openClient(server.url, member.at)
  expect((await client.call(contract.getMe)).body.code).toBe('auth.required')

  const signedIn = await client.call(contract.signIn, {
    email: member.email.toUpperCase(),
    password: member.password,
  })
  const cookie = signedIn.headers.getSetCookie()[0]!
  expect(cookie).toMatch(/; HttpOnly/)
  expect(cookie).toMatch(/; SameSite=Lax/)
  expect((await client.call(contract.getMe)).body).toMatchObject({
    member: { id: member.id, role: 'agent' },
  })

  const before = new Map(client.cookies)
  expect((await client.call(contract.signOut)).status).toBe(200)
  // What is left says only that this browser was let in before.
  expect([...client.cookies.keys()]).toEqual(['engawa.device'])
  for (const [name, value] of before) client.cookies.set(name, value)
  expect((await client.call(contract.getMe)).status).toBe(401)
})

test('over https the cookie is only for https', () => {
  const services = { ...server.services, publicUrl: 'https://desk.example.com' }
  const headers: string[] = []
  const reply = { header: (_name: string, value: string) => void headers.push(value) }
  writeSessionToken(services, reply as never, 'token')
  expect(headers[0]).toMatch(
    /^__Secure-engawa\.session_token=token\.[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  )
})

test('a wrong password and an unknown address get the same answer after the same work', async () => {
  const member = await newMember()
  const client = openClient(server.url, member.at)
  const timed = async (email: string) => {
    const start = performance.now()
    const { status, body } = await client.call(contract.signIn, { email, password: 'not this one' })
    return { status, body, ms: performance.now() - start }
  }
  let wrong = await timed(member.email)
  let unknown = await timed('nobody-at-all@example.com')
  // In turns, and the quickest of each: a machine that is busy for a moment is so for both.
  for (let n = 0; n < 4; n += 1) {
    const [one, other] = [await timed(member.email), await timed('nobody-at-all@example.com')]
    wrong = one.ms < wrong.ms ? one : wrong
    unknown = other.ms < unknown.ms ? other : unknown
  }
  expect([wrong.status, wrong.body.code]).toEqual([401, 'sign_in.wrong'])
  expect(unknown.body).toEqual(wrong.body)
  // Hashing is nearly all of it; without it the answer would come in a few milliseconds.
  expect(unknown.ms).toBeGreaterThan(wrong.ms / 4)
  expect(wrong.ms).toBeGreaterThan(unknown.ms / 4)
})

test('a wrong password is in the log without the address', async () => {
  const member = await newMember()
  await openClient(server.url, member.at).call(contract.signIn, {
    email: member.email,
    password: 'not this one',
  })
  const failures = () =>
    server.services.db
      .selectFrom('event')
      .select('facts')
      .where('kind', '=', 'sign_in.failed')
      .execute()
  await expect.poll(failures).toContainEqual({ facts: { memberId: member.id } })
})

test('signing in again gives a new session and ends the one the client had', async () => {
  const member = await newMember()
  const client = await signInAs(server.url, member)
  const before = new Map(client.cookies)
  await client.call(contract.signIn, { email: member.email, password: member.password })
  expect([...client.cookies]).not.toEqual([...before])
  expect((await client.call(contract.getMe)).status).toBe(200)
  const thief = openClient(server.url)
  for (const [name, value] of before) thief.cookies.set(name, value)
  expect((await thief.call(contract.getMe)).status).toBe(401)
})

test('a session taken back is refused from the next request on, and what it has open is told', async () => {
  const member = await newMember()
  const desk = await signInAs(server.url, member, {
    'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0',
  })
  const lost = await signInAs(server.url, member, {
    'user-agent': 'Mozilla/5.0 (iPhone) Safari/605.1',
  })
  const { body } = await desk.call(contract.listSessions)
  const sessions = body.data as { id: string; current: boolean; device: string; address: string }[]
  expect(sessions.map(({ device, current }) => [device, current]).sort()).toEqual([
    ['Firefox · Windows', true],
    ['Safari · iPhone', false],
  ])
  expect(sessions.every(({ address }) => address === member.at['x-forwarded-for'])).toBe(true)
  const ended: string[] = []
  const off = onSessionEnded(({ id }) => void ended.push(id))

  const { id } = sessions.find(({ current }) => !current)!
  expect((await desk.call(contract.revokeSession, { id })).status).toBe(200)

  expect((await lost.call(contract.getMe)).status).toBe(401)
  expect((await desk.call(contract.getMe)).status).toBe(200)
  await expect.poll(() => ended).toContain(id)
  off()
  expect((await desk.call(contract.revokeSession, { id })).body.code).toBe('session.missing')
})

test('however much it is used, a session ends after ninety days', async () => {
  const member = await newMember()
  const client = await signInAs(server.url, member)
  const mine = sql`"userId" = (select auth_user_id from member where id = ${member.id}::uuid)`
  const age = (days: number) =>
    sql`update auth.session set "createdAt" = now() - ${days} * interval '1 day' where ${mine}`.execute(
      server.services.db,
    )
  await age(89)
  expect((await client.call(contract.getMe)).status).toBe(200)
  await age(91)
  expect((await client.call(contract.getMe)).status).toBe(401)
})

test("nobody ends another member's session", async () => {
  const [one, two] = [await newMember(), await newMember('admin')]
  const mine = await signInAs(server.url, one)
  const theirs = await signInAs(server.url, two)
  const [session] = (await mine.call(contract.listSessions)).body.data as { id: string }[]
  expect((await theirs.call(contract.revokeSession, { id: session!.id })).status).toBe(404)
  expect((await mine.call(contract.getMe)).status).toBe(200)
})

test('a session in use lives on, and one past its time is over', async () => {
  const member = await newMember()
  const client = await signInAs(server.url, member)
  const { db } = server.services
  const mine = sql`"userId" = (select auth_user_id from member where id = ${member.id}::uuid)`
  await sql`update auth.session set "expiresAt" = now() + interval '10 days' where ${mine}`.execute(
    db,
  )
  const prolonged = await client.call(contract.getMe)
  expect(prolonged.headers.getSetCookie()[0]).toMatch(/Max-Age=2592000/)
  expect((await client.call(contract.getMe)).headers.getSetCookie()).toEqual([])
  const { rows } = await sql<{ days: number }>`
    select extract(day from "expiresAt" - now())::int as days from auth.session where ${mine}`.execute(
    db,
  )
  expect(rows[0]!.days).toBeGreaterThan(28)
  await sql`update auth.session set "expiresAt" = now() - interval '1 second' where ${mine}`.execute(
    db,
  )
  expect((await client.call(contract.getMe)).status).toBe(401)
})

test('a cookie that was changed or made up signs nobody in', async () => {
  const member = await newMember()
  const client = await signInAs(server.url, member)
  const [[name, value] = ['', '']] = client.cookies
  const { rows } = await sql<{
    token: string
  }>`select token from auth.session where "userAgent" = 'node' limit 1`.execute(server.services.db)
  for (const forged of [
    `x${value}`,
    value.slice(0, -6),
    rows[0]!.token,
    `${rows[0]!.token}.AAAA`,
    '',
    '.',
    '%00',
    '%E0%A4%A',
  ]) {
    client.cookies.set(name, forged)
    expect([forged, (await client.call(contract.getMe)).status]).toEqual([forged, 401])
  }
})

test('what better-auth expects of its tables is what the migration made', async () => {
  const { options } = authOf(server.services)
  const { toBeCreated, toBeAdded } = await getMigrations(options)
  expect(
    [...toBeCreated, ...toBeAdded].map(({ table, fields }) => [table, Object.keys(fields)]),
  ).toEqual([])
})

test('none of better-auth’s own endpoints can be reached', async () => {
  for (const path of ['/api/auth/sign-up/email', '/api/auth/sign-in/email', '/api/auth/ok']) {
    expect(
      (
        await fetch(server.url + path, {
          method: 'POST',
          body: '{}',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(404)
  }
})
