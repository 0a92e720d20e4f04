import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { readConfig } from '../../foundation/server/config.ts'
import { systemContext } from '../../foundation/server/context.ts'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../foundation/testing/wait-for.ts'
import { type Engawa, startEngawa } from '../../start.ts'
import * as conversations from '../conversations/contract.ts'
import * as contract from './contract.ts'
import { ensureSample } from './index.ts'
import { removeSample } from './remove-sample.ts'

vi.setConfig({ testTimeout: 90_000 })

test('the environment adds it at the start, once, and not after somebody removed it', async () => {
  const env = {
    ENGAWA_SAMPLE: '1',
    ENGAWA_ADMIN_EMAIL: 'owner@shop.example',
    ENGAWA_ADMIN_PASSWORD: 'correct horse battery',
  }
  const sampled = await startTestServer({ empty: true, env })
  const { services } = sampled
  const read = async () =>
    (
      await sql<{ id: string; sample: boolean }>`select id, sample from workspace`.execute(
        services.db,
      )
    ).rows[0]!
  try {
    await Promise.all([ensureSample(services), ensureSample(services)])
    expect((await read()).sample).toBe(true)
    await waitFor('the whole of it', async () => {
      const { rows } = await sql`select 1 from event where kind = 'sample.filled'`.execute(
        services.db,
      )
      return rows.length === 1
    })
    await waitFor('the scripted customer', async () => {
      const { rows } = await sql`select 1 from message where text like '%two tea cups%'`.execute(
        services.db,
      )
      return rows.length === 1
    })
    await removeSample(systemContext(services, (await read()).id, 'test'))
    await ensureSample(services)
    expect((await read()).sample).toBe(false)
  } finally {
    await sampled.stop()
  }
})

test('what the scripted customer is about to write survives a restart', async () => {
  const web = await startTestServer({ env: { ENGAWA_ROLE: 'web' } })
  const messages = async () =>
    (await web.admin.call(conversations.listConversations, { search: '湯のみ二客' })).data
  let worker: Engawa | undefined
  try {
    await web.admin.call(contract.addSample)
    expect(await messages()).toEqual([])
    const env = { DATABASE_URL: web.databaseUrl, ENGAWA_DATA: web.dataFolder, ENGAWA_LOG: 'error' }
    worker = await startEngawa(readConfig({ ...env, ENGAWA_ROLE: 'worker' }))
    await waitFor('the scripted customer', async () => (await messages()).length === 1)
  } finally {
    await worker?.stop()
    await web.stop()
  }
})
