import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeSmtp, startFakeSmtp } from '../../channels/email/fakes/smtp-server.ts'
import { fixture } from '../../channels/email/testing.ts'
import { systemContext } from '../../foundation/server/context.ts'
import type { Caller } from '../../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as connections from '../connections/contract.ts'
import { storeReceipt } from '../connections/index.ts'
import * as contract from './contract.ts'
import { checkDue } from './jobs/check-senders.ts'
import {
  conversationsOf,
  type Mail,
  mailboxSettings,
  messagesOf,
  waitForState,
  waitForText,
  writeMail,
} from './testing.ts'

describe('whose mail it is', () => {
  let server: TestServer
  let agent: Caller
  let smtp: FakeSmtp
  let help: string
  let sales: string
  let count = 0
  /** Whether DNS answers: what it says then, lest the server's own checks ask the real one. */
  let answers = false

  beforeAll(async () => {
    ;[server, smtp] = await Promise.all([startTestServer(), startFakeSmtp()])
    server.services.dns = async (name) => {
      if (answers && name.startsWith('_dmarc.')) return [['v=DMARC1; p=reject']]
      throw Object.assign(new Error(name), { code: answers ? 'ENOTFOUND' : 'ESERVFAIL' })
    }
    agent = await server.as('agent', 'colleague@shop.example')
    const add = async (address: string) =>
      (
        await server.admin.call(connections.createConnection, {
          channel: 'email',
          settings: { ...mailboxSettings({ host: '127.0.0.1', port: 1 }, smtp, 'x'), address },
        })
      ).id
    help = await add('help@shop.example')
    sales = await add('sales@shop.example')
  })
  afterAll(async () => {
    await server?.stop()
    await smtp?.stop()
  })

  const give = (raw: Uint8Array, mailbox = help) =>
    storeReceipt(
      systemContext(server.services, server.workspaceId, 'test'),
      mailbox,
      raw,
      `k${++count}`,
    )
  const somebody = () => `p${++count}@customer.example`
  const arrive = async (mail: Mail, mailbox = help) => {
    const text = mail.text ?? `words ${++count}`
    await give(writeMail({ ...mail, text }), mailbox)
    return waitForText(agent, mail.from, text)
  }
  /** In a conversation that is not the sender's own. */
  const arriveIn = async (conversationId: string, mail: Mail) => {
    const text = `words ${++count}`
    await give(writeMail({ ...mail, text }))
    await waitFor('the mail in its conversation', async () =>
      (await messagesOf(agent, conversationId)).some((one) => one.text === text),
    )
  }
  const answer = async (id: string) => {
    const message = await agent.call(contract.reply, { id, text: `answer ${++count}` })
    await waitForState(agent, message.id, 'sent')
    return smtp.mails.find(({ raw }) => raw.includes(message.id))!
  }

  test('what a colleague forwards is a matter of the one who wrote it, and says so', async () => {
    const customer = somebody()
    const open = await arrive({ from: customer })
    const forward = writeMail({
      from: 'Colleague <colleague@shop.example>',
      subject: 'Fwd: Order',
      text: `please\n\n---------- Forwarded message ---------\nFrom: Taro <${customer}>\nSubject: Order\nTo: <colleague@shop.example>\n\nwhere is it`,
    })
    await give(forward)
    const made = await waitFor('the forwarded mail', async () =>
      (await conversationsOf(agent, customer)).find((one) => one.id !== open.id),
    )
    const [message] = await messagesOf(agent, made.id)
    expect(message).toMatchObject({
      from: { address: customer, name: 'Taro' },
      mail: { forwardedBy: { address: 'colleague@shop.example' } },
    })
    expect((await answer(made.id)).to).toEqual([customer])
  })

  test('what a stranger forwards stays theirs', async () => {
    const [stranger, customer] = [somebody(), somebody()]
    await give(
      writeMail({
        from: stranger,
        subject: 'Fwd: Order',
        text: `---------- Forwarded message ---------\nFrom: Taro <${customer}>\nSubject: Order\n\nI agree to everything`,
      }),
    )
    const [theirs] = await waitFor('the mail', async () => {
      const found = await conversationsOf(agent, stranger)
      return found.length > 0 && found
    })
    expect(theirs!.customer.shown).toBe(stranger)
    expect(await conversationsOf(agent, customer)).toEqual([])
  })

  test('the answer goes where the sender wants it, and what comes from there belongs to it', async () => {
    const [from, desired] = [somebody(), somebody()]
    const asked = await arrive({ from, headers: [`Reply-To: Office <${desired}>`] })
    const detail = await agent.call(contract.getConversation, { id: asked.id })
    expect(detail.threads[0]?.address).toBe(desired)
    const sent = await answer(asked.id)
    expect(sent.to).toEqual([desired])
    const id = /^Message-ID:\s*(<.*>)\r$/im.exec(sent.raw.toString())![1]!
    await arriveIn(asked.id, { from: desired, answers: id })
    expect((await answer(asked.id)).to).toEqual([desired])
  })

  test('one who was only copied in does not lead the answers away', async () => {
    const [from, copied, elsewhere] = [somebody(), somebody(), somebody()]
    const id = `<shared-${++count}@customer.example>`
    const asked = await arrive({ from, id, headers: [`Cc: ${copied}`] })
    await arriveIn(asked.id, { from: copied, answers: id, headers: [`Reply-To: ${elsewhere}`] })
    expect((await answer(asked.id)).to).toEqual([from])
  })

  test('one mail to two mailboxes of ours is a case for each, and the second names the first', async () => {
    const [from, id] = [somebody(), `<both-${++count}@customer.example>`]
    const raw = writeMail({
      from,
      id,
      text: 'to both',
      to: 'help@shop.example, sales@shop.example',
    })
    await give(raw, help)
    const first = await waitForText(agent, from, 'to both')
    await give(raw, sales)
    const second = await waitFor('the second', async () =>
      (await conversationsOf(agent, from)).find((one) => one.id !== first.id),
    )
    const detail = await agent.call(contract.getConversation, { id: second.id })
    expect(detail.follows).toEqual({ id: first.id, number: first.number })
    // An answer to one of them belongs to that one only.
    const later = await arrive({ from, answers: id }, sales)
    expect(later.id).toBe(second.id)
  })

  test('a Message-ID that was used before on other words is another message', async () => {
    const [from, id] = [somebody(), `<again-${++count}@customer.example>`]
    await arrive({ from, id, text: 'first words' })
    await arrive({ from, id, text: 'other words' })
    const [conversation] = await conversationsOf(agent, from)
    expect((await messagesOf(agent, conversation!.id)).map(({ text }) => text)).toEqual([
      'first words',
      'other words',
    ])
  })

  test('machines that answer each other are marked after twenty, and open nothing any more', async () => {
    const from = somebody()
    const id = `<loop-${++count}@customer.example>`
    const first = await arrive({ from, id })
    for (let n = 0; n < 22; n++) await give(writeMail({ from, answers: id, text: `again ${n}` }))
    const messages = await waitFor('all of them', async () => {
      const all = await messagesOf(agent, first.id)
      return all.length === 23 && all
    })
    expect(messages.filter(({ automatic }) => automatic === 'loop')).toHaveLength(3)
    expect(messages.map(({ text }) => text).slice(1)).toEqual(
      Array.from({ length: 22 }, (_, n) => `again ${n}`),
    )
    await agent.call(contract.resolve, { id: first.id })
    expect((await arrive({ from, answers: id })).status).toBe('resolved')
  })

  test('an attached mail can be read in its place, by those who may see addresses', async () => {
    await give(fixture('attached-mail'))
    const conversation = await waitForText(agent, 'hanako@customer.example', 'Please see below.')
    const [message] = await messagesOf(agent, conversation.id)
    expect(message!.mail?.mails).toEqual([
      { position: 0, subject: '内側', from: { address: 'inner@other.example' }, sentAt: null },
    ])
    const inner = await agent.call(contract.openAttachedMail, { id: message!.id, position: 0 })
    expect(inner).toMatchObject({ subject: '内側', text: 'inner text' })
    await expect(
      agent.call(contract.openAttachedMail, { id: message!.id, position: 1 }),
    ).rejects.toMatchObject({ status: 404 })
  })

  test('an invitation comes through to the desk', async () => {
    const from = somebody()
    const calendar =
      'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Tea\r\nDTSTART;TZID=Asia/Tokyo:20261121T130000\r\nEND:VEVENT\r\nEND:VCALENDAR'
    await give(
      Buffer.from(
        `From: ${from}\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ncome to tea\r\n--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n${calendar}\r\n--b--\r\n`,
      ),
    )
    const conversation = await waitForText(agent, from, 'come to tea')
    const [message] = await messagesOf(agent, conversation.id)
    expect(message!.mail?.invitation).toMatchObject({
      method: 'request',
      summary: 'Tea',
      start: { local: '2026-11-21T13:00:00', at: '2026-11-21T04:00:00.000Z', zone: 'Asia/Tokyo' },
    })
  })

  test('a mail arrives while nobody answers for its sender, and the answer is shown when it comes', async () => {
    const from = somebody()
    // No DNS at all: the check waits, the mail does not.
    const { id } = await arrive({ from, headers: ['Return-Path: <>'] })
    const [message] = await messagesOf(agent, id)
    expect(message!.sender).toBeNull()
    const { services } = server
    answers = true
    const checked = await waitFor('the check', async () => {
      await services.db
        .updateTable('sender_check_due')
        .set({ due_at: new Date(0) })
        .where('message_id', '=', message!.id)
        .execute()
      await checkDue(services, services.dns, new AbortController().signal)
      const shown = await agent.call(contract.getMessage, { id: message!.id })
      return shown.sender && shown
    })
    expect(checked.sender).toMatchObject({
      state: 'unconfirmed',
      dmarc: 'fail',
      domain: 'customer.example',
      by: 'own',
    })
    await waitFor('the event, once no older transaction is open', async () => {
      const { data } = await server.admin.call(contract.listEvents, { limit: 1000 })
      return data.some(
        (one) => one.kind === 'message.sender_checked' && one.messageId === message!.id,
      )
    })
  })
})
