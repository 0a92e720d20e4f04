import { afterAll, beforeAll, expect, test } from 'vitest'
import { httpChannel } from '../../channels/testing/http-channel.ts'
import { startHttpProvider } from '../../channels/testing/http-provider.ts'
import type { Caller } from '../../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as connections from '../connections/contract.ts'
import { registerChannels } from '../connections/index.ts'
import { allowMarketing } from '../consents/testing.ts'
import * as contract from './contract.ts'
import { waitForState, waitForText } from './testing.ts'

let server: TestServer
let agent: Caller
let provider: Awaited<ReturnType<typeof startHttpProvider>>
let people = 0

beforeAll(async () => {
  registerChannels([httpChannel as unknown as Parameters<typeof registerChannels>[0][number]])
  ;[server, provider] = await Promise.all([startTestServer(), startHttpProvider()])
  agent = await server.as('agent')
  await server.admin.call(connections.createConnection, {
    channel: 'http-test',
    settings: { url: provider.url, secret: 'secret-1' },
  })
})
afterAll(async () => {
  await server?.stop()
  await provider?.stop()
})

const begin = async () => {
  const from = `friend-${++people}@customer.example`
  provider.write({ id: `in-${people}`, from, text: `question ${people}` })
  return waitForText(agent, from, `question ${people}`)
}
const deliveries = (text: string) =>
  [...provider.delivered.values()].filter((one) => one.text === text).length
const isUnanswered = (id: string) =>
  waitFor('the first attempt', async () => {
    const one = await agent.call(contract.getMessage, { id })
    return one.problem?.code === 'http.no_answer' && one
  })
const makeDue = (id: string) =>
  waitFor('the next attempt', async () => {
    const { pool } = server.services
    const { rows } = await pool.query(
      `select (graphile_worker.reschedule_jobs(array[id], run_at := now())).id from graphile_worker.jobs
        where key = $1 and locked_at is null`,
      [`send:${id}`],
    )
    return rows.length > 0
  })

test('a doubt is settled by asking the provider again, who recognises the repeat', async () => {
  for (const mood of ['take-and-die', 'lose-and-die'] as const) {
    const { id } = await begin()
    provider.behave(mood)
    const message = await agent.call(contract.reply, { id, text: `service ${mood}` })
    expect(await isUnanswered(message.id)).toMatchObject({ state: 'queued' })
    provider.behave('accept')
    await makeDue(message.id)
    await waitForState(agent, message.id, 'sent')
    expect(deliveries(`service ${mood}`)).toBe(1)
  }
})

test('a provider that is too busy to say leaves it in doubt: it is not taken back, and not told as failed', async () => {
  const { id } = await begin()
  provider.behave('take-and-die')
  const message = await agent.call(contract.reply, { id, text: 'still in doubt' })
  await isUnanswered(message.id)
  provider.behave('busy')
  await server.services.db
    .updateTable('message')
    .set({ attempts: 6 })
    .where('id', '=', message.id)
    .execute()
  await makeDue(message.id)
  await waitFor('the second answer', async () => {
    const one = await agent.call(contract.getMessage, { id: message.id })
    return one.problem?.code === 'http.deferred'
  })
  await expect(agent.call(contract.withdrawMessage, { id: message.id })).rejects.toMatchObject({
    code: 'message.not_waiting',
  })
  await makeDue(message.id)
  await waitForState(agent, message.id, 'unknown')
  provider.behave('accept')
  await agent.call(contract.retryMessage, { id: message.id })
  await waitForState(agent, message.id, 'sent')
  expect(deliveries('still in doubt')).toBe(1)
})

test('advertising is not even asked about again', async () => {
  const { id, customer } = await begin()
  const purposeId = await allowMarketing(server.admin, customer.id, 'http-test')
  provider.behave('take-and-die')
  const message = await agent.call(contract.reply, { id, text: 'sale', marketing: true, purposeId })
  expect(await waitForState(agent, message.id, 'unknown')).toMatchObject({ marketing: true })
  provider.behave('accept')
  expect(deliveries('sale')).toBe(1)
  await expect(agent.call(contract.retryMessage, { id: message.id })).rejects.toMatchObject({
    code: 'message.only_once',
  })
})

test('chat goes at once, whatever the time to undo', async () => {
  const { id } = await begin()
  await server.services.db.updateTable('workspace').set({ undo_seconds: 60 }).execute()
  const message = await agent.call(contract.reply, { id, text: 'at once' })
  expect(message.dueAt).toBeNull()
  await waitForState(agent, message.id, 'sent')
})
