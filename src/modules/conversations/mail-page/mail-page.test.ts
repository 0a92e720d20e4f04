import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../../foundation/server/context.ts'
import { createOutbound } from '../../../foundation/server/outbound/outbound.ts'
import {
  anyPrivateHost,
  readPrivateHosts,
} from '../../../foundation/server/outbound/private-hosts.ts'
import { type Caller, createCaller } from '../../../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../../../foundation/testing/start-test-server.ts'
import { waitFor } from '../../../foundation/testing/wait-for.ts'
import { createConnection } from '../../connections/contract.ts'
import { storeReceipt } from '../../connections/index.ts'
import { makeWorkspace, signInAs } from '../../members/testing.ts'
import { conversationsOf, mailboxSettings, messagesOf } from '../testing.ts'
import { closeToken, openToken } from './picture-token.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'

let server: TestServer
let nobody: Caller
let messageId: string
/** The web as the pictures' server sees it. */
const asked: { url: string | undefined; headers: Record<string, unknown> }[] = []
const web = createServer((request, response) => {
  asked.push({ url: request.url, headers: request.headers })
  const answers: Record<string, () => unknown> = {
    '/ok.png': () => response.setHeader('content-type', 'text/html').end(png),
    '/lies.png': () => response.setHeader('content-type', 'image/png').end(svg),
    '/huge.png': () => response.end(Buffer.concat([png, Buffer.alloc(11 * 1024 * 1024)])),
    '/inside.png': () => response.writeHead(302, { location: `${server.url}/favicon.svg` }).end(),
    '/gone.png': () => response.writeHead(404).end(png),
  }
  ;(answers[request.url ?? ''] ?? (() => response.end()))()
})
let port: number

beforeAll(async () => {
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.2', resolve))
  port = (web.address() as AddressInfo).port
  server = await startTestServer()
  nobody = createCaller(server.url, {})
  server.services.outbound = createOutbound({
    operators: anyPrivateHost,
    strangers: readPrivateHosts('127.0.0.2'),
    ports: [port, Number(new URL(server.url).port)],
    resolve: async () => ['127.0.0.2'],
  })
  messageId = await receive()
})
afterAll(async () => {
  await server?.stop()
  web.close().closeAllConnections()
})

const names = ['ok', 'lies', 'huge', 'inside', 'gone']

const receive = async () => {
  const { id } = await server.admin.call(createConnection, {
    channel: 'email',
    settings: mailboxSettings({ host: '127.0.0.1', port: 1 }, { host: '127.0.0.1', port: 1 }, 'x'),
  })
  const pictures = names.map(
    (name) => `<img src="http://web.example:${port}/${name}.png" alt="${name}">`,
  )
  const raw = [
    'From: Hanako <hanako@customer.example>',
    'Subject: pictures',
    'Message-ID: <pictures@customer.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; boundary="r"',
    '',
    '--r',
    'Content-Type: text/html; charset=utf-8',
    '',
    `<p>see</p><img src="cid:one@x" alt="inline">${pictures.join('')}<img src="http://127.0.0.1:1/x.png" alt="house">`,
    '--r',
    'Content-Type: image/png; name="one.png"',
    'Content-ID: <one@x>',
    'Content-Transfer-Encoding: base64',
    '',
    png.toString('base64'),
    '--r--',
  ].join('\r\n')
  const ctx = systemContext(server.services, server.workspaceId, 'test')
  await storeReceipt(ctx, id, Buffer.from(raw), 'pictures')
  return waitFor('the mail', async () => {
    const [found] = await conversationsOf(server.admin, 'hanako@customer.example')
    return found && (await messagesOf(server.admin, found.id))[0]?.id
  })
}

const open = (id: string, caller = server.admin, pictures = '') =>
  caller.fetch(`/api/v1/messages/${id}/mail${pictures}`)

/** Addresses of pictures by what they are called. */
const picturesOf = async (query: string) => {
  const page = await (await open(messageId, server.admin, query)).text()
  return Object.fromEntries(
    [...page.matchAll(/<img alt="(\w+)"(?: src="([^"]*)")? \/>/g)].map(([, name, src]) => [
      name,
      src?.replaceAll('&amp;', '&'),
    ]),
  ) as Record<string, string | undefined>
}

test('a mail is a page that may do nothing, kept by nobody, for whoever may see the message', async () => {
  const response = await open(messageId)
  const policy = response.headers.get('content-security-policy')!
  expect(policy).toContain("default-src 'none'")
  expect(policy).toMatch(/sandbox(?!.*allow-(scripts|same-origin|forms|top))/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await open(messageId, nobody)).status).toBe(401)
  const elsewhere = await makeWorkspace(server.services, 'other@elsewhere.example')
  const { cookies } = await signInAs(server.url, elsewhere.admin)
  const cookie = [...cookies].map((one) => one.join('=')).join('; ')
  expect((await open(messageId, createCaller(server.url, { cookie }))).status).toBe(404)
})

test('nothing elsewhere is asked for before the reader wants pictures', async () => {
  const { inline, ...remote } = await picturesOf('')
  expect(inline).toMatch(/^\/api\/v1\/mail-pictures\?token=/)
  expect(Object.values(remote).filter(Boolean)).toEqual([])
  expect(asked).toEqual([])
  const picture = await nobody.fetch(inline!)
  expect(picture.headers.get('content-type')).toBe('image/png')
  expect(Buffer.from(await picture.arrayBuffer())).toEqual(png)
})

test('a picture comes by us, as what it is, without telling who reads', async () => {
  const { ok } = await picturesOf('?pictures=shown')
  // The frame has no cookie; the address is the permission.
  const response = await nobody.fetch(ok!, { headers: { referer: 'https://desk.example/secret' } })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('image/png')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(Buffer.from(await response.arrayBuffer())).toEqual(png)
  const [{ headers }] = asked.filter(({ url }) => url === '/ok.png') as [(typeof asked)[0]]
  expect(Object.keys(headers)).not.toContain('cookie')
  expect(JSON.stringify(headers)).not.toMatch(/referer|secret|desk/)
  await nobody.fetch(ok!)
  expect(asked.filter(({ url }) => url === '/ok.png')).toHaveLength(1)
  expect(readdirSync(join(server.dataFolder, 'cache', 'pictures'))).toHaveLength(1)
})

test.each(['lies', 'huge', 'inside', 'gone', 'house'])(
  'what is no picture, too large, or in the house is not passed on (%s)',
  async (name) => {
    const pictures = await picturesOf('?pictures=shown')
    const response = await nobody.fetch(pictures[name]!)
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      404,
      'picture.missing',
    ])
  },
)

test('an address is sealed: it cannot be made, changed, or used later', async () => {
  const { seal } = server.services
  const what = { url: `http://web.example:${port}/ok.png` }
  const token = closeToken(seal, { workspaceId: server.workspaceId, messageId, what })!
  const ask = async (text: string) =>
    (await nobody.fetch(`/api/v1/mail-pictures?token=${encodeURIComponent(text)}`)).status
  expect(await ask(token)).toBe(200)
  expect(token).not.toContain('web.example')
  const middle = Math.floor(token.length / 2)
  const changed =
    token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1)
  for (const text of [changed, token.slice(0, -4), 'x', what.url, seal.close('{}')])
    expect(await ask(text)).toBe(404)
  const hour = 60 * 60_000
  expect(() => openToken(seal, token, Date.now() + hour)).toThrow('picture.missing')
  // Of a message that is there no longer.
  const gone = { workspaceId: server.workspaceId, messageId: crypto.randomUUID(), what }
  expect(await ask(closeToken(seal, gone)!)).toBe(404)
  expect(
    closeToken(seal, { ...gone, what: { url: `http://x/${'a'.repeat(5000)}` } }),
  ).toBeUndefined()
})
