import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeSmtp, startFakeSmtp } from '../../../channels/email/fakes/smtp-server.ts'
import { inTransaction, systemContext } from '../../../foundation/server/context.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../../foundation/testing/wait-for.ts'
import * as connections from '../../connections/contract.ts'
import * as consents from '../../consents/contract.ts'
import { newsletter } from '../../consents/testing.ts'
import { mailboxSettings, readMail } from '../../conversations/testing.ts'
import * as customers from '../../customers/contract.ts'
import { resolveSender } from '../../customers/index.ts'
import * as members from '../../members/contract.ts'
import { makeMember } from '../../members/testing.ts'
import * as contract from '../contract.ts'
import { remindOfRequests } from './remind.ts'

let server: TestServer
let smtp: FakeSmtp
beforeAll(async () => {
  smtp = await startFakeSmtp()
  server = await startTestServer()
})
afterAll(async () => {
  await server?.stop()
  await smtp?.stop()
})

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

test('who handles requests is told of those due in a week, by tomorrow and overdue, of each once', async () => {
  const { admin, services, workspaceId } = server
  // Years ahead, so that the server's own look finds nothing.
  const add = async (kind: 'portability' | 'correction', dueOn: string) => {
    const receivedOn = '2031-04-01'
    const { id } = await admin.call(contract.createPrivacyRequest, {
      kind,
      receivedOn,
      requester: '山田 花子',
    })
    await admin.call(contract.updatePrivacyRequest, { id, dueOn })
    return id
  }
  const assignee = await makeMember(services, workspaceId, 'helper@team.example', 'agent')
  await makeMember(services, workspaceId, 'viewer@team.example', 'viewer')
  const [first, second] = [
    await add('portability', '2031-05-10'),
    await add('correction', '2031-05-12'),
  ]
  await admin.call(contract.updatePrivacyRequest, { id: first, assigneeId: assignee.id })
  const at = (time: string) => remindOfRequests({ ...system(), now: new Date(time) })
  // Nobody could be mailed yet: it is not taken as told.
  expect(await at('2031-05-03T03:00:00Z')).toBe(0)
  await admin.call(connections.createConnection, {
    channel: 'email',
    settings: mailboxSettings({ host: '127.0.0.1', port: 1 }, smtp, 'secret'),
  })
  // In the night of the workspace nobody is.
  expect(await at('2031-05-02T20:00:00Z')).toBe(0)
  expect(await Promise.all([at('2031-05-03T03:00:00Z'), at('2031-05-03T03:00:01Z')])).toEqual(
    expect.arrayContaining([1, 0]),
  )
  expect(await at('2031-05-05T03:00:00Z')).toBe(1)
  expect(await at('2031-05-09T03:00:00Z')).toBe(1)
  expect(await at('2031-05-11T03:00:00Z')).toBe(2)
  expect(await at('2031-05-11T09:00:00Z')).toBe(0)
  // Another date is told anew; what was answered is not.
  await admin.call(contract.updatePrivacyRequest, { id: first, dueOn: '2031-05-20' })
  await admin.call(contract.updatePrivacyRequest, { id: second, state: 'refused' })
  expect(await at('2031-05-19T03:00:00Z')).toBe(1)
  const textsTo = async (address: string, count: number) => {
    const mails = await waitFor(`mails to ${address}`, async () => {
      const found = smtp.mails.filter(({ to }) => to.includes(address))
      return found.length === count && found
    })
    return Promise.all(mails.map(async ({ raw }) => (await readMail(raw)).text ?? ''))
  }
  // The one who handles it; the others of what is nobody's, and once it is overdue.
  const theirs = await textsTo('helper@team.example', 5)
  expect(theirs.filter((text) => text.includes(first))).toHaveLength(4)
  const { member } = await admin.call(members.getMe, {})
  const others = await textsTo(member.email, 2)
  expect(others.filter((text) => text.includes(first))).toHaveLength(1)
  expect([...theirs, ...others].join()).not.toContain('花子')
  expect(smtp.mails.filter(({ to }) => to.includes('viewer@team.example'))).toEqual([])
})

test('a stop of use or an objection that is done withdraws what it is about, and stands where nothing was said', async () => {
  const { admin } = server
  const make = async (value: string) =>
    (await inTransaction(system(), (ctx) =>
      resolveSender(ctx, { type: 'email', value }, 'mail-received'),
    ))!.customerId
  const customerId = await make('yamete@customer.example')
  const purpose = await admin.call(consents.createPurpose, newsletter())
  const own = { ...newsletter(), marketing: false }
  const { id: served } = await admin.call(consents.createPurpose, own)
  const { id: unsaid } = await admin.call(consents.createPurpose, newsletter())
  await admin.call(consents.putConsentCategory, { category: 'Analytics', purposeId: served })
  const { id: waitsFor } = await admin.call(consents.createPurpose, newsletter(true))
  const agree = async (id: string) => {
    const given = { id, state: 'given' as const }
    for (const channel of ['email', 'phone'])
      await admin.call(consents.recordConsent, { ...given, purposeId: purpose.id, channel })
    await admin.call(consents.recordConsent, { ...given, purposeId: served, channel: 'phone' })
    await admin.call(consents.recordConsent, { ...given, purposeId: waitsFor, channel: 'email' })
  }
  const standing = async (id: string) => {
    const { current } = await admin.call(consents.listConsents, { id })
    const states = (of: string) => current.flatMap((one) => (one.purposeId === of ? one.state : []))
    return [purpose.id, waitsFor, served, unsaid].map(states)
  }
  await agree(customerId)
  const { id } = await admin.call(contract.createPrivacyRequest, { kind: 'stop-use', customerId })
  const done = { id, state: 'done' as const, identityCheck: 'ID' }
  await admin.call(contract.updatePrivacyRequest, { id, state: 'working' })
  expect(await standing(customerId)).toEqual([['given', 'given'], ['pending'], ['given'], []])
  await admin.call(contract.updatePrivacyRequest, done)
  const { data: lines } = await admin.call(consents.listConsents, { id: customerId, limit: 200 })
  await admin.call(contract.updatePrivacyRequest, { ...done, outcome: 'once more' })
  expect(await standing(customerId)).toEqual([
    ['withdrawn', 'withdrawn'],
    ['withdrawn'],
    ['withdrawn', 'refused'],
    ['refused'],
  ])
  const { data } = await admin.call(consents.listConsents, { id: customerId, limit: 200 })
  expect(data).toHaveLength(lines.length)

  // Of an objection only what is marketing, without any proof, and also when it is known only later whom it is about.
  const objector = await make('iyada@customer.example')
  await agree(objector)
  const asked = await admin.call(contract.createPrivacyRequest, { kind: 'objection' })
  await admin.call(contract.updatePrivacyRequest, { id: asked.id, state: 'done' })
  expect((await standing(objector))[0]).toEqual(['given', 'given'])
  await admin.call(contract.updatePrivacyRequest, { id: asked.id, customerId: objector })
  expect(await standing(objector)).toEqual([
    ['withdrawn', 'withdrawn'],
    ['withdrawn'],
    ['given'],
    ['refused'],
  ])
})

test('a stop of use holds for everybody who was taken for one with them, also after that is taken back', async () => {
  const { admin } = server
  const make = async (value: string) =>
    (await inTransaction(system(), (ctx) =>
      resolveSender(ctx, { type: 'email', value }, 'mail-received'),
    ))!.customerId
  const [yes, no] = [await make('hai@customer.example'), await make('iie@customer.example')]
  const { id: purposeId } = await admin.call(consents.createPurpose, newsletter())
  const say = (id: string, state: 'given' | 'refused') =>
    admin.call(consents.recordConsent, { id, state, purposeId, channel: 'phone' })
  await say(yes, 'given')
  await say(no, 'refused')
  const { actId } = await admin.call(customers.mergeCustomers, { id: no, otherId: yes })
  const asked = { kind: 'stop-use' as const, customerId: no }
  const { id } = await admin.call(contract.createPrivacyRequest, asked)
  const done = { id, state: 'done' as const, identityCheck: 'ID' }
  await admin.call(contract.updatePrivacyRequest, done)
  await admin.call(customers.undoIdentityAct, { actId })
  const { current } = await admin.call(consents.listConsents, { id: yes })
  expect(current.filter((one) => one.purposeId === purposeId)).toMatchObject([
    { channel: 'phone', state: 'withdrawn' },
  ])
})
