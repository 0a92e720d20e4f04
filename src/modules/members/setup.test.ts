import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import * as workspaces from '../workspaces/contract.ts'
import * as contract from './contract.ts'
import { ensureAdmin, setupCode } from './index.ts'
import { openClient } from './testing.ts'

let server: Awaited<ReturnType<typeof startTestServer>>

beforeEach(async () => {
  server = await startTestServer({ empty: true })
})
afterEach(() => server.stop())

const admin = {
  workspaceName: '縁側商店',
  name: '青木 花',
  email: 'Hana@Example.com',
  password: 'correct horse battery',
  locale: 'ja',
  timeZone: 'Asia/Tokyo',
}
const count = async (table: 'workspace' | 'member') =>
  Number(
    (
      await server.services.db
        .selectFrom(table)
        .select((row) => row.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  )

test('the first visitor with the code from the terminal becomes the admin, signed in', async () => {
  const client = openClient(server.url)
  expect((await client.call(workspaces.getSetup)).body).toEqual({ open: true })
  const code = await setupCode(server.services)
  expect(code).toMatch(/^[A-Z2-9]{5}-[A-Z2-9]{5}$/)

  const done = await client.call(workspaces.completeSetup, {
    ...admin,
    code: ` ${code!.toLowerCase().replace('-', ' ')}`,
  })

  expect(done.body).toMatchObject({
    workspace: { name: '縁側商店', locale: 'ja', timeZone: 'Asia/Tokyo' },
  })
  const me = await client.call(contract.getMe)
  expect(me.body).toMatchObject({
    member: { name: '青木 花', email: 'hana@example.com', role: 'admin', locale: 'ja' },
  })
  expect(me.body.permissions).toContain('member.manage')
})

test('without the code nothing is made', async () => {
  for (const code of ['', 'AAAAA-AAAAA', 'x'.repeat(100)]) {
    const refused = await openClient(server.url).call(workspaces.completeSetup, { ...admin, code })
    expect([refused.status, refused.body.code]).toEqual([403, 'setup.wrong_code'])
  }
  expect([await count('workspace'), await count('member')]).toEqual([0, 0])
})

test('after ten wrong codes even the right one has to wait, from that address only', async () => {
  const guesses = Array.from({ length: 14 }, () =>
    openClient(server.url).call(workspaces.completeSetup, { ...admin, code: 'AAAAABBBBB' }),
  )
  const codes = (await Promise.all(guesses)).map((answer) => answer.body.code)
  expect(codes.filter((code) => code === 'setup.wrong_code')).toHaveLength(10)
  const code = await setupCode(server.services)

  const refused = await openClient(server.url).call(workspaces.completeSetup, { ...admin, code })
  expect([refused.status, refused.body.code]).toEqual([429, 'setup.too_many'])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(600)

  const elsewhere = openClient(server.url, { 'x-forwarded-for': '203.0.113.9' })
  expect((await elsewhere.call(workspaces.completeSetup, { ...admin, code })).status).toBe(200)
})

test('of several at once one becomes the admin, and then the page is shut for good', async () => {
  const code = await setupCode(server.services)
  const answers = await Promise.all(
    [1, 2, 3, 4].map((n) =>
      openClient(server.url).call(workspaces.completeSetup, {
        ...admin,
        code,
        email: `a${n}@example.com`,
      }),
    ),
  )
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409])
  expect([await count('workspace'), await count('member')]).toEqual([1, 1])

  const late = await openClient(server.url).call(workspaces.completeSetup, { ...admin, code })
  expect([late.status, late.body.code]).toEqual([409, 'setup.closed'])
  expect((await openClient(server.url).call(workspaces.getSetup)).body).toEqual({ open: false })
  expect(await setupCode(server.services)).toBeUndefined()
})

test('a time zone that does not exist is refused, and setup stays open', async () => {
  const code = await setupCode(server.services)
  const refused = await openClient(server.url).call(workspaces.completeSetup, {
    ...admin,
    code,
    timeZone: 'Asia/Kappa',
  })
  expect([refused.status, refused.body.code]).toEqual([400, 'workspace.time_zone_unknown'])
  expect(
    (await openClient(server.url).call(workspaces.completeSetup, { ...admin, code })).status,
  ).toBe(200)
})

test('the admin that the environment names is made once, by however many processes', async () => {
  const given = { email: 'Boss@example.com', password: 'correct horse battery' }
  const services = { ...server.services, config: { ...server.services.config, admin: given } }
  await Promise.all([ensureAdmin(services), ensureAdmin(services), ensureAdmin(services)])
  await ensureAdmin(services)
  expect([await count('workspace'), await count('member')]).toEqual([1, 1])
  const client = openClient(server.url)
  expect((await client.call(contract.signIn, given)).status).toBe(200)
  expect((await client.call(contract.getMe)).body).toMatchObject({
    member: { email: 'boss@example.com', role: 'admin' },
  })
})
