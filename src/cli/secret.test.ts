import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createFakeDns } from '../channels/email/fakes/dns.ts'
import { createCaller } from '../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../foundation/testing/start-test-server.ts'
import * as audits from '../modules/audit/contract.ts'
import * as connections from '../modules/connections/contract.ts'
import * as sender from '../modules/connections/sender/contract.ts'
import { startFakeClamd } from '../modules/files/testing/fake-clamd.ts'
import * as second from '../modules/members/second-factor/contract.ts'
import { codeOf } from '../modules/members/second-factor/testing.ts'
import { checkSigning } from './doctor/check-signing.ts'
import { runCommand } from './testing.ts'

// Each command is a process of its own.
vi.setConfig({ testTimeout: 120_000 })

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const engawa = (args: string[], env: Record<string, string> = {}) => runCommand(server, args, env)

type Check = { check: string; state: string } & Record<string, unknown>
const doctor = async (env = {}) => {
  const { checks } = JSON.parse((await engawa(['doctor', '--json'], env)).out) as {
    checks: Check[]
  }
  return { of: (name: string) => checks.filter((one) => one.check === name) }
}

const memberPassword = 'correct horse battery'

test('a lost second factor is taken away with a clear word, and signs the member out', async () => {
  const member = await server.as('agent', 'lost@team.example')
  const none = await engawa(['member', 'reset', 'lost@team.example', '--second-factor'])
  expect([none.code, none.err.trim()]).toEqual([1, 'This person has no second factor.'])
  const { secret } = await member.call(second.beginSecondFactor, { password: memberPassword })
  const cookies = await member.fetch(second.confirmSecondFactor.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: codeOf(secret) }),
  })
  const cookie = cookies.headers.getSetCookie()[0]!.split(';')[0]!
  const inside = createCaller(server.url, { cookie })
  expect((await inside.call(second.getSecondFactor)).since).not.toBeNull()
  const { code, out } = await engawa(['member', 'reset', 'lost@team.example', '--second-factor'])
  expect(code).toBe(0)
  expect(out).toMatch(/^The second factor is gone.*signed out everywhere.*\nhttp\S+\n$/)
  await expect(inside.call(second.getSecondFactor)).rejects.toMatchObject({ code: 'auth.required' })
})

test('the secret is rotated beside the server, and the doctor tells what is sealed with which', async () => {
  expect((await doctor()).of('secret')).toMatchObject([{ state: 'ok' }])
  const { id } = await server.admin.call(connections.createConnection, {
    channel: 'web-chat',
    settings: { identitySecret: 'open sesame, open sesame, open sesame' },
  })
  const { keyId } = JSON.parse((await engawa(['secret', 'rotate', '--json'])).out)
  expect(server.services.seal.keyId()).toBe(keyId)
  expect((await doctor()).of('secret')).toMatchObject([{ state: 'ok' }])
  const { data } = await server.admin.call(audits.listAudit, { act: 'secret.rotated' })
  expect(data).toMatchObject([{ actor: { type: 'system', id: 'command-line' } }])

  const given = { ENGAWA_SECRET: 'the next secret of them all' }
  const lost = await doctor(given)
  expect(lost.of('secret-lost')).toMatchObject([{ state: 'wrong', count: expect.any(Number) }])
  expect((await engawa(['secret', 'rotate'], given)).err).toMatch(/ENGAWA_SECRET_OLD/)
  const old = readFileSync(join(server.dataFolder, 'secret'), 'utf8').trim()
  const both = await doctor({ ...given, ENGAWA_SECRET_OLD: old })
  expect(both.of('secret-old')).toMatchObject([
    { state: 'notice', count: lost.of('secret-lost')[0]!.count },
  ])
  expect(await server.admin.call(connections.getConnection, { id })).toMatchObject({ id })
  const told = await engawa(['secret', 'rotate'])
  expect(told.out).toMatch(
    /^There is a new secret\. \d+ values were sealed anew, and the old secret is gone\./,
  )
})

test('the doctor asks the virus scanner, and DNS for the keys that mail is signed with', async () => {
  const clamd = await startFakeClamd()
  const found = await doctor({ ENGAWA_CLAMD: clamd.address })
  expect(found.of('scanner')).toMatchObject([
    { state: 'ok', version: expect.stringMatching(/^ClamAV /) },
  ])
  await clamd.stop()
  const away = await doctor({ ENGAWA_CLAMD: clamd.address })
  expect(away.of('scanner')).toMatchObject([{ state: 'wrong', reason: 'ECONNREFUSED' }])

  const { id } = await server.admin.call(connections.createConnection, {
    channel: 'email',
    settings: {
      address: 'help@shop.example',
      imap: { host: '127.0.0.1', port: 1, user: 'help', password: 'secret' },
      smtp: { host: '127.0.0.1', port: 1 },
    },
  })
  const { name, record } = await server.admin.call(sender.makeSigningKey, { id })
  const { db } = server.services
  const look = async (records: Record<string, string[]>) => {
    const [finding] = await checkSigning(createFakeDns(records).resolve)(db)
    return `${finding?.check} ${finding?.state}`
  }
  expect(await look({})).toBe('signing-waiting notice')
  await db.updateTable('connection_signing_key').set({ state: 'used' }).execute()
  expect(await look({})).toBe('signing wrong')
  expect(await look({ [`TXT ${name}`]: [record] })).toBe('signing ok')
})
