import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import type { Role } from '../../../foundation/server/module.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { updateWorkspace } from '../../workspaces/contract.ts'
import { addMember } from '../change-members.ts'
import * as contract from '../contract.ts'
import {
  type Client,
  makeMember,
  makeWorkspace,
  openClient,
  signInAs,
  tokenOf,
} from '../testing.ts'
import * as second from './contract.ts'
import { readCode } from './read-code.ts'
import { codeAt, findStep, stepAt, toBase32 } from './totp.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

let people = 0
const newMember = (role: Role = 'agent') => {
  people += 1
  return makeMember(server.services, server.workspaceId, `person${people}@example.com`, role)
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const fromBase32 = (text: string) => {
  const bits = [...text].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
  return Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)!
      .map((byte) => Number.parseInt(byte, 2)),
  )
}
/** What the telephone shows; `drift` steps of 30 s away. */
const codeOf = (secret: string, drift = 0) => codeAt(fromBase32(secret), stepAt(new Date()) + drift)
const code = async (client: Client, endpoint: Parameters<Client['call']>[0], input = {}) => {
  const { status, body } = await client.call(endpoint, input)
  return body.code ?? status
}
/** As if the codes so far were of long ago. */
const later = () => sql`update auth.second_factor set last_step = 0`.execute(server.services.db)

/** A member with a second factor, and the browser in which it was set up. */
const enrolled = async (role: Role = 'agent') => {
  const member = await newMember(role)
  const desk = await signInAs(server.url, member)
  const { body } = await desk.call(second.beginSecondFactor, { password: member.password })
  const secret = String(body.secret)
  const confirmed = await desk.call(second.confirmSecondFactor, { code: codeOf(secret, -1) })
  const recovery = confirmed.body.recoveryCodes as string[]
  return { member, desk, secret, recovery }
}
const withPassword = async (member: {
  email: string
  password: string
  at: Record<string, string>
}) => {
  const client = openClient(server.url, member.at)
  const { email, password } = member
  const { body } = await client.call(contract.signIn, { email, password })
  return { client, next: body.next }
}

test('codes are those of RFC 6238 and RFC 4648', () => {
  // RFC 6238, appendix B, cut to six figures.
  const secret = Buffer.from('12345678901234567890')
  const at = (seconds: number) => codeAt(secret, stepAt(new Date(seconds * 1000)))
  expect([59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000].map(at)).toEqual([
    '287082',
    '081804',
    '050471',
    '005924',
    '279037',
    '353130',
  ])
  expect(
    ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => toBase32(Buffer.from(text))),
  ).toEqual(['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI'])
  const now = new Date(1_700_000_000_000)
  const drifts = [-2, -1, 0, 1, 2].map((drift) =>
    findStep(secret, codeAt(secret, stepAt(now) + drift), now),
  )
  expect(drifts.map((step) => step && step - stepAt(now))).toEqual([undefined, -1, 0, 1, undefined])
})

test('a code is read however it was typed', () => {
  expect(
    ['123456', '１２３　４５６', ' 123 456 ', '123-456', '１２３ー４５６'].map((typed) =>
      readCode(typed),
    ),
  ).toEqual(Array(5).fill({ kind: 'totp', code: '123456' }))
  expect(readCode('ａｂｃｄ－efgh jklm‐NPQR')).toEqual({
    kind: 'recovery',
    code: 'ABCDEFGHJKLMNPQR',
  })
  expect(
    ['12345', '1234567', 'abc', '', '------', 'ABCD-EFGH-JKLM-NPQ1'].map((typed) =>
      readCode(typed),
    ),
  ).toEqual(Array(6).fill(undefined))
})

test('setting it up takes the password and a first code, and then signing in asks for one', async () => {
  const member = await newMember()
  const desk = await signInAs(server.url, member)
  const phone = await signInAs(server.url, member)
  const before = desk.cookies.get('engawa.session_token')
  expect((await desk.call(second.getSecondFactor)).body).toEqual({
    since: null,
    recoveryCodes: 0,
    required: false,
  })
  expect(await code(desk, second.beginSecondFactor, { password: 'not this one' })).toBe(
    'password.wrong',
  )
  expect(await code(desk, second.confirmSecondFactor, { code: '123456' })).toBe(
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
  expect((await withPassword(member)).next).toBe('inside')

  expect(await code(desk, second.confirmSecondFactor, { code: '000000' })).toBe(
    'second_factor.wrong',
  )
  const confirmed = await desk.call(second.confirmSecondFactor, { code: codeOf(secret, -1) })
  expect(confirmed.body.recoveryCodes).toHaveLength(10)
  expect(new Set(confirmed.body.recoveryCodes as string[]).size).toBe(10)

  // This browser goes on under a new session; the others never showed a code.
  expect(desk.cookies.get('engawa.session_token')).not.toBe(before)
  expect(await code(desk, contract.getMe)).toBe(200)
  expect(await code(phone, contract.getMe)).toBe('auth.required')
  expect((await desk.call(second.getSecondFactor)).body).toMatchObject({ recoveryCodes: 10 })

  const { client, next } = await withPassword(member)
  expect(next).toBe('code')
  expect(client.cookies.has('engawa.session_token')).toBe(false)
  expect(await code(client, contract.getMe)).toBe('auth.required')
  expect(await code(client, second.enterCode, { code: '000000' })).toBe('second_factor.wrong')
  const entered = await client.call(second.enterCode, { code: codeOf(secret) })
  expect(entered.headers.getSetCookie().join()).toMatch(/engawa.sign_in_step=; Max-Age=0/)
  expect(await code(client, contract.getMe)).toBe(200)
})

test('a code is accepted once, also of two at the same moment, and none from before it', async () => {
  const { member, secret } = await enrolled()
  await later()
  const doors = await Promise.all([1, 2, 3].map(() => withPassword(member)))
  const now = codeOf(secret)
  const both = await Promise.all(
    doors.slice(0, 2).map(({ client }) => code(client, second.enterCode, { code: now })),
  )
  expect(both.sort()).toEqual([200, 'second_factor.wrong'])
  const { client } = doors[2]!
  expect(await code(client, second.enterCode, { code: now })).toBe('second_factor.wrong')
  expect(await code(client, second.enterCode, { code: codeOf(secret, -1) })).toBe(
    'second_factor.wrong',
  )
  expect(await code(client, second.enterCode, { code: codeOf(secret, 1) })).toBe(200)
  // Neither the browser's place at the door nor a stranger's is good for a second time.
  expect(await code(client, second.enterCode, { code: now })).toBe('sign_in.begin_again')
  expect(await code(openClient(server.url), second.enterCode, { code: now })).toBe(
    'sign_in.begin_again',
  )
})

test('a recovery code signs in once, and new ones end the old', async () => {
  const { member, desk, recovery } = await enrolled()
  const enter = async (typed: string) => {
    const { client } = await withPassword(member)
    return code(client, second.enterCode, { code: typed })
  }
  expect(await enter(recovery[0]!.toLowerCase().replaceAll('-', ' '))).toBe(200)
  expect(await enter(recovery[0]!)).toBe('second_factor.wrong')
  expect((await desk.call(second.getSecondFactor)).body.recoveryCodes).toBe(9)
  expect(await code(desk, second.renewRecoveryCodes, { password: 'not this one' })).toBe(
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
  const { member, secret, recovery } = await enrolled()
  await later()
  const from = async (at: Record<string, string>) => (await withPassword({ ...member, at })).client
  const here = await from(member.at)
  const tries = await Promise.all(
    Array.from({ length: 8 }, () => code(here, second.enterCode, { code: '000000' })),
  )
  expect(tries.filter((one) => one === 'second_factor.too_many')).toHaveLength(3)
  const there = await from({ 'x-forwarded-for': '203.0.113.5' })
  for (let n = 0; n < 5; n += 1) await code(there, second.enterCode, { code: '000000' })
  const third = await from({ 'x-forwarded-for': '203.0.113.6' })
  expect(await code(third, second.enterCode, { code: codeOf(secret) })).toBe(
    'second_factor.too_many',
  )
  expect(await code(third, second.enterCode, { code: recovery[0] })).toBe(200)
})

test('another telephone takes over by its first code; switching off asks the password', async () => {
  const { member, desk, secret } = await enrolled()
  await later()
  const { body } = await desk.call(second.beginSecondFactor, { password: member.password })
  const [one, two] = [await withPassword(member), await withPassword(member)]
  expect(await code(one.client, second.enterCode, { code: codeOf(secret) })).toBe(200)
  expect(
    await code(desk, second.confirmSecondFactor, { code: codeOf(String(body.secret), 1) }),
  ).toBe(200)
  expect(await code(one.client, contract.getMe)).toBe('auth.required')
  await later()
  expect(await code(two.client, second.enterCode, { code: codeOf(secret) })).toBe(
    'second_factor.wrong',
  )
  expect(await code(two.client, second.enterCode, { code: codeOf(String(body.secret)) })).toBe(200)

  expect(await code(two.client, second.disableSecondFactor, { password: 'not this one' })).toBe(
    'password.wrong',
  )
  expect(await code(two.client, second.disableSecondFactor, { password: member.password })).toBe(
    200,
  )
  expect(await code(desk, contract.getMe)).toBe('auth.required')
  expect((await withPassword(member)).next).toBe('inside')
})

test('where the workspace asks for it, a member without is led to set it up, and gets in by that only', async () => {
  const admin = await enrolled('admin')
  const member = await newMember()
  const before = await signInAs(server.url, member)
  const require = (secondFactorRequired: boolean) =>
    admin.desk.call(updateWorkspace, { secondFactorRequired })
  expect((await require(true)).body.secondFactorRequired).toBe(true)
  try {
    // Whoever is in stays in until the next sign-in.
    expect(await code(before, contract.getMe)).toBe(200)
    const { client, next } = await withPassword(member)
    expect(next).toBe('enrol')
    expect(await code(client, contract.getMe)).toBe('auth.required')
    expect(await code(client, second.enterCode, { code: '123456' })).toBe('sign_in.begin_again')
    const { body } = await client.call(second.beginAtDoor)
    expect(await code(client, second.confirmAtDoor, { code: '000000' })).toBe('second_factor.wrong')
    const confirmed = await client.call(second.confirmAtDoor, { code: codeOf(String(body.secret)) })
    expect(confirmed.body.recoveryCodes).toHaveLength(10)
    expect(await code(client, contract.getMe)).toBe(200)
    expect((await client.call(second.getSecondFactor)).body.required).toBe(true)
    expect(await code(client, second.disableSecondFactor, { password: member.password })).toBe(
      'second_factor.required',
    )
    expect(await code(client, second.beginAtDoor)).toBe('sign_in.begin_again')

    // An API key has none and needs none.
    const { body: made } = await admin.desk.call(contract.createApiKey, { name: 'night' })
    const script = openClient(server.url, { authorization: `Bearer ${made.key}` })
    expect(await code(script, contract.listMembers)).toBe(200)
    expect(await code(script, second.getSecondFactor)).toBe('auth.member_only')
  } finally {
    await require(false)
  }
})

test('an invitation to somebody with a second factor signs in no further than to the code', async () => {
  const { member, secret } = await enrolled()
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
  expect(await code(client, contract.getMe)).toBe('auth.required')
  await later()
  expect(await code(client, second.enterCode, { code: codeOf(secret) })).toBe(200)
})

test('an admin takes a lost one away, which signs the member out; not where the account is another’s too', async () => {
  const { member, desk } = await enrolled()
  const admin = await signInAs(server.url, await newMember('admin'))
  const shown = async () =>
    (
      (await admin.call(contract.listMembers, { limit: 200 })).body.data as {
        id: string
        secondFactor: boolean
      }[]
    ).find(({ id }) => id === member.id)?.secondFactor
  expect(await shown()).toBe(true)
  expect(await code(desk, second.resetSecondFactor, { id: member.id })).toBe('auth.forbidden')
  expect(await code(admin, second.resetSecondFactor, { id: member.id })).toBe(200)
  expect(await code(admin, second.resetSecondFactor, { id: member.id })).toBe('second_factor.none')
  expect(await code(desk, contract.getMe)).toBe('auth.required')
  expect(await shown()).toBe(false)
  expect((await withPassword(member)).next).toBe('inside')
  const seen = (await (await signInAs(server.url, member)).call(contract.listMembers)).body
    .data as {
    secondFactor: unknown
  }[]
  expect(new Set(seen.map(({ secondFactor }) => secondFactor))).toEqual(new Set([null]))

  const shared = await enrolled()
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
  expect(await code(other, second.resetSecondFactor, { id: theirs })).toBe(
    'second_factor.elsewhere',
  )
  expect(await code(other, second.resetSecondFactor, { id: shared.member.id })).toBe(
    'member.missing',
  )
})

test('every step is in the log and the audit log, without a word of what was typed', async () => {
  const { member, desk, recovery } = await enrolled()
  const { client } = await withPassword(member)
  await code(client, second.enterCode, { code: '000000' })
  await code(client, second.enterCode, { code: recovery[0] })
  await code(desk, second.renewRecoveryCodes, { password: member.password })
  await code(desk, second.disableSecondFactor, { password: member.password })
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
