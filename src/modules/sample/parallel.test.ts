import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { systemContext } from '../../foundation/server/context.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import * as conversations from '../conversations/contract.ts'
import * as contract from './contract.ts'
import { fillSample } from './fill/fill-sample.ts'
import { changeFacts } from './keep-parts.ts'
import { watchSample } from './testing.ts'

vi.setConfig({ testTimeout: 90_000 })

let server: TestServer
let sample: ReturnType<typeof watchSample>
beforeAll(async () => {
  server = await startTestServer()
  sample = watchSample(server)
})
afterAll(() => server.stop())

const add = () => server.admin.call(contract.addSample)
const isThere = () =>
  waitFor(
    'the sample',
    async () => (await server.admin.call(contract.getSample)).state === 'present',
    60,
  )

test('asked for thirty times at once it is there once, each caller is answered at once, and progress is told', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, add))
  expect(new Set(answers.map(({ state }) => state))).toEqual(new Set(['filling']))
  const seen: number[] = []
  await waitFor(
    'the sample',
    async () => {
      const { state, progress } = await server.admin.call(contract.getSample)
      if (progress) seen.push(progress.done)
      return state === 'present'
    },
    60,
  )
  expect(seen.length).toBeGreaterThan(1)
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  expect((await add()).state).toBe('present')
  const all = await sample.listAll()
  expect(new Set(all.map(({ number }) => number)).size).toBe(all.length)
  expect(all.length).toBeLessThan(80)
})

test('removing it many times at once removes it once and for all', async () => {
  await sample.waitUntilQuiet()
  await Promise.all(Array.from({ length: 12 }, () => sample.remove()))
  expect(await server.admin.call(contract.getSample)).toMatchObject({ state: 'absent' })
  expect(await sample.listAll()).toEqual([])
})

test('one that is still being filled can be removed, and added again', async () => {
  await add()
  await waitFor('some of it', async () => (await sample.listAll()).length > 3)
  await sample.remove()
  expect(await sample.isPresent()).toBe(false)
  await sample.waitUntilQuiet()
  expect(await sample.listAll()).toEqual([])
  await add()
  await isThere()
  const { data } = await server.admin.call(conversations.listConversations, { status: 'any' })
  expect(data.length).toBeGreaterThan(20)
})

test('one whose filling was broken off is told afresh, and nothing of it twice', async () => {
  await sample.waitUntilQuiet()
  const before = (await sample.listAll()).length
  const { services, workspaceId } = server
  const ctx = systemContext(services, workspaceId, 'test')
  await changeFacts(ctx, 'added', workspaceId, { done: 3 })
  const { log, db } = services
  const { signal } = new AbortController()
  await fillSample.run({ workspaceId }, { db, services, log, signal, attempt: 2, maxAttempts: 10 })
  await sample.writeInScript()
  expect((await server.admin.call(contract.getSample)).state).toBe('present')
  await waitFor('the scripted mail, too', async () => (await sample.listAll()).length >= before)
  expect((await sample.listAll()).length).toBeLessThanOrEqual(before + 1)
})
