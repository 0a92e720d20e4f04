import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../../foundation/server/module.ts'
import { startTestServer } from '../../../foundation/testing/start-test-server.ts'
import * as contract from '../contract.ts'
import { changePassword as changePasswordOf } from '../second-factor/contract.ts'
import { makeMember, openClient, signInAs } from '../testing.ts'

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

test('right passwords do not count as tries', async () => {
  const member = await newMember()
  for (let n = 0; n < 12; n += 1) await signInAs(server.url, member)
})
