import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, createCaller } from '../../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { createConnection } from '../connections/contract.ts'
import { startVisitor } from '../web-chat/contract.ts'

let server: TestServer
let visitor: Caller
beforeAll(async () => {
  server = await startTestServer()
  const { id } = await server.admin.call(createConnection, { channel: 'web-chat', settings: {} })
  const { token } = await createCaller(server.url, {}).call(startVisitor, {
    connectionId: id,
    locale: 'en',
  })
  visitor = createCaller(server.url, { authorization: `Bearer ${token}` })
})
afterAll(() => server.stop())

const upload = async (
  caller: Caller,
  path: string,
  body: Buffer,
  { name = 'a.bin', type = '', header = 'application/octet-stream' } = {},
) => {
  const query = new URLSearchParams({ name, ...(type ? { type } : {}) })
  const response = await caller.fetch(`${path}?${query}`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': header },
  })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}
const asMember = '/api/v1/files'

const png = Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1')
const page = Buffer.from('<html><script>alert(1)</script></html>')
const pdf = Buffer.from('%PDF-1.7 <script>')
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')

test.each([
  ['a picture', png, 'image/png', 'inline', 'image/png'],
  ['a picture that says it is a page', png, 'text/html', 'inline', 'image/png'],
  ['a page', page, 'text/html', 'attachment', 'application/octet-stream'],
  ['a page that says it is a picture', page, 'image/png', 'attachment', 'application/octet-stream'],
  ['a drawing', svg, 'image/svg+xml', 'attachment', 'application/octet-stream'],
  ['a PDF', pdf, 'application/pdf', 'attachment', 'application/octet-stream'],
  [
    'a script',
    Buffer.from('alert(1)'),
    'text/javascript',
    'attachment',
    'application/octet-stream',
  ],
])('%s is served so that it cannot run', async (_, bytes, type, disposition, served) => {
  const { body } = await upload(server.admin, asMember, bytes, {
    type,
    header: type,
    name: `x"\r\nX-Evil: 1;.${type.split('/')[1]}`,
  })
  const response = await server.admin.fetch(`${asMember}/${body.id}`)
  expect(response.headers.get('content-type')).toBe(served)
  expect(response.headers.get('content-disposition')).toMatch(
    new RegExp(`^${disposition}; filename\\*=UTF-8''[\\w%.~!-]+$`),
  )
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  expect(response.headers.get('x-evil')).toBeNull()
  expect(response.headers.get('cache-control')).toContain('private')
  expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes)
})

test('what is too large is refused as it comes', async () => {
  const large = Buffer.alloc(25 * 1024 * 1024 + 1)
  expect((await upload(server.admin, asMember, large)).status).toBe(413)
  expect((await upload(visitor, '/widget/v1/files', Buffer.alloc(26 * 1024 * 1024))).status).toBe(
    413,
  )
})

test('a visitor’s word on a type counts no more than a member’s', async () => {
  const { body } = await upload(visitor, '/widget/v1/files', page, {
    type: 'image/png',
    name: 'a.png',
  })
  expect(body.type).toBe('application/octet-stream')
})

test('one file is nobody else’s: not of who is signed out, not of a visitor', async () => {
  const { body } = await upload(server.admin, asMember, png)
  expect((await createCaller(server.url, {}).fetch(`${asMember}/${body.id}`)).status).toBe(401)
  expect((await visitor.fetch(`/widget/v1/files/${body.id}`)).status).toBe(404)
})
