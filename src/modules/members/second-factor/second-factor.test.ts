import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import * as contract from '../contract.ts'
import { openClient, signInAs } from '../testing.ts'
import * as second from './contract.ts'
import { codeFrom, codeOf, enrol, forgetSteps, newMember, withPassword } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

test('setting it up takes the password and a first code, and then signing in asks for one', async () => {
  const member = await newMember(server)
  const desk = await signInAs(server.url, member)
  const phone = await signInAs(server.url, member)
  const before = desk.cookies.get('engawa.session_token')
  expect((await desk.call(second.getSecondFactor)).body).toEqual({
    since: null,
    recoveryCodes: 0,
    required: false,
  })
  expect(await codeFrom(desk, second.beginSecondFactor, { password: 'not this one' })).toBe(
    'password.wrong',
  )
  expect(await codeFrom(desk, second.confirmSecondFactor, { code: '123456' })).toBe(
    'second_factor.not_begun',
  )

  const { body } = await desk.call(second.beginSecondFactor, { password: member.password })
  const secret = String(body.secret)
  expect(body.uri).toBe(
    `otpauth://totp/Engawa:${encodeURIComponent(member.email)}?secret=${secret}&issuer=Engawa`,
  )
  const { rows } = await sql<{ offered: string }>`select offered from auth.second_factor`.execute(
    server.services.db,
  )
  expect(rows.every(({ offered }) => offered.startsWith('sealed:'))).toBe(true)
  expect((await withPassword(server, member)).next).toBe('inside')

  expect(await codeFrom(desk, second.confirmSecondFactor, { code: '000000' })).toBe(
    'second_factor.wrong',
  )
  const confirmed = await desk.call(second.confirmSecondFactor, { code: codeOf(secret, -1) })
  expect(confirmed.body.recoveryCodes).toHaveLength(10)
  expect(new Set(confirmed.body.recoveryCodes as string[]).size).toBe(10)

  // This browser goes on under a new session; the others never showed a code.
  expect(desk.cookies.get('engawa.session_token')).not.toBe(before)
  expect(await codeFrom(desk, contract.getMe)).toBe(200)
  expect(await codeFrom(phone, contract.getMe)).toBe('auth.required')
  expect((await desk.call(second.getSecondFactor)).body).toMatchObject({ recoveryCodes: 10 })

  const { client, next } = await withPassword(server, member)
  expect(next).toBe('code')
  expect(client.cookies.has('engawa.session_token')).toBe(false)
  expect(await codeFrom(client, contract.getMe)).toBe('auth.required')
  expect(await codeFrom(client, second.enterCode, { code: '000000' })).toBe('second_factor.wrong')
  const entered = await client.call(second.enterCode, { code: codeOf(secret) })
  expect(entered.headers.getSetCookie().join()).toMatch(/engawa.sign_in_step=; Max-Age=0/)
  expect(await codeFrom(client, contract.getMe)).toBe(200)
})

test('a code is accepted once, also of two at the same moment, and none from before it', async () => {
  const { member, secret } = await enrol(server)
  await forgetSteps(server)
  const doors = await Promise.all([1, 2, 3].map(() => withPassword(server, member)))
  const now = codeOf(secret)
  const both = await Promise.all(
    doors.slice(0, 2).map(({ client }) => codeFrom(client, second.enterCode, { code: now })),
  )
  expect(both.sort()).toEqual([200, 'second_factor.wrong'])
  const { client } = doors[2]!
  expect(await codeFrom(client, second.enterCode, { code: now })).toBe('second_factor.wrong')
  expect(await codeFrom(client, second.enterCode, { code: codeOf(secret, -1) })).toBe(
    'second_factor.wrong',
  )
  expect(await codeFrom(client, second.enterCode, { code: codeOf(secret, 1) })).toBe(200)
  // Neither the browser's place at the door nor a stranger's is good for a second time.
  expect(await codeFrom(client, second.enterCode, { code: now })).toBe('sign_in.begin_again')
  expect(await codeFrom(openClient(server.url), second.enterCode, { code: now })).toBe(
    'sign_in.begin_again',
  )
})

test('a recovery code signs in once, and new ones end the old', async () => {
  const { member, desk, recovery } = await enrol(server)
  const enter = async (typed: string) => {
    const { client } = await withPassword(server, member)
    return codeFrom(client, second.enterCode, { code: typed })
  }
  expect(await enter(recovery[0]!.toLowerCase().replaceAll('-', ' '))).toBe(200)
  expect(await enter(recovery[0]!)).toBe('second_factor.wrong')
  expect((await desk.call(second.getSecondFactor)).body.recoveryCodes).toBe(9)
  expect(await codeFrom(desk, second.renewRecoveryCodes, { password: 'not this one' })).toBe(
    'password.wrong',
  )
  const { body } = await desk.call(second.renewRecoveryCodes, { password: member.password })
  expect(await enter(recovery[1]!)).toBe('second_factor.wrong')
  const [fresh] = body.recoveryCodes as string[]
  expect(await enter(fresh!)).toBe(200)
  const { rows } = await sql<{
    hash: string
  }>`select code_hash as hash from auth.recovery_code`.execute(server.services.db)
  expect(rows.some(({ hash }) => !/^[0-9a-f]{64}$/.test(hash))).toBe(false)
})

test('wrong codes come to an end, for one address and for the account; a recovery code still opens', async () => {
  const { member, secret, recovery } = await enrol(server)
  await forgetSteps(server)
  const from = async (at: Record<string, string>) =>
    (await withPassword(server, { ...member, at })).client
  const here = await from(member.at)
  const tries = await Promise.all(
    Array.from({ length: 8 }, () => codeFrom(here, second.enterCode, { code: '000000' })),
  )
  expect(tries.filter((one) => one === 'second_factor.too_many')).toHaveLength(3)
  const there = await from({ 'x-forwarded-for': '203.0.113.5' })
  for (let n = 0; n < 5; n += 1) await codeFrom(there, second.enterCode, { code: '000000' })
  const third = await from({ 'x-forwarded-for': '203.0.113.6' })
  expect(await codeFrom(third, second.enterCode, { code: codeOf(secret) })).toBe(
    'second_factor.too_many',
  )
  expect(await codeFrom(third, second.enterCode, { code: recovery[0] })).toBe(200)
})

test('another telephone takes over by its first code; switching off asks the password', async () => {
  const { member, desk, secret } = await enrol(server)
  await forgetSteps(server)
  const { body } = await desk.call(second.beginSecondFactor, { password: member.password })
  const [one, two] = [await withPassword(server, member), await withPassword(server, member)]
  expect(await codeFrom(one.client, second.enterCode, { code: codeOf(secret) })).toBe(200)
  expect(
    await codeFrom(desk, second.confirmSecondFactor, { code: codeOf(String(body.secret), 1) }),
  ).toBe(200)
  expect(await codeFrom(one.client, contract.getMe)).toBe('auth.required')
  await forgetSteps(server)
  expect(await codeFrom(two.client, second.enterCode, { code: codeOf(secret) })).toBe(
    'second_factor.wrong',
  )
  expect(await codeFrom(two.client, second.enterCode, { code: codeOf(String(body.secret)) })).toBe(
    200,
  )

  expect(await codeFrom(two.client, second.disableSecondFactor, { password: 'not this one' })).toBe(
    'password.wrong',
  )
  expect(
    await codeFrom(two.client, second.disableSecondFactor, { password: member.password }),
  ).toBe(200)
  expect(await codeFrom(desk, contract.getMe)).toBe('auth.required')
  expect((await withPassword(server, member)).next).toBe('inside')
})
