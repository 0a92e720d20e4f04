import { getMigrations } from 'better-auth/db/migration'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../foundation/server/module.ts'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import * as contract from './contract.ts'
import { onSessionEnded } from './index.ts'
import { changePassword as changePasswordOf } from './second-factor/contract.ts'
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
    const times = []
    let answer = await client.call(contract.signIn, { email, password: 'not this one' })
    for (let n = 0; n < 4; n += 1) {
      const start = performance.now()
      answer = await client.call(contract.signIn, { email, password: 'not this one' })
      times.push(performance.now() - start)
    }
    return { status: answer.status, body: answer.body, ms: Math.min(...times) }
  }
  const wrong = await timed(member.email)
  const unknown = await timed('nobody-at-all@example.com')
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

test('after ten wrong tries, also all at once, that address must wait for that account; others need not', async () => {
  const member = await newMember()
  const other = await newMember()
  const client = openClient(server.url, member.at)
  const tries = Array.from({ length: 16 }, () =>
    client.call(contract.signIn, { email: member.email, password: 'not this one' }),
  )
  const codes = (await Promise.all(tries)).map((answer) => answer.body.code)
  expect(codes.filter((code) => code === 'sign_in.wrong')).toHaveLength(10)
  expect(codes.filter((code) => code === 'sign_in.too_many')).toHaveLength(6)

  const right = await client.call(contract.signIn, {
    email: member.email,
    password: member.password,
  })
  expect([right.status, right.body.code]).toEqual([429, 'sign_in.too_many'])
  expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(600)

  expect(
    (await client.call(contract.signIn, { email: other.email, password: other.password })).status,
  ).toBe(200)
  const home = openClient(server.url, { 'x-forwarded-for': '203.0.113.77' })
  expect(
    (await home.call(contract.signIn, { email: member.email, password: member.password })).status,
  ).toBe(200)
})

test('an account is guarded against many addresses, and an address against trying many accounts', {
  timeout: 90_000,
}, async () => {
  const member = await newMember()
  const from = (n: number) => openClient(server.url, { 'x-forwarded-for': `2001:db8:0:${n}::1` })
  const spread = Array.from({ length: 32 }, (_, n) =>
    from(n).call(contract.signIn, { email: member.email, password: 'not this one' }),
  )
  const ofAccount = (await Promise.all(spread)).filter(
    (answer) => answer.body.code === 'sign_in.too_many',
  )
  expect(ofAccount).toHaveLength(2)

  // One house: the lower half of an IPv6 address is the guest's to choose.
  const house = Array.from({ length: 63 }, (_, n) =>
    openClient(server.url, { 'x-forwarded-for': `2001:db8:ffff::${n}` }).call(contract.signIn, {
      email: `guess${n}@example.com`,
      password: 'not this one',
    }),
  )
  const ofAddress = (await Promise.all(house)).filter(
    (answer) => answer.body.code === 'sign_in.too_many',
  )
  expect(ofAddress).toHaveLength(3)
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

test('the browser a member signs in with keeps its tries while strangers use up those of the account', {
  timeout: 90_000,
}, async () => {
  const member = await newMember()
  const home = await signInAs(server.url, member)
  await home.call(contract.signOut)
  const stranger = (n: number) =>
    openClient(server.url, { 'x-forwarded-for': `2001:db8:7:${n}::1` }).call(contract.signIn, {
      email: member.email,
      password: 'not this one',
    })
  await Promise.all(Array.from({ length: 40 }, (_, n) => stranger(n)))
  const { email, password } = member
  const elsewhere = openClient(server.url, { 'x-forwarded-for': '203.0.113.90' })
  expect((await elsewhere.call(contract.signIn, { email, password })).body.code).toBe(
    'sign_in.too_many',
  )
  expect((await home.call(contract.signIn, { email, password })).status).toBe(200)

  // It is that account's only, cannot be made up, and has an end of its tries, too.
  const other = await newMember()
  const own = home.cookies.get('engawa.device')!
  for (const made of [own.replace(/^./, 'x'), own.split('.')[0]!, '']) {
    elsewhere.cookies.set('engawa.device', made)
    expect((await elsewhere.call(contract.signIn, { email, password })).status).toBe(429)
  }
  elsewhere.cookies.set('engawa.device', own)
  expect((await elsewhere.call(contract.signIn, { email, password })).status).toBe(200)
  await home.call(contract.signIn, { email: other.email, password: other.password })
  expect(home.cookies.get('engawa.device')).not.toBe(own)
  elsewhere.cookies.set('engawa.device', own)
  const wrong = () => elsewhere.call(contract.signIn, { email, password: 'not this one' })
  const codes = (await Promise.all(Array.from({ length: 12 }, wrong))).map(({ body }) => body.code)
  expect(codes.filter((code) => code === 'sign_in.too_many')).toHaveLength(2)
})

test('guessing on after a pause makes the next pause longer, up to an hour', async () => {
  const member = await newMember()
  const client = openClient(server.url, member.at)
  const guess = () =>
    client.call(contract.signIn, { email: member.email, password: 'not this one' })
  const { db } = server.services
  const waits: number[] = []
  for (let round = 0; round < 4; round += 1) {
    const answers = await Promise.all(Array.from({ length: 11 }, guess))
    const refused = answers.find(({ status }) => status === 429)!
    waits.push(Math.round(Number(refused.headers.get('retry-after')) / 60))
    // The pause is over; the address's own count stays out of it.
    await sql`update auth.attempt set started_at = started_at - interval '15 minutes' * power(2, strikes) where count > 10`.execute(
      db,
    )
  }
  expect(waits).toEqual([15, 30, 60, 60])
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

test('a changed password takes the present one, gives a new session and ends the others', async () => {
  const member = await newMember()
  const desk = await signInAs(server.url, member)
  const phone = await signInAs(server.url, member)
  const thief = openClient(server.url)
  thief.cookies.set('engawa.session_token', desk.cookies.get('engawa.session_token')!)
  const change = (current: string) =>
    desk.call(changePasswordOf, { current, password: 'a whole new password' })

  expect((await change('not this one')).body.code).toBe('password.wrong')
  expect((await phone.call(contract.getMe)).status).toBe(200)
  expect((await change(member.password)).status).toBe(200)

  const seen = await Promise.all([desk, phone, thief].map((client) => client.call(contract.getMe)))
  expect(seen.map(({ status }) => status)).toEqual([200, 401, 401])
  const again = openClient(server.url, member.at)
  const { email } = member
  expect((await again.call(contract.signIn, { email, password: member.password })).status).toBe(401)
  expect(
    (await again.call(contract.signIn, { email, password: 'a whole new password' })).status,
  ).toBe(200)
  const { rows } = await sql`select act, outcome from audit_entry where object_id = ${member.id}
    and act in ('password.changed', 'sign_in.succeeded') order by at`.execute(server.services.db)
  expect(rows.map((row) => (row as { act: string }).act)).toEqual([
    'sign_in.succeeded',
    'sign_in.succeeded',
    'password.changed',
    'sign_in.succeeded',
  ])
})

test('the present password cannot be guessed at an open desk', async () => {
  const member = await newMember()
  const desk = await signInAs(server.url, member)
  const change = (current: string) =>
    desk.call(changePasswordOf, { current, password: 'a whole new password' })
  for (let n = 0; n < 10; n += 1) await change(`guess ${n}`)
  expect((await change(member.password)).body.code).toBe('sign_in.too_many')
})

test("nobody ends another member's session", async () => {
  const [one, two] = [await newMember(), await newMember('admin')]
  const mine = await signInAs(server.url, one)
  const theirs = await signInAs(server.url, two)
  const [session] = (await mine.call(contract.listSessions)).body.data as { id: string }[]
  expect((await theirs.call(contract.revokeSession, { id: session!.id })).status).toBe(404)
  expect((await mine.call(contract.getMe)).status).toBe(200)
})

test('right passwords do not count as tries', async () => {
  const member = await newMember()
  for (let n = 0; n < 12; n += 1) await signInAs(server.url, member)
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
