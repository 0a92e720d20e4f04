import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { openReport, runReport } from '../../modules/reports/contract.ts'
import { startHistory } from '../../modules/reports/testing.ts'
import { updateWorkspace } from '../../modules/workspaces/contract.ts'

const key = 'first-reply-time'
const march = { key, from: '2026-03-01', to: '2026-03-31' }
let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
  await server.admin.call(updateWorkspace, { timeZone: 'Asia/Tokyo' })
  const history = await startHistory(server.services, server.workspaceId, server.admin.id)
  const answered = async (moment: string, seconds: number) => {
    const { conversationId } = await history.open(moment)
    const after = (more: number) => new Date(Date.parse(moment) + more * 1000).toISOString()
    // Neither a note nor a machine's answer is a reply, and only the first reply counts.
    await history.note(conversationId, after(1))
    await history.answerByMachine(conversationId, after(2))
    await history.answer(conversationId, after(seconds))
    await history.answer(conversationId, after(seconds + 5000))
  }
  for (const seconds of [60, 120, 300, 600]) await answered('2026-03-02T03:00:00Z', seconds)
  await answered('2026-03-05T03:00:00Z', 90)
  const unanswered = await history.open('2026-03-02T03:00:00Z')
  await history.note(unanswered.conversationId, '2026-03-02T03:01:00Z')
  const onlyMachine = await history.open('2026-03-02T03:00:00Z')
  await history.answerByMachine(onlyMachine.conversationId, '2026-03-02T03:00:10Z')
})
afterAll(() => server?.stop())

test('median and 90th percentile of each day agree with a count by hand', async () => {
  const { rows } = await server.admin.call(runReport, march)
  // 60, 120, 300, 600: the median lies between 120 and 300; 0.9 × 3 = 2.7, so 300 + 0.7 × 300.
  expect(rows).toEqual([
    { day: '2026-03-02', count: 4, medianSeconds: 210, p90Seconds: 510 },
    { day: '2026-03-05', count: 1, medianSeconds: 90, p90Seconds: 90 },
  ])
})

test('the totals are those of all conversations together, not of the days', async () => {
  const { totals } = await server.admin.call(runReport, march)
  // 60, 90, 120, 300, 600: 0.9 × 4 = 3.6, so 300 + 0.6 × 300.
  expect(totals).toEqual({ count: 5, medianSeconds: 120, p90Seconds: 480 })
})

test('the figure opens to what was measured, slowest first', async () => {
  const { data } = await server.admin.call(openReport, march)
  expect(data.map(({ seconds }) => seconds)).toEqual([600, 300, 120, 90, 60])
})

test('without any reply there is a count of nought and no time', async () => {
  const { rows, totals } = await server.admin.call(runReport, {
    key,
    from: '2026-02-01',
    to: '2026-02-28',
  })
  expect(rows).toEqual([])
  expect(totals).toEqual({ count: 0, medianSeconds: null, p90Seconds: null })
})
