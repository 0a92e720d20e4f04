import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as members from '../../modules/members/contract.ts'
import { makeMember, makeTestWorkspace } from '../../modules/members/testing.ts'
import { startEngawa } from '../../start.ts'
import { readConfig } from '../server/config.ts'
import type { Role } from '../server/module.ts'
import type { Services } from '../server/services.ts'
import { type Caller, createCaller } from './caller.ts'
import { databaseUrl, onServer } from './prepare-database.ts'
import { testDatabase } from './test-database.ts'

export type TestServer = {
  url: string
  services: Services
  workspaceId: string
  admin: Caller
  /** A member with this role, made and signed in. */
  as: (role: Role, email?: string) => Promise<Caller>
  databaseUrl: string
  dataFolder: string
  stop: () => Promise<void>
}

type Options = {
  /** Without workspace and admin, as on the first start. */
  empty?: boolean
  env?: Record<string, string>
  /** How long replies by mail wait for second thoughts; here, unless asked for, they go at once. */
  undoSeconds?: number
}

let count = 0

/** The whole product on a free port, with a database and a data folder of its own. */
export const startTestServer = async ({
  empty = false,
  env = {},
  undoSeconds = 0,
}: Options = {}): Promise<TestServer> => {
  const { url: server, template } = testDatabase()
  const name = `engawa_test_${process.pid}_${Date.now()}_${count++}`
  const url = databaseUrl(server, name)
  const dataFolder = mkdtempSync(join(tmpdir(), 'engawa-test-data-'))
  await onServer(server, `create database ${name} template ${template}`)
  const started = await startEngawa(
    readConfig({
      PORT: '0',
      ENGAWA_DATA: dataFolder,
      DATABASE_URL: url,
      ENGAWA_LOG: 'error',
      ...env,
    }),
  )
  const { services } = started
  const address = started.url!
  const workspaceId = empty ? '' : await makeTestWorkspace(services)
  if (!empty)
    await services.db.updateTable('workspace').set({ undo_seconds: undoSeconds }).execute()
  const signIn = async (email: string, password: string, id: string) => {
    const response = await createCaller(address, {}).fetch(members.signIn.path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    })
    if (!response.ok) throw new Error(`sign-in failed: ${await response.text()}`)
    const cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    return createCaller(address, { cookie }, id)
  }
  const as = async (role: Role, email = `${role}-${count++}@team.example`) => {
    const member = await makeMember(services, workspaceId, email, role)
    return signIn(email, member.password, member.id)
  }
  return {
    url: address,
    services,
    workspaceId,
    as,
    admin: empty ? createCaller(address, {}) : await as('admin', 'admin@team.example'),
    databaseUrl: url,
    dataFolder,
    stop: async () => {
      await started.stop()
      await onServer(server, `drop database if exists ${name} with (force)`)
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}
