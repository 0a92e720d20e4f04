import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { available, type FakeImap, startDovecot } from '../../channels/email/fakes/dovecot.ts'
import { type FakeSmtp, startFakeSmtp } from '../../channels/email/fakes/smtp-server.ts'
import { fixture } from '../../channels/email/testing.ts'
import type { Caller } from '../../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as connections from '../connections/contract.ts'
import * as customers from '../customers/contract.ts'
import * as workspaces from '../workspaces/contract.ts'
import * as contract from './contract.ts'
import {
  conversationsOf,
  type Mail,
  mailboxSettings,
  messagesOf,
  readMail,
  waitForState,
  waitForText,
  writeMail,
} from './testing.ts'

const missing = available() ? '' : ' (skipped: needs the system package "dovecot-imapd")'

describe.skipIf(!available())(`a mailbox and its conversations${missing}`, () => {
  let server: TestServer
  let agent: Caller
  let imap: FakeImap
  let smtp: FakeSmtp
  let connectionId: string
  let people = 0
  let texts = 0

  beforeAll(async () => {
    ;[server, imap, smtp] = await Promise.all([
      startTestServer(),
      startDovecot('correct horse'),
      startFakeSmtp(),
    ])
    agent = await server.as('agent')
    const connection = await server.admin.call(connections.createConnection, {
      channel: 'email',
      settings: mailboxSettings(imap, smtp, 'correct horse'),
    })
    connectionId = connection.id
  })
  afterAll(async () => {
    await server?.stop()
    await Promise.all([imap?.stop(), smtp?.stop()])
  })

  const somebody = () => `person-${++people}@customer.example`

  /** Delivers it to the mailbox and waits until the desk shows it. */
  const arrive = async (mail: Mail) => {
    const text = mail.text ?? `words ${++texts}`
    await imap.deliver(writeMail({ ...mail, text }))
    return waitForText(agent, mail.from, text)
  }

  /** Answers, and gives what the mail server took. */
  const answer = async (id: string, text = `answer ${++texts}`) => {
    const message = await agent.call(contract.reply, { id, text })
    await waitForState(agent, message.id, 'sent')
    const taken = smtp.mails.find(({ raw }) => raw.includes(message.id))!
    return { message, taken, read: await readMail(taken.raw) }
  }

  const moveBack = (id: string, hours: number) =>
    server.services.db
      .updateTable('conversation')
      .set({ last_message_at: new Date(Date.now() - hours * 3_600_000) })
      .where('id', '=', id)
      .execute()

  test('turns ok once the server lets it in', async () => {
    const connection = await waitFor('the connection', async () => {
      const one = await agent.call(connections.listConnections, {})
      return one.data[0]?.state === 'ok' && one.data[0]
    })
    expect(connection).toMatchObject({
      id: connectionId,
      address: 'help@shop.example',
      problem: null,
    })
  })

  test('a mail becomes one conversation of the right customer, readable and kept as it came', async () => {
    const raw = fixture('iso-2022-jp')
    await imap.deliver(raw)
    const conversation = await waitFor(
      'the mail',
      async () => (await conversationsOf(agent, 'hanako@customer.example'))[0],
    )
    expect(conversation).toMatchObject({ status: 'open', messageCount: 1, unread: true })
    expect(conversation.customer).toMatchObject({ shown: 'hanako@customer.example' })
    const [message] = await messagesOf(agent, conversation.id)
    const shown = await agent.call(contract.getMessage, { id: message!.id })
    expect(shown).toMatchObject({
      channel: 'email',
      direction: 'in',
      state: 'received',
      joinReason: 'new',
      to: [{ address: 'help@shop.example' }],
    })
    expect(shown.text).toBe('①㈱髙﨑ｱｲｳの注文について～表示ソ\n次の行')
    expect(shown.from?.address).toBe('hanako@customer.example')
    const same = await agent.fetch(`/api/v1/messages/${shown.id}/raw`)
    expect(Buffer.from(await same.arrayBuffer()).equals(raw)).toBe(true)
    // Nothing in the mailbox was marked as read.
    expect((await imap.list()).filter((name) => /,\w*S/.test(name))).toEqual([])
  })

  test('HTML is shown without what could run or spy, with its pictures as attachments', async () => {
    const from = somebody()
    const raw = Buffer.from(
      Buffer.from(fixture('cid-pictures'))
        .toString('latin1')
        .replace('hanako@customer.example', from)
        .replace('<abc@customer.example>', '<pictures@customer.example>'),
      'latin1',
    )
    await imap.deliver(raw)
    const conversation = await waitForText(agent, from, 'See the picture')
    const [message] = await messagesOf(agent, conversation.id)
    expect(message!.html).toContain('cid:logo@x')
    expect(message!.html).not.toMatch(/<script|alert\(|[^-]src="http/)
    expect(message!.attachments).toMatchObject([
      { name: 'logo.png', type: 'image/png', inline: true, contentId: 'logo@x' },
      { name: 'unused.png', inline: false },
    ])
    const [logo] = message!.attachments
    const file = await agent.fetch(`/api/v1/files/${logo!.id}`)
    expect((await file.arrayBuffer()).byteLength).toBe(logo!.bytes)
    expect(logo!.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  test('an answer goes out in the customer’s thread, and their answer to it comes back into the conversation', async () => {
    const from = somebody()
    const asked = await arrive({ from, subject: '返品について', id: '<ask@customer.example>' })
    const { message, taken, read } = await answer(asked.id, '承ります。\nWe will.')
    expect(taken).toMatchObject({ from: 'help@shop.example', to: [from] })
    expect(read.references).toEqual(['<ask@customer.example>'])
    expect(taken.raw.toString()).toMatch(/^In-Reply-To: <ask@customer\.example>\r$/m)
    expect(read.providerId).toMatch(new RegExp(`^<${message.id}\\.[\\w-]{16}@shop\\.example>$`))
    expect(read.subject).toBe('Re: 返品について')
    expect(read.text).toContain('承ります。')
    expect(read.text).toContain(`> ${asked.lastMessage.text}`)
    const back = await arrive({ from, subject: 'Re: 返品について', answers: read.providerId })
    expect(back.id).toBe(asked.id)
    const messages = await messagesOf(agent, asked.id)
    expect(messages.map((one) => [one.direction, one.joinReason])).toEqual([
      ['in', 'new'],
      ['out', null],
      ['in', 'thread'],
    ])
    expect(new Set(messages.map((one) => one.threadId)).size).toBe(1)
    const next = await answer(asked.id)
    expect(next.read.references.at(-1)).toBe('<ask@customer.example>')
    expect(next.read.references).toHaveLength(3)
    expect(next.taken.raw.toString()).not.toContain(`In-Reply-To: ${read.providerId}`)
  })

  test('a reply to a resolved conversation opens it again, an out-of-office does not', async () => {
    const from = somebody()
    const { id } = await arrive({ from })
    const { read } = await answer(id)
    await agent.call(contract.resolve, { id })
    const away = await arrive({
      from,
      subject: 'Automatic reply: Re:',
      answers: read.providerId,
      headers: ['Auto-Submitted: auto-replied'],
    })
    expect(away).toMatchObject({ id, status: 'resolved' })
    expect((await messagesOf(agent, id)).at(-1)).toMatchObject({ automatic: 'auto-reply' })
    expect(await arrive({ from, answers: read.providerId })).toMatchObject({ id, status: 'open' })
  })

  test('a stranger who quotes the reference gets a conversation of their own, linked', async () => {
    const asked = await arrive({ from: somebody() })
    const { read } = await answer(asked.id)
    const stranger = somebody()
    const theirs = await arrive({ from: stranger, answers: read.providerId })
    expect(theirs.id).not.toBe(asked.id)
    const detail = await agent.call(contract.getConversation, { id: theirs.id })
    expect(detail.follows).toEqual({ id: asked.id, number: asked.number })
    const reply = await answer(theirs.id)
    expect(reply.taken.to).toEqual([stranger])
    expect(reply.read.text).not.toContain(asked.lastMessage.text)
  })

  test('a second mail without a reference joins the one open conversation, and says why', async () => {
    const from = somebody()
    const first = await arrive({ from })
    const second = await arrive({ from })
    expect(second.id).toBe(first.id)
    const messages = await messagesOf(agent, first.id)
    expect(messages.map((one) => one.joinReason)).toEqual(['new', 'recent'])
  })

  test('outside the window, and beside two open conversations, it opens a new one', async () => {
    const from = somebody()
    const first = await arrive({ from })
    await moveBack(first.id, 71)
    expect((await arrive({ from })).id).toBe(first.id)
    await moveBack(first.id, 73)
    const second = await arrive({ from })
    expect(second.id).not.toBe(first.id)
    const third = await arrive({ from })
    expect([first.id, second.id]).not.toContain(third.id)
    await agent.call(contract.resolve, { id: first.id })
    await agent.call(contract.resolve, { id: second.id })
    expect((await arrive({ from })).id).toBe(third.id)
  })

  test('the window is a setting of the workspace', async () => {
    const from = somebody()
    const first = await arrive({ from })
    await moveBack(first.id, 2)
    await server.admin.call(workspaces.updateWorkspace, { joinWindowHours: 1 })
    expect((await arrive({ from })).id).not.toBe(first.id)
    await server.admin.call(workspaces.updateWorkspace, { joinWindowHours: 72 })
  })

  test('our own mail that comes back makes nothing', async () => {
    const { id } = await arrive({ from: somebody() })
    const { taken } = await answer(id)
    const before = await agent.call(connections.getConnectionCounts, { id: connectionId })
    const known = (await agent.call(customers.listCustomers, { limit: 200 })).data.length
    await imap.deliver(taken.raw)
    await waitFor('it to be stored and settled', async () => {
      const counts = await agent.call(connections.getConnectionCounts, { id: connectionId })
      const open = await server.services.db
        .selectFrom('receipt')
        .select('id')
        .where('state', '=', 'stored')
        .execute()
      return counts.stored === before.stored + 1 && open.length === 0
    })
    expect(await messagesOf(agent, id)).toHaveLength(2)
    expect((await agent.call(customers.listCustomers, { limit: 200 })).data).toHaveLength(known)
  })
})
