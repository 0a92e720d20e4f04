import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import * as consents from '../../consents/contract.ts'
import { resolveSender } from '../../customers/index.ts'
import * as contract from '../contract.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.stop())

const system = () => systemContext(server.services, server.workspaceId, 'test')

test('a request has a date that counts working days, and is not closed before it is sure who asks', async () => {
  const { admin } = server
  await admin.call(contract.putPrivacySettings, {
    deadlineDays: 3,
    workingDays: true,
    holidays: ['2026-11-23'],
  })
  const made = await admin.call(contract.createPrivacyRequest, {
    kind: 'disclosure',
    requester: '山田 花子',
    receivedOn: '2026-11-20',
  })
  // Friday; a weekend, a holiday, then three working days.
  expect(made).toMatchObject({ dueOn: '2026-11-26', state: 'received' })
  const { letters } = await admin.call(contract.getPrivacyRequest, { id: made.id })
  expect(letters.received.ja).toContain('山田 花子様')
  expect(letters.received.ja).toContain('2026年11月26日')
  // Nothing is said to be done before it is.
  expect(letters.answer.ja).toContain('対応を進めております')
  const change = (input: object) =>
    admin.call(contract.updatePrivacyRequest, { id: made.id, ...input })
  await expect(change({ state: 'done' })).rejects.toMatchObject({
    code: 'privacy.identity_unchecked',
  })
  await change({ dueOn: '2020-01-01' })
  const { data: late } = await admin.call(contract.listPrivacyRequests, { view: 'overdue' })
  expect(late.map(({ id }) => id)).toEqual([made.id])
  await change({ state: 'done', identityCheck: '運転免許証' })
  const answered = await admin.call(contract.getPrivacyRequest, { id: made.id })
  expect(answered.letters.answer.en).toContain('a copy of everything')
  expect((await admin.call(contract.listPrivacyRequests, { view: 'overdue' })).data).toEqual([])
  // What the answer announces is in it.
  const purpose = await admin.call(consents.createPurpose, {
    key: 'news',
    nameEn: 'News',
    nameJa: 'お知らせ',
  })
  const asked = await admin.call(contract.createPrivacyRequest, { kind: 'purpose-of-use' })
  const tell = (input: object) =>
    admin.call(contract.updatePrivacyRequest, {
      id: asked.id,
      state: 'done',
      identityCheck: 'ID',
      ...input,
    })
  await expect(tell({})).rejects.toMatchObject({ code: 'privacy.outcome_needed' })
  const { customerId } = (await inTransaction(system(), (ctx) =>
    resolveSender(ctx, { type: 'email', value: 'naze@customer.example' }, 'mail-received'),
  ))!
  await admin.call(consents.recordConsent, {
    id: customerId,
    purposeId: purpose.id,
    channel: 'phone',
    state: 'given',
  })
  await tell({ customerId, outcome: 'ご注文の発送のため' })
  const told = await admin.call(contract.getPrivacyRequest, { id: asked.id })
  expect(told.letters.answer.ja).toContain('・お知らせ')
  expect(told.letters.answer.ja).toContain('ご注文の発送のため')
})
