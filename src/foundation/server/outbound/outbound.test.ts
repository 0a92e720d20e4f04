import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { classifyAddress } from './classify-address.ts'
import { createOutbound, type Resolve } from './outbound.ts'
import { noPrivateHost, readPrivateHosts } from './private-hosts.ts'

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections()
})

/** A server at an address of loopback; what it was asked for, in order. */
const listen = async (address: string, answer: RequestListener, port = 0) => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host} ${request.url}`)
    answer(request, response)
  })
  open.push(server)
  await new Promise<void>((resolve) => server.listen(port, address, resolve))
  return { asked, port: (server.address() as AddressInfo).port }
}
const say =
  (text: string): RequestListener =>
  (_request, response) =>
    response.end(text)

/** 127.0.0.2 stands for the public internet; the rest of loopback stays what it is. */
const outboundWith = (resolve: Resolve, port: number, operators = noPrivateHost) =>
  createOutbound({ operators, strangers: readPrivateHosts('127.0.0.2'), resolve, ports: [port] })
const get = { namedBy: 'strangers', timeoutMs: 3000, mostBytes: 1000, redirects: 3 } as const
const publicOnly: Resolve = async () => ['127.0.0.2']

describe('an address', () => {
  it.each([
    ...['0.0.0.0', '0.1.2.3', '169.254.169.254', '100.100.100.200', '168.63.129.16', '224.0.0.1'],
    ...['240.0.0.1', '255.255.255.255', '192.0.2.1', '198.18.0.1', '203.0.113.9', '192.0.0.192'],
    ...['::', 'fe80::1', 'fe80::1%eth0', 'ff02::1', 'fd00:ec2::254', 'fd20:ce::254', 'fec0::1'],
    ...['2001:db8::1', '2001::1', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1'],
    ...['2002:a9fe:a9fe::1', '::169.254.169.254', '::ffff:0:169.254.169.254', '3fff::1', 'x', ''],
  ])('%s is nobody’s business', (address) => expect(classifyAddress(address)).toBe('never'))

  it.each([
    ...['127.0.0.1', '127.255.255.254', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['100.64.0.1', '100.127.255.255', '::1', 'fc00::1', 'fd12::1', '::ffff:127.0.0.1'],
    ...['::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::', '::127.0.0.1', '0:0:0:0:0:ffff:a00:1'],
  ])('%s is in the house', (address) => expect(classifyAddress(address)).toBe('private'))

  it.each([
    ...['1.1.1.1', '172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '192.167.1.1'],
    ...['2606:4700::1111', '::ffff:1.1.1.1', '64:ff9b::101:101', '2002:101:101::', '2a00::1'],
  ])('%s is public', (address) => expect(classifyAddress(address)).toBe('public'))
})

describe('a host', () => {
  const strict = createOutbound({ operators: noPrivateHost, resolve: async () => ['1.1.1.1'] })

  it.each([
    ...['2130706433', '0x7f000001', '0177.0.0.1', '127.1', '0x7f.1', '017700000001', '1.1.257'],
    ...['127.0.0.1', '127.0.0.1.', '[::1]', '::1', 'fe80::1%eth0', 'a b', 'a/b', 'u@h', 'h:1'],
    ...['', '.', '１２７.０.０.１', '127。0。0。1', '①②⑦.0.0.1'],
  ])('written as %j is refused', async (host) => {
    for (const namedBy of ['strangers', 'operators'] as const)
      await expect(strict.resolve(host, namedBy)).rejects.toMatchObject({ code: 'host.refused' })
  })

  it('is refused when any of its addresses is', async () => {
    const mixed = createOutbound({
      operators: noPrivateHost,
      resolve: async () => ['1.1.1.1', '10.0.0.1'],
    })
    await expect(mixed.resolve('a.example', 'strangers')).rejects.toThrow('host.refused')
  })

  it('in the house is reached where an operator let it through, and by nobody else', async () => {
    const resolve: Resolve = async (host) => [
      host.startsWith('cloud') ? '169.254.169.254' : '10.1.2.3',
    ]
    const of = (setting: string) =>
      createOutbound({ operators: readPrivateHosts(setting), resolve }).resolve
    expect(await of('any')('mail.internal', 'operators')).toEqual(['10.1.2.3'])
    expect(await of('mail.internal')('Mail.Internal.', 'operators')).toEqual(['10.1.2.3'])
    expect(await of('10.1.0.0/16, fd00::/8')('x.internal', 'operators')).toEqual(['10.1.2.3'])
    for (const setting of ['none', '', 'other.internal', '10.2.0.0/16', '10.1.2.4'])
      await expect(of(setting)('mail.internal', 'operators')).rejects.toThrow('host.refused')
    await expect(of('any')('mail.internal', 'strangers')).rejects.toThrow('host.refused')
    await expect(of('any')('cloud.internal', 'operators')).rejects.toThrow('host.refused')
    await expect(of('169.254.0.0/16')('cloud.internal', 'operators')).rejects.toThrow(
      'host.refused',
    )
  })

  it('that is no host in the setting ends the start with the name of the setting', () => {
    const start = () => readConfig({ ENGAWA_PRIVATE_HOSTS: 'mail.internal, 10.0.0.0/99' })
    expect(start).toThrow(
      expect.objectContaining({
        facts: expect.objectContaining({ variable: 'ENGAWA_PRIVATE_HOSTS' }),
      }),
    )
  })
})

describe('fetching', () => {
  it('connects to the address that was checked, whatever the name says next', async () => {
    const good = await listen('127.0.0.2', say('public'))
    const bad = await listen('127.0.0.1', say('secret'), good.port)
    let times = 0
    const rebinding: Resolve = async () => [times++ === 0 ? '127.0.0.2' : '127.0.0.1']
    const outbound = outboundWith(rebinding, good.port)
    const first = await outbound.fetch(`http://rebind.example:${good.port}/a`, get)
    expect(first.bytes.toString()).toBe('public')
    expect(times).toBe(1)
    // The second time its name leads into the house.
    await expect(outbound.fetch(`http://rebind.example:${good.port}/b`, get)).rejects.toThrow(
      'host.refused',
    )
    expect(good.asked).toEqual([`rebind.example:${good.port} /a`])
    expect(bad.asked).toEqual([])
  })

  it.each([
    ['an address of the house', (port: number) => `http://127.0.0.1:${port}/secret`],
    ['a name of the house', (port: number) => `http://inside.example:${port}/secret`],
    ['the house in other words', (port: number) => `http://0x7f.1:${port}/secret`],
    ['IPv4 in IPv6', (port: number) => `http://[::ffff:127.0.0.1]:${port}/secret`],
    ['a cloud’s secrets', () => 'http://169.254.169.254/latest/meta-data/'],
    ['another port', () => 'http://public.example:25/'],
    ['a file', () => 'file:///etc/passwd'],
    ['no address at all', () => 'http://['],
    ['a user name', (port: number) => `http://user:word@public.example:${port}/`],
  ])('does not follow a redirect to %s', async (_, to) => {
    let there = ''
    const good = await listen('127.0.0.2', (_request, response) =>
      response.writeHead(302, { location: there }).end(),
    )
    const bad = await listen('127.0.0.1', say('secret'), good.port)
    there = to(good.port)
    const outbound = outboundWith(
      async (host) => [host === 'inside.example' ? '127.0.0.1' : '127.0.0.2'],
      good.port,
    )
    await expect(outbound.fetch(`http://public.example:${good.port}/`, get)).rejects.toMatchObject({
      code: expect.stringMatching(/^(host|outbound\.url)[._]refused$/),
    })
    expect(bad.asked).toEqual([])
  })

  it('follows a few redirects and no more', async () => {
    const good = await listen('127.0.0.2', (request, response) => {
      const left = Number(request.url!.slice(1))
      if (left === 0) response.end('there')
      else response.writeHead(307, { location: `/${left - 1}` }).end('moved')
    })
    const outbound = outboundWith(publicOnly, good.port)
    const from = (left: number) => outbound.fetch(`http://a.example:${good.port}/${left}`, get)
    expect((await from(3)).bytes.toString()).toBe('there')
    await expect(from(4)).rejects.toThrow('outbound.too_many_redirects')
  })

  it('takes no more than it was told, whether the answer says its length or not', async () => {
    const long = Buffer.alloc(1001)
    const good = await listen('127.0.0.2', (request, response) => {
      if (request.url === '/says') response.writeHead(200, { 'content-length': 1001 })
      response.write(long.subarray(0, 500))
      response.end(long.subarray(500))
    })
    const outbound = outboundWith(publicOnly, good.port)
    for (const path of ['says', 'streams'])
      await expect(outbound.fetch(`http://a.example:${good.port}/${path}`, get)).rejects.toThrow(
        'outbound.too_large',
      )
  })

  it.each(['headers', 'body', 'name'])('waits for a slow %s only so long', async (slow) => {
    const good = await listen('127.0.0.2', (_request, response) => {
      if (slow === 'body') response.write('a')
    })
    const never = new Promise<string[]>(() => {})
    const outbound = outboundWith(slow === 'name' ? () => never : publicOnly, good.port)
    await expect(
      outbound.fetch(`http://a.example:${good.port}/`, { ...get, timeoutMs: 200 }),
    ).rejects.toThrow(/timeout|abort/i)
  })

  it('tells nobody who asks: no cookie, no referrer, no kept connection', async () => {
    let headers: Record<string, unknown> = {}
    const good = await listen('127.0.0.2', (request, response) => {
      headers = request.headers
      response.end()
    })
    await outboundWith(publicOnly, good.port).fetch(`http://a.example:${good.port}/`, get)
    expect(Object.keys(headers).sort()).toEqual([
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ])
    expect(headers.connection).toBe('close')
  })
})
