import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as members from '../../../modules/members/contract.ts'
import { type Engawa, startEngawa } from '../../../start.ts'
import { createCaller } from '../../testing/caller.ts'
import { readConfig } from '../config.ts'
import { findBinaries, program } from '../postgres/binaries.ts'
import { keepPassword } from '../postgres/create-cluster.ts'
import { ensureDatabase } from '../postgres/ensure-database.ts'
import { pathsIn, urlOf } from '../postgres/paths.ts'
import { commandFor } from '../postgres/run-as.ts'
import { prepareSite, startFresh } from '../postgres/site.ts'
import { stopPostmaster } from '../postgres/stop-postmaster.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const older = { native: '/usr/lib/postgresql/15', version: '15.0', major: '15' }
const isThere = existsSync(program(older, 'initdb'))
const testWith15 = isThere ? test : test.skip
if (!isThere) process.stderr.write('skipped: these tests need the Debian package postgresql-15\n')

const home = mkdtempSync(join(tmpdir(), 'engawa-upgrade-'))
const paths = pathsIn(join(home, 'postgres'))
const who = { email: 'admin@team.example', password: 'correct horse battery' }
const running: Engawa[] = []
afterAll(async () => {
  for (const engawa of running.splice(0)) await engawa.stop()
  rmSync(home, { recursive: true, force: true })
})

const start = async (more: Record<string, string> = {}, data = home) => {
  const engawa = await startEngawa(
    readConfig({ PORT: '0', ENGAWA_DATA: data, ENGAWA_LOG: 'error', ...more }),
  )
  running.push(engawa)
  return engawa
}
const stop = async (engawa: Engawa) => {
  running.splice(running.indexOf(engawa), 1)
  await engawa.stop()
}

const signIn = async ({ url }: Engawa) => {
  const response = await createCaller(url!, {}).fetch(members.signIn.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(who),
  })
  return response.status
}

/** A data folder as an Engawa with PostgreSQL 15 inside would have left it. */
beforeAll(async () => {
  if (!isThere) return
  mkdirSync(paths.folder, { recursive: true })
  const password = keepPassword(paths)
  const log = () => undefined
  const site = { ...(await prepareSite({ paths, log }, older)), earlier: true }
  const { command, args, options } = commandFor(site.runAs, program(older, 'initdb'), [
    ...['-D', paths.cluster, '-U', 'engawa', '--pwfile', paths.password],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8'],
  ])
  execFileSync(command, args, { ...options, cwd: paths.folder, stdio: 'ignore' })
  const { pid, port } = await startFresh(site)
  await ensureDatabase(password, port)
  const engawa = await start({
    DATABASE_URL: urlOf(password, port),
    ENGAWA_ADMIN_EMAIL: who.email,
    ENGAWA_ADMIN_PASSWORD: who.password,
  })
  expect(await signIn(engawa)).toBe(200)
  await stop(engawa)
  await stopPostmaster(site, pid)
})

const major = () => readFileSync(join(paths.cluster, 'PG_VERSION'), 'utf8').trim()

testWith15('without the old programs it refuses, and changes nothing', async () => {
  await expect(start()).rejects.toMatchObject({
    code: 'start.other_postgres',
    message: expect.stringMatching(/PostgreSQL 15.*no copy of PostgreSQL 15 was kept/),
  })
  expect(major()).toBe('15')
})

testWith15('a newer PostgreSQL takes over all that the older one held', async () => {
  mkdirSync(join(paths.folder, 'engine-15.0'))
  symlinkSync(older.native, join(paths.folder, 'engine-15.0', 'native'))
  // As a try that was killed halfway leaves it.
  cpSync(paths.cluster, join(paths.folder, 'cluster-next'), { recursive: true })
  const engawa = await start()
  expect(major()).toBe(findBinaries().major)
  expect(await signIn(engawa)).toBe(200)
  await stop(engawa)
  const [file] = readdirSync(join(home, 'backups'))
  expect(file).toMatch(/^before-postgres-\d+-.*\.tgz$/)
  expect(readdirSync(paths.folder).some((name) => name.startsWith('cluster-of-postgres-15'))).toBe(
    true,
  )
})

testWith15('killed between the two renames, the next start finds the new database', async () => {
  renameSync(paths.cluster, join(paths.folder, 'cluster-next'))
  const engawa = await start()
  expect(await signIn(engawa)).toBe(200)
  await stop(engawa)
  expect(readdirSync(join(home, 'backups'))).toHaveLength(1)
})

testWith15('an older PostgreSQL never takes over what a newer one wrote', async () => {
  writeFileSync(join(paths.cluster, 'PG_VERSION'), '99\n')
  await expect(start()).rejects.toMatchObject({ code: 'start.other_postgres' })
})
