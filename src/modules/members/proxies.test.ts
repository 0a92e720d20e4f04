import { expect, test } from 'vitest'
import { readConfig } from '../../foundation/server/config.ts'
import { startTestServer } from '../../foundation/testing/start-test-server.ts'
import * as contract from './contract.ts'
import { makeMember, signInAs } from './testing.ts'

const proxies = (setting?: string) =>
  readConfig(setting === undefined ? {} : { ENGAWA_TRUSTED_PROXIES: setting }).trustedProxies

test('proxies are believed by address, network or word; anything else is refused at the start', () => {
  expect(proxies()).toEqual(['loopback'])
  expect(proxies('none')).toEqual([])
  expect(proxies(' loopback, 10.0.0.0/8,2001:db8::/32 , 192.0.2.7')).toEqual([
    'loopback',
    '10.0.0.0/8',
    '2001:db8::/32',
    '192.0.2.7',
  ])
  for (const wrong of [
    'proxy.example',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '1',
    '10.0.0',
    '::/129',
    'true',
  ])
    expect(() => proxies(wrong), wrong).toThrow('config.invalid')
})

test('what a stranger writes into X-Forwarded-For is not their address', async () => {
  for (const [setting, expected] of [
    ['none', '127.0.0.1'],
    ['10.0.0.0/8', '127.0.0.1'],
    ['loopback,10.0.0.0/8', '198.51.100.4'],
  ] as const) {
    const server = await startTestServer({ env: { ENGAWA_TRUSTED_PROXIES: setting } })
    try {
      const member = await makeMember(server.services, server.workspaceId, 'm@example.com', 'agent')
      // The last hop is a proxy of the house; what the client wrote before its own address counts for nothing.
      const at = { 'x-forwarded-for': '203.0.113.9, 198.51.100.4, 10.0.0.3' }
      const client = await signInAs(server.url, { ...member, at })
      const { body } = await client.call(contract.listSessions)
      expect((body.data as { address: string }[])[0]!.address, setting).toBe(expected)
    } finally {
      await server.stop()
    }
  }
})
