import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as connections from '../connections/contract.ts'
import * as contract from './contract.ts'
import { type MailDesk, startMailDesk } from './testing/mail-desk.ts'
import { mailboxSettings, waitForState } from './testing.ts'

let desk: MailDesk
let silent: Server
const sockets = new Set<Socket>()
beforeAll(async () => {
  desk = await startMailDesk()
  // Takes every call and says nothing.
  silent = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.resume()
  })
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', () => resolve()))
})
afterAll(async () => {
  await desk?.stop()
  for (const socket of sockets) socket.destroy()
  silent?.close()
})

const sendingOf = async (id: string) =>
  (await desk.agent.call(connections.listConnections, { limit: 200 })).data.find(
    (one) => one.id === id,
  )!.sending

/** Replies by this connection, one a conversation. */
const answerBy = async (connectionId: string, count: number) => {
  const ids: string[] = []
  for (let n = 0; n < count; n++) {
    const { id } = await desk.begin(connectionId)
    ids.push((await desk.agent.call(contract.reply, { id, text: `by ${connectionId}` })).id)
  }
  return ids
}

test('connections whose servers hang hold up neither another’s mail nor what arrives', async () => {
  const { port } = silent.address() as AddressInfo
  const hanging = await Promise.all(Array.from({ length: 6 }, () => desk.connect(port)))
  for (const id of hanging) await answerBy(id, 2)
  await waitFor('all of them to hang', async () => sockets.size >= hanging.length)
  for (const id of await answerBy(desk.connectionId, 5)) await waitForState(desk.agent, id, 'sent')
  // One at a time, however many wait.
  expect(sockets.size).toBeLessThanOrEqual(hanging.length)
  for (const socket of sockets) socket.destroy()
}, 60_000)

test('a server that cannot be reached is left alone, visibly, and everything goes out once it is set right', async () => {
  const dead = await desk.connect(1)
  const ids = await answerBy(dead, 4)
  expect(await sendingOf(desk.connectionId)).toMatchObject({ state: 'closed', problem: null })
  const open = await waitFor('the circuit to open', async () => {
    for (const id of ids) await desk.makeDue(id)
    const sending = await sendingOf(dead)
    return sending.state === 'open' && sending
  })
  expect(open).toMatchObject({ problem: { code: 'smtp.unreachable' } })
  expect(Date.parse(open.nextTryAt!)).toBeGreaterThan(Date.now())
  const waiting = await waitFor('a message that waits for it', async () => {
    await desk.makeDue(ids[3]!)
    const one = await desk.agent.call(contract.getMessage, { id: ids[3]! })
    return one.problem?.code === 'send.provider_down' && one
  })
  expect(waiting.state).toBe('queued')
  await desk.server.admin.call(connections.updateConnection, {
    id: dead,
    settings: mailboxSettings({ host: '127.0.0.1', port: 1 }, desk.smtp, 'secret'),
  })
  for (const id of ids) await waitForState(desk.agent, id, 'sent')
  expect(await sendingOf(dead)).toMatchObject({ state: 'closed', problem: null, nextTryAt: null })
}, 60_000)

test('when its time has come one message tries the server, and its success lets the others go', async () => {
  const dead = await desk.connect(1)
  const ids = await answerBy(dead, 4)
  await waitFor('the circuit to open', async () => {
    for (const id of ids) await desk.makeDue(id)
    return (await sendingOf(dead)).state === 'open'
  })
  const { db } = desk.server.services
  const settings = await db
    .selectFrom('connection')
    .select('settings')
    .where('id', '=', desk.connectionId)
    .executeTakeFirstOrThrow()
  // The server is back by itself: nobody touched the settings.
  await db
    .updateTable('connection')
    .set({ settings: JSON.stringify(settings.settings) })
    .where('id', '=', dead)
    .execute()
  await db
    .updateTable('connection_circuit')
    .set({ next_try_at: new Date() })
    .where('connection_id', '=', dead)
    .execute()
  await desk.makeDue(ids[0]!)
  for (const id of ids) await waitForState(desk.agent, id, 'sent')
  expect((await sendingOf(dead)).state).toBe('closed')
}, 60_000)

test('a refused message says nothing against the server', async () => {
  desk.smtp.behave({ kind: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 No such user' })
  for (const id of await answerBy(desk.connectionId, 4))
    await waitForState(desk.agent, id, 'failed')
  desk.smtp.behave({ kind: 'accept' })
  expect((await sendingOf(desk.connectionId)).state).toBe('closed')
})

test('while a connection is paused its messages wait, and go when it is resumed', async () => {
  const id = await desk.connect()
  const { id: conversationId } = await desk.begin(id)
  await desk.server.admin.call(connections.updateConnection, { id, paused: true })
  const message = await desk.agent.call(contract.reply, { id: conversationId, text: 'later' })
  await waitFor('the reason', async () => {
    const one = await desk.agent.call(contract.getMessage, { id: message.id })
    return one.problem?.code === 'connection.paused'
  })
  await desk.server.admin.call(connections.updateConnection, { id, paused: false })
  await waitForState(desk.agent, message.id, 'sent')
})
