import { afterEach, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { testConnection } from './contract.ts'

let server: TestServer | undefined
afterEach(async () => {
  await server?.stop()
  server = undefined
})

/** What an administrator is told who enters this host for incoming mail. */
const tried = async (host: string) => {
  const settings = {
    address: 'help@shop.example',
    imap: { host, port: 1, tls: false, user: 'help', password: 'secret' },
    smtp: { host: 'localhost', port: 1, tls: false },
  }
  const { code, path } = await server!.admin.call(testConnection, { channel: 'email', settings })
  return [code, path]
}
const refused = ['email.host_refused', 'imap.host']
const unreachable = ['imap.unreachable', 'imap.host']

test('a mail server in the house may be used, but never where clouds keep their secrets', async () => {
  server = await startTestServer()
  for (const host of ['127.0.0.1', 'localhost', '::1'])
    expect(await tried(host)).toEqual(unreachable)
  for (const host of [
    '169.254.169.254',
    '0.0.0.0',
    '::ffff:169.254.169.254',
    '2852039166',
    '0x7f.1',
  ])
    expect(await tried(host), host).toEqual(refused)
}, 60_000)

test('an operator closes the house, but for what is named', async () => {
  server = await startTestServer({ env: { ENGAWA_PRIVATE_HOSTS: '127.0.0.2, ::1' } })
  for (const host of ['127.0.0.1', 'localhost', '10.0.0.1', '::ffff:127.0.0.1'])
    expect(await tried(host), host).toEqual(refused)
  expect(await tried('127.0.0.2')).toEqual(unreachable)
}, 60_000)
