import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStream } from '../../foundation/testing/open-stream.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import { storeReceipt } from '../connections/index.ts'
import * as customers from '../customers/contract.ts'
import * as suppressions from '../suppressions/contract.ts'
import * as contract from './contract.ts'
import { type MailDesk, startMailDesk } from './testing/mail-desk.ts'
import { messagesOf, readMail, waitForState } from './testing.ts'

let desk: MailDesk
let reports = 0
beforeAll(async () => {
  desk = await startMailDesk()
})
afterAll(() => desk?.stop())

type Report = { address: string; originalId: string; action?: string; status?: string }

/** What a mail server writes when it could not, or not yet, deliver. */
const writeReport = ({ address, originalId, action = 'failed', status = '5.1.1' }: Report) =>
  Buffer.from(
    [
      'Return-Path: <>',
      'From: Mail Delivery System <mailer-daemon@mx.example>',
      'To: help@shop.example',
      'Subject: Undelivered Mail Returned to Sender',
      `Message-ID: <report-${++reports}@mx.example>`,
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="rep"',
      '',
      '--rep',
      'Content-Type: text/plain',
      '',
      `Report ${reports} about a mail.`,
      '--rep',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      `Final-Recipient: rfc822; ${address}`,
      `Action: ${action}`,
      `Status: ${status}`,
      '',
      '--rep',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${originalId}`,
      'From: help@shop.example',
      '--rep--',
      '',
    ].join('\r\n'),
  )

const report = (one: Report) =>
  storeReceipt(desk.system(), desk.connectionId, writeReport(one), `report:${reports}`)

/** An answer that went out, with the id it has for mail servers. */
const answer = async (cc: string[] = []) => {
  const begun = await desk.begin()
  const message = await desk.agent.call(contract.reply, { id: begun.id, text: 'hello', cc })
  await waitForState(desk.agent, message.id, 'sent')
  const { providerId } = await readMail(desk.sentTo(begun.from)[0]!.raw)
  return { ...begun, messageId: message.id, originalId: providerId }
}

const waitForReport = (id: string) =>
  waitFor('the report in the conversation', async () =>
    (await messagesOf(desk.agent, id)).find(({ automatic }) => automatic === 'bounce'),
  )
const heldBack = async (address: string) =>
  (await desk.agent.call(suppressions.listSuppressions, { address })).data

test('an address that cannot be reached is shown on the message and written to no more, until it is lifted', async () => {
  const { id, from, messageId, originalId } = await answer()
  const stream = await openStream(desk.agent, contract.stream.path)
  await report({ address: from.toUpperCase(), originalId })
  const failed = await waitForState(desk.agent, messageId, 'failed')
  expect(failed.problem).toEqual({ code: 'address.bounced', detail: '5.1.1' })
  const shown = await waitForReport(id)
  expect(shown).toMatchObject({ author: { type: 'system', name: 'Mail Delivery System' } })
  await stream.wait('the news', (frame) => frame.event === 'address.suppressed')
  stream.close()
  const [held] = await heldBack(from)
  expect(held).toMatchObject({
    channel: 'email',
    address: from,
    reason: 'bounce',
    status: '5.1.1',
    messageId,
    evidenceId: shown.id,
  })
  expect(held!.receiptId).not.toBeNull()

  const refused = { status: 409, code: 'address.suppressed' }
  await expect(desk.agent.call(contract.reply, { id, text: 'again' })).rejects.toMatchObject(
    refused,
  )
  await expect(desk.agent.call(contract.retryMessage, { id: messageId })).rejects.toMatchObject(
    refused,
  )
  const other = await desk.begin()
  await expect(
    desk.agent.call(contract.reply, { id: other.id, text: 'copy', cc: [from] }),
  ).rejects.toMatchObject(refused)
  const viewer = await desk.server.as('viewer')
  await expect(viewer.call(suppressions.liftSuppression, { id: held!.id })).rejects.toMatchObject({
    status: 403,
  })

  await desk.agent.call(suppressions.liftSuppression, { id: held!.id })
  expect(await heldBack(from)).toEqual([])
  await expect(
    desk.agent.call(suppressions.liftSuppression, { id: held!.id }),
  ).rejects.toMatchObject({ code: 'suppression.missing' })
  await desk.agent.call(contract.retryMessage, { id: messageId })
  await waitForState(desk.agent, messageId, 'sent')
  expect(desk.sentTo(from)).toHaveLength(2)
})

test('a report reopens nothing, sets no clock and is not quoted, and is still seen', async () => {
  const { id, from, originalId } = await answer()
  await desk.agent.call(contract.resolve, { id })
  await desk.agent.call(contract.markRead, { id })
  const before = await desk.agent.call(contract.getConversation, { id })
  await report({ address: from, originalId, action: 'delayed', status: '4.4.1' })
  await waitForReport(id)
  const after = await desk.agent.call(contract.getConversation, { id })
  expect(after).toMatchObject({
    status: 'resolved',
    firstReplyAt: before.firstReplyAt,
    replyThreadId: before.replyThreadId,
    unread: true,
  })
  // Only late: nothing is held back.
  expect(await heldBack(from)).toEqual([])
  const next = await desk.agent.call(contract.reply, { id, text: 'next' })
  await waitForState(desk.agent, next.id, 'sent')
  const mail = await readMail(desk.sentTo(from).at(-1)!.raw)
  expect(mail.text).toContain('> question')
  expect(mail.text).not.toContain('Report')
  expect(mail.to).toEqual([{ address: from }])
})

test('of several recipients one may be out of reach; the message still went out', async () => {
  const cc = 'boss-gone@customer.example'
  const { messageId, from, originalId } = await answer([cc])
  await report({ address: cc, originalId })
  const message = await waitFor('the mark', async () => {
    const one = await desk.agent.call(contract.getMessage, { id: messageId })
    return one.problem && one
  })
  expect(message).toMatchObject({ state: 'sent', problem: { code: 'address.bounced_in_part' } })
  expect(await heldBack(cc)).toHaveLength(1)
  expect(await heldBack(from)).toEqual([])
})

test('nobody can have an address held back that we did not write to, or with an id they made up', async () => {
  const { id, from, messageId, originalId } = await answer()
  await report({ address: 'victim@customer.example', originalId })
  await waitForReport(id)
  const forged = originalId.replace(/\.[\w-]{16}@/, '.AAAAAAAAAAAAAAAA@')
  await report({ address: from, originalId: forged })
  // It becomes a conversation of its own.
  await waitFor('the forged report', async () => {
    const { data } = await desk.agent.call(customers.listCustomers, {
      identifier: 'mailer-daemon@mx.example',
    })
    return data.length > 0
  })
  expect(await desk.agent.call(contract.getMessage, { id: messageId })).toMatchObject({
    state: 'sent',
    problem: null,
  })
  expect(await heldBack('victim@customer.example')).toEqual([])
  expect(await heldBack(from)).toEqual([])
})
