import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { makeMember, makeTestWorkspace } from '../../modules/members/testing.ts'
import { openReport, runReport } from '../../modules/reports/contract.ts'
import { startHistory } from '../../modules/reports/testing.ts'
import { updateWorkspace } from '../../modules/workspaces/contract.ts'

const key = 'conversations-by-day'
const march = { key, from: '2026-03-01', to: '2026-03-31' }
let server: TestServer
let history: Awaited<ReturnType<typeof startHistory>>

beforeAll(async () => {
  server = await startTestServer()
  await server.admin.call(updateWorkspace, { timeZone: 'Asia/Tokyo' })
  history = await startHistory(server.services, server.workspaceId, server.admin.id)
  // In Tokyo: 2 March, then twice and once on 3 March, then 1 April.
  await history.open('2026-03-02T14:59:59.999Z')
  await history.open('2026-03-02T15:00:00Z')
  await history.open('2026-03-03T14:59:59Z')
  await history.open('2026-03-03T01:00:00Z', 'email')
  await history.open('2026-03-31T15:00:00Z')
})
afterAll(() => server?.stop())

test('conversations are counted by the day they began in the workspace’s zone and by channel', async () => {
  const answer = await server.admin.call(runReport, march)
  expect(answer.timeZone).toBe('Asia/Tokyo')
  expect(answer.rows).toEqual([
    { day: '2026-03-02', channel: 'web-chat', count: 1 },
    { day: '2026-03-03', channel: 'email', count: 1 },
    { day: '2026-03-03', channel: 'web-chat', count: 2 },
  ])
  expect(answer.totals).toEqual({ count: 4 })
})

test('a day opens to its conversations, newest first, of one channel when asked', async () => {
  const day = { key, from: '2026-03-03', to: '2026-03-03' }
  const { data, more } = await server.admin.call(openReport, day)
  expect(data.map(({ at, channel }) => [at, channel])).toEqual([
    ['2026-03-03T14:59:59.000Z', 'web-chat'],
    ['2026-03-03T01:00:00.000Z', 'email'],
    ['2026-03-02T15:00:00.000Z', 'web-chat'],
  ])
  expect(more).toBe(false)
  expect(data[1]!.shown).toContain('@customer.example')
  const mails = await server.admin.call(openReport, { ...day, channel: 'email' })
  expect(mails.data).toHaveLength(1)
  const first = await server.admin.call(openReport, { ...day, limit: 2 })
  expect([first.data.length, first.more]).toEqual([2, true])
})

test('a day is as long as the zone makes it', async () => {
  await server.admin.call(updateWorkspace, { timeZone: 'America/New_York' })
  // 8 March 2026 has 23 hours there: it ends at 04:00 UTC of the 9th.
  await history.open('2026-03-09T03:59:00Z')
  await history.open('2026-03-09T04:01:00Z')
  const { rows } = await server.admin.call(runReport, { key, from: '2026-03-08', to: '2026-03-09' })
  expect(rows).toEqual([
    { day: '2026-03-08', channel: 'web-chat', count: 1 },
    { day: '2026-03-09', channel: 'web-chat', count: 1 },
  ])
  await server.admin.call(updateWorkspace, { timeZone: 'Asia/Tokyo' })
})

test('a range that is backwards, too long or of an unknown report is refused in so many words', async () => {
  const refused = (input: typeof march) => expect(server.admin.call(runReport, input)).rejects
  await refused({ ...march, from: '2026-04-01' }).toMatchObject({ code: 'report.range_backwards' })
  await refused({ ...march, from: '2025-01-01' }).toMatchObject({ code: 'report.range_too_long' })
  await refused({ ...march, key: 'no-such' }).toMatchObject({ code: 'report.missing' })
})

test('what another workspace has is neither counted nor opened', async () => {
  const other = await makeTestWorkspace(server.services)
  const { id } = await makeMember(server.services, other, 'other@team.example', 'admin')
  await (await startHistory(server.services, other, id)).open('2026-03-04T03:00:00Z')
  const viewer = await server.as('viewer')
  expect((await viewer.call(runReport, march)).totals).toEqual({ count: 6 })
  const day = { key, from: '2026-03-04', to: '2026-03-04' }
  expect((await viewer.call(openReport, day)).data).toEqual([])
})

test('a range without conversations has no rows and counts none', async () => {
  const { rows, totals } = await server.admin.call(runReport, {
    key,
    from: '2020-01-01',
    to: '2020-12-31',
  })
  expect([rows, totals]).toEqual([[], { count: 0 }])
})
