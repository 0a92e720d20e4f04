import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Endpoint } from './foundation/shared/endpoint.ts'
import { startTestServer, type TestServer } from './foundation/testing/start-test-server.ts'
import { waitFor } from './foundation/testing/wait-for.ts'
import * as contract from './modules/audit/contract.ts'
import * as members from './modules/members/contract.ts'
import { endpoints, nameOf } from './testing/ask-everything.ts'
import { performAudited } from './testing/perform-audited.ts'

/** Changes that are everyday work, or nobody's but one's own. Whatever else changes something has to leave a line. */
const everyday: Record<string, string> = {
  'PATCH /api/v1/me': 'own name and language',
  'POST /api/v1/me/second-factor': 'only begins; what turns it on is told',
  'POST /api/v1/sign-in/second-factor': 'only begins; what turns it on is told',
  'PATCH /api/v1/me/passkeys/:id': 'what one calls a passkey oneself',
  'POST /api/v1/me/passkeys/challenge': 'only begins; what is added is told',
  'POST /api/v1/sign-in/passkey/challenge': 'only begins; who comes in is told',
  'POST /api/v1/password-resets': 'by anybody, for any address; what becomes of the link is told',
  'POST /api/v1/connections/test': 'tries settings and keeps none',
  'POST /api/v1/connections/:id/reconcile': 'only compares',
  'POST /api/v1/connections/:id/dns-check':
    'only asks DNS; what is signed with from then on is told',
  'POST /api/v1/sources/:id/preview': 'only shows what rules would do',
  'POST /api/v1/customers/:id/split-preview': 'only shows what a split would do',
  'POST /api/v1/customers/:id/notes': 'a note, as on a conversation',
  'PATCH /api/v1/customer-notes/:noteId': 'a note, as on a conversation',
  'PUT /api/v1/customer-notes/:noteId/pin': 'where a note stands',
  'DELETE /api/v1/customer-notes/:noteId': 'a note, as on a conversation',
  'POST /api/v1/customers/:id/groups': 'who works or lives where; on the timeline',
  'DELETE /api/v1/customers/:id/groups/:groupId': 'who works or lives where; on the timeline',
  'PATCH /api/v1/customer-groups/:groupId': 'what a company is called',
  'PUT /api/v1/custom-fields/:key': 'what a field is called, as a label',
  'POST /api/v1/duplicate-search': 'only compares',
  'POST /api/v1/duplicate-search/cancel': 'only compares',
  'PUT /api/v1/imports/:id/content': 'more of a file whose arrival is told',
  'POST /api/v1/imports/:id/read': 'only looks at it',
  'POST /api/v1/imports/:id/preview': 'only shows what would become of it',
  'DELETE /api/v1/custom-fields/:key': 'hides a field and loses nothing',
}
const everydayPermissions = /^(visitor|label\.manage|file\.upload|order\.write|conversation\..*)$/

const isSensitive = (endpoint: Endpoint) =>
  endpoint.method !== 'GET' &&
  !everydayPermissions.test(endpoint.allow) &&
  !everyday[nameOf(endpoint)] &&
  !endpoint.path.startsWith('/widget/')

test('every endpoint that changes more than everyday work says which line of the audit log it writes', () => {
  const silent = endpoints.filter((one) => isSensitive(one) && !one.audits?.length)
  expect(silent.map(nameOf)).toEqual([])
})

test('every act is known, written somewhere, and has words in both languages', () => {
  const known = new Set<string>(contract.acts)
  const declared = endpoints.flatMap((one) => one.audits ?? [])
  const files = (readdirSync(import.meta.dirname, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  const written = files.flatMap((text) =>
    [...text.matchAll(/\baudit\(\s*[^']*?'([a-z_]+\.[a-z_]+)'/g)].map((match) => match[1]!),
  )
  expect([...declared, ...written].filter((act) => !known.has(act))).toEqual([])
  const texts = ['en', 'ja'].map(
    (locale) =>
      JSON.parse(
        readFileSync(join(import.meta.dirname, `modules/audit/desk/texts.${locale}.json`), 'utf8'),
      ) as Record<string, string>,
  )
  for (const act of known) {
    for (const text of texts) expect(text, act).toHaveProperty([`audit.act.${act}`])
    expect(
      files.some((text) => text.includes(`'${act}'`) && !text.includes('export const acts')),
      act,
    ).toBe(true)
  }
})

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.stop())

const entries = async (input: Parameters<typeof listed>[0] = {}) => (await listed(input)).data
const listed = (input: { act?: string; search?: string; objectId?: string; limit?: number } = {}) =>
  server.admin.call(contract.listAudit, input)

const byTheirOwnTests = /second-factor|recovery-codes|passkey|sign-in\/code|\/api\/v1\/setup$/

test('each of them writes its line, with who did it, to what, and from where', async () => {
  const performed = await performAudited(server)
  const audited = endpoints.filter((one) => one.audits && !byTheirOwnTests.test(one.path))
  expect(audited.map(nameOf).sort()).toEqual(Object.keys(performed).sort())
  for (const [name, perform] of Object.entries(performed)) {
    const { audits } = audited.find((one) => nameOf(one) === name)!
    const seen = new Set((await entries({ limit: 200 })).map(({ id }) => id))
    await perform()
    const told = await waitFor(`a line by ${name}`, async () => {
      const fresh = (await entries({ limit: 200 })).filter(({ id }) => !seen.has(id))
      return fresh.some(({ act }) => audits!.includes(act)) && fresh
    })
    for (const { act, actor, network } of told) {
      expect(contract.acts, name).toContain(act)
      expect(actor.id, name).not.toBe('')
      expect(network, `${name}: ${act}`).toMatch(/\.0\/24$/)
    }
  }
}, 120_000)

test('a line tells names as they are today, and is found by them', async () => {
  const [removed] = await entries({ act: 'member.removed' })
  expect(removed).toMatchObject({
    actor: { type: 'member', id: server.admin.id, name: 'admin' },
    object: { type: 'member', name: 'leaver' },
    outcome: 'done',
  })
  const [failed] = await entries({ act: 'sign_in.failed' })
  expect(failed).toMatchObject({ outcome: 'refused', object: { name: 'person' } })
  const [joined] = await entries({ search: 'LEAVER@team' })
  expect(joined?.object?.name).toBe('leaver')
  const found = await entries({ search: '%' })
  expect(found).toEqual([])
})

test('pages go through all lines once', async () => {
  const whole = (await entries({ limit: 200 })).map(({ id }) => id)
  const read: string[] = []
  let after: string | undefined
  do {
    const page = await server.admin.call(contract.listAudit, { limit: 7, after })
    read.push(...page.data.map(({ id }) => id))
    after = page.next ?? undefined
  } while (after)
  expect(read).toEqual(whole)
  expect(new Set(read).size).toBe(read.length)
})

test("days are the workspace's own", async () => {
  const day = (ahead: number) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Tokyo' }).format(
      Date.now() + ahead * 86_400_000,
    )
  const within = { from: day(0), to: day(0), limit: 200 }
  expect((await server.admin.call(contract.listAudit, within)).data.length).toBeGreaterThan(30)
  const later = { from: day(1), to: day(2) }
  expect((await server.admin.call(contract.listAudit, later)).data).toEqual([])
})

test('the file holds what the list shows, and no formula', async () => {
  await server.admin.call(members.createApiKey, { name: '=cmd|calc, "x"' })
  const response = await server.admin.fetch('/api/v1/audit.csv?act=api_key.created')
  const text = await response.text()
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(text).toContain('"\'=cmd|calc, ""x"""')
  expect(text.trim().split('\r\n')).toHaveLength(
    1 + (await entries({ act: 'api_key.created', limit: 200 })).length,
  )
})

test('a file that cannot be made is refused, not broken off', async () => {
  const { status } = await server.admin.fetch('/api/v1/audit.csv?objectId=a%00b')
  expect(status).toBe(400)
})

test('nobody but an admin reads it', async () => {
  for (const role of ['agent', 'viewer', 'partner'] as const) {
    const member = await server.as(role)
    await expect(member.call(contract.listAudit, {})).rejects.toMatchObject({ status: 403 })
  }
})

test('the database lets nobody change it, whoever asks, but for a workspace that is erased', async () => {
  const { db } = server.services
  const refused = { code: '23001' }
  await expect(sql`update audit_entry set act = 'x'`.execute(db)).rejects.toMatchObject(refused)
  await expect(sql`delete from audit_entry`.execute(db)).rejects.toMatchObject(refused)
  await expect(sql`truncate audit_entry`.execute(db)).rejects.toMatchObject(refused)
  const { rows } = await sql<{ part: string }>`select tableoid::regclass::text as part
    from audit_entry limit 1`.execute(db)
  await expect(sql`delete from ${sql.table(rows[0]!.part)}`.execute(db)).rejects.toMatchObject(
    refused,
  )
  const count = async () =>
    (await sql<{ count: number }>`select count(*)::int as count from audit_entry`.execute(db))
      .rows[0]!.count
  const before = await count()
  await expect(
    db.transaction().execute(async (trx) => {
      await sql`select set_config('engawa.erase_workspace', ${server.workspaceId}, true)`.execute(
        trx,
      )
      await sql`delete from audit_entry where workspace_id = ${server.workspaceId}`.execute(trx)
      throw new Error('only tried')
    }),
  ).rejects.toThrow('only tried')
  expect(await count()).toBe(before)
})

test('what is rolled back was never done', async () => {
  const before = (await entries({ act: 'team.created', limit: 200 })).length
  const twice = { name: 'Second' }
  await expect(server.admin.call(members.createTeam, twice)).rejects.toMatchObject({ status: 409 })
  expect((await entries({ act: 'team.created', limit: 200 })).length).toBe(before)
})
