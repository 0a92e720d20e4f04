import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeSmtp, startFakeSmtp } from '../../channels/email/fakes/smtp-server.ts'
import { systemContext } from '../../foundation/server/context.ts'
import { enqueue } from '../../foundation/server/jobs/jobs.ts'
import type { Caller } from '../../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as connections from '../connections/contract.ts'
import { storeReceipt } from '../connections/index.ts'
import { allowMarketing } from '../consents/testing.ts'
import * as contract from './contract.ts'
import { enqueueForgotten } from './find-forgotten.ts'
import { sendMessage } from './jobs/send-message.ts'
import { mailboxSettings, readMail, waitForState, waitForText, writeMail } from './testing.ts'

let server: TestServer
let agent: Caller
let smtp: FakeSmtp
let connectionId: string
let people = 0

beforeAll(async () => {
  ;[server, smtp] = await Promise.all([startTestServer(), startFakeSmtp()])
  agent = await server.as('agent')
  const nowhere = { host: '127.0.0.1', port: 1 }
  const connection = await server.admin.call(connections.createConnection, {
    channel: 'email',
    settings: mailboxSettings(nowhere, smtp, 'secret'),
  })
  connectionId = connection.id
})
afterAll(async () => {
  await server?.stop()
  await smtp?.stop()
})

const system = () => systemContext(server.services, server.workspaceId, 'test')

/** A customer has written; the conversation and the address. */
const begin = async () => {
  const from = `sender-${++people}@customer.example`
  const text = `question ${people}`
  await storeReceipt(system(), connectionId, writeMail({ from, text }), `test:${people}`)
  return { from, ...(await waitForText(agent, from, text)) }
}

const sentTo = (address: string) => smtp.mails.filter(({ to }) => to.includes(address))

/** The job that waits for its time, if there is one; made due now. */
const makeDue = async (messageId: string) => {
  const found = await server.services.pool.query(
    'select id from graphile_worker.jobs where key = $1 and locked_at is null',
    [`send:${messageId}`],
  )
  const ids = found.rows.map((row) => row.id)
  if (ids.length === 0) return false
  await server.services.pool.query(
    'select graphile_worker.reschedule_jobs($1::bigint[], run_at := now())',
    [ids],
  )
  return true
}

test('what the server refuses for now is tried again, and goes out once', async () => {
  const { id, from } = await begin()
  smtp.behave({ kind: 'refuse', at: 'rcpt', code: 451, text: '4.7.1 Greylisted' })
  const message = await agent.call(contract.reply, { id, text: 'patience' })
  const waiting = await waitFor('the first refusal', async () => {
    const one = await agent.call(contract.getMessage, { id: message.id })
    return one.problem && one
  })
  expect(waiting).toMatchObject({ state: 'queued', problem: { code: 'smtp.deferred' } })
  smtp.behave({ kind: 'accept' })
  await waitFor('the second attempt', () => makeDue(message.id))
  expect(await waitForState(agent, message.id, 'sent')).toMatchObject({ problem: null })
  expect(sentTo(from)).toHaveLength(1)
})

test('what the server refuses for good shows on the message with a code, and can be sent again', async () => {
  const { id, from } = await begin()
  smtp.behave({ kind: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 No such user' })
  const message = await agent.call(contract.reply, { id, text: 'hello?' })
  const failed = await waitForState(agent, message.id, 'failed')
  expect(failed.problem?.code).toBe('smtp.mailbox_unknown')
  expect(failed.problem?.detail).not.toContain('@')
  expect(await makeDue(message.id)).toBe(false)
  smtp.behave({ kind: 'accept' })
  expect(await agent.call(contract.retryMessage, { id: message.id })).toMatchObject({
    state: 'queued',
    problem: null,
  })
  await waitForState(agent, message.id, 'sent')
  expect(sentTo(from)).toHaveLength(1)
  await expect(agent.call(contract.retryMessage, { id: message.id })).rejects.toMatchObject({
    code: 'message.not_failed',
  })
})

test('when nobody knows whether it arrived, it waits for a person, whose repeat is the same mail', async () => {
  const { id, from } = await begin()
  smtp.behave({ kind: 'die-after-data' })
  const message = await agent.call(contract.reply, { id, text: 'lost or not' })
  const unknown = await waitForState(agent, message.id, 'unknown')
  expect(unknown.problem?.code).toBe('smtp.no_answer')
  expect(await makeDue(message.id)).toBe(false)
  smtp.behave({ kind: 'accept' })
  await agent.call(contract.retryMessage, { id: message.id })
  await waitForState(agent, message.id, 'sent')
  const [mail] = sentTo(from)
  expect((await readMail(mail!.raw)).providerId).toMatch(new RegExp(`^<${message.id}\\.`))
})

/** Refused for now; then as a process leaves it that dies in the middle of the next attempt. */
const cutOff = async (text: string, left: { handed_at: Date | null }) => {
  const { id, from } = await begin()
  smtp.behave({ kind: 'refuse', at: 'mail', code: 451, text: '4.3.0 Later' })
  const message = await agent.call(contract.reply, { id, text })
  await waitFor('the first refusal', async () => {
    const one = await agent.call(contract.getMessage, { id: message.id })
    return one.problem?.code === 'smtp.deferred'
  })
  smtp.behave({ kind: 'accept' })
  await server.services.db
    .updateTable('message')
    .set({ state: 'sending', ...left })
    .where('id', '=', message.id)
    .execute()
  await waitFor('its job', () => makeDue(message.id))
  return { message, from }
}

test('an attempt that was cut off before anything was handed over is begun again, and arrives once', async () => {
  const { message, from } = await cutOff('not yet', { handed_at: null })
  await waitForState(agent, message.id, 'sent')
  expect(sentTo(from)).toHaveLength(1)
})

test('one that was cut off after it began to hand over is not repeated by itself', async () => {
  const { message, from } = await cutOff('interrupted', { handed_at: new Date() })
  const unknown = await waitForState(agent, message.id, 'unknown')
  expect(unknown.problem?.code).toBe('send.interrupted')
  expect(sentTo(from)).toEqual([])
})

test('that it is handed over is written down before the server can have it, and only then', async () => {
  const { id } = await begin()
  const handedAt = (messageId: string) =>
    server.services.db
      .selectFrom('message')
      .select('handed_at')
      .where('id', '=', messageId)
      .executeTakeFirstOrThrow()
  smtp.behave({ kind: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 No such user' })
  const refused = await agent.call(contract.reply, { id, text: 'no' })
  await waitForState(agent, refused.id, 'failed')
  expect((await handedAt(refused.id)).handed_at).toBeNull()
  smtp.behave({ kind: 'die-after-data' })
  const lost = await agent.call(contract.reply, { id, text: 'perhaps' })
  await waitForState(agent, lost.id, 'unknown')
  expect((await handedAt(lost.id)).handed_at).not.toBeNull()
})

test('advertising of which nobody knows whether it arrived is sent no second time, whoever asks', async () => {
  const { id, from, customer } = await begin()
  smtp.behave({ kind: 'die-after-data' })
  const purposeId = await allowMarketing(server.admin, customer.id, 'email')
  const advertise = (text: string) =>
    agent.call(contract.reply, { id, text, marketing: true, purposeId })
  const message = await advertise('sale!')
  await waitForState(agent, message.id, 'unknown')
  smtp.behave({ kind: 'accept' })
  await expect(agent.call(contract.retryMessage, { id: message.id })).rejects.toMatchObject({
    status: 409,
    code: 'message.only_once',
  })
  smtp.behave({ kind: 'refuse', at: 'data', code: 451, text: '4.3.0 Later' })
  const second = await advertise('sale two')
  // Refused after it was handed over: not even then again.
  await waitForState(agent, second.id, 'failed')
  expect(await makeDue(second.id)).toBe(false)
  smtp.behave({ kind: 'accept' })
  expect(sentTo(from)).toEqual([])
})

test('what waits without a job is found and sent', async () => {
  const { id, from } = await begin()
  smtp.behave({ kind: 'refuse', at: 'mail', code: 451, text: '4.3.0 Later' })
  const message = await agent.call(contract.reply, { id, text: 'forgotten' })
  await waitFor('the first refusal', async () => {
    const one = await agent.call(contract.getMessage, { id: message.id })
    return one.problem?.code === 'smtp.deferred'
  })
  smtp.behave({ kind: 'accept' })
  const { pool } = server.services
  await pool.query('select graphile_worker.remove_job($1)', [`send:${message.id}`])
  await pool.query(`update message set created_at = now() - interval '1 hour' where id = $1`, [
    message.id,
  ])
  expect(await enqueueForgotten(server.services)).toBe(1)
  await waitForState(agent, message.id, 'sent')
  expect(sentTo(from)).toHaveLength(1)
})

test('however often it is asked for, a reply is one mail', async () => {
  const { id, from } = await begin()
  const ask = () => agent.call(contract.reply, { id, text: 'once', clientKey: `once-${id}` })
  const asked = await Promise.all([ask(), ask(), ask()])
  expect(new Set(asked.map((message) => message.id)).size).toBe(1)
  const messageId = asked[0].id
  await waitForState(agent, messageId, 'sent')
  for (let n = 0; n < 3; n += 1) await enqueue(system(), sendMessage, { messageId })
  const after = await agent.call(contract.reply, { id, text: 'and one more' })
  await waitForState(agent, after.id, 'sent')
  await waitFor('all jobs to end', async () => {
    const { rows } = await server.services.pool.query(
      "select 1 from graphile_worker.jobs where task_identifier = 'send-message' and run_at <= now()",
    )
    return rows.length === 0
  })
  expect(sentTo(from)).toHaveLength(2)
  expect(await agent.call(contract.getMessage, { id: messageId })).toMatchObject({ state: 'sent' })
})

test('a mail of one’s own goes to an address of the customer, in a new thread, and to no other', async () => {
  const { id, from } = await begin()
  const message = await agent.call(contract.reply, {
    id,
    text: 'a new matter',
    connectionId,
    to: from,
    subject: 'お知らせ',
    cc: ['boss@customer.example'],
  })
  await waitForState(agent, message.id, 'sent')
  const mail = sentTo(from)[0]!
  expect(mail.to).toEqual([from, 'boss@customer.example'])
  const read = await readMail(mail.raw)
  expect(read).toMatchObject({ subject: 'お知らせ', references: [] })
  expect(read.text.trim()).toBe('a new matter')
  await expect(
    agent.call(contract.reply, { id, text: 'x', connectionId, to: 'else@customer.example' }),
  ).rejects.toMatchObject({ code: 'thread.not_here' })
})
