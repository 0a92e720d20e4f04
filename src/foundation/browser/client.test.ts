import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { endpoint } from '../shared/endpoint.ts'
import { type CallError, call, fillPath } from './client.ts'

const echo = endpoint({
  method: 'POST',
  path: '/echo/:id',
  allow: 'public',
  summary: '',
  input: z.any(),
  output: z.any(),
})
const look = { ...echo, method: 'GET' as const }

const server = createServer(async (request, response) => {
  let body = ''
  for await (const part of request) body += part
  const { url, method, headers } = request
  if (url?.includes('refuse')) {
    response.writeHead(409)
    return response.end(JSON.stringify({ code: 'label.name_taken', facts: { name: 'x' } }))
  }
  if (url?.includes('broken')) {
    response.writeHead(502)
    return response.end('<html>Bad gateway</html>')
  }
  if (url?.includes('hang')) return
  response.end(JSON.stringify({ url, method, body, key: headers['idempotency-key'] }))
})

const realFetch = globalThis.fetch
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  vi.stubGlobal('fetch', (path: string, init: RequestInit) =>
    realFetch(`http://127.0.0.1:${port}${path}`, init),
  )
})
afterAll(() => {
  vi.unstubAllGlobals()
  server.closeAllConnections()
  server.close()
})

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('should have failed'),
    (error: CallError) => error,
  )

test('path parameters leave the rest of the input to the body, or to the query of a read', async () => {
  expect(fillPath('/a/:id/b', { id: 'x/y', n: 1 })).toEqual({ path: '/a/x%2Fy/b', rest: { n: 1 } })
  const written = await call(echo, { id: 'a b', text: '急須' }, { idempotencyKey: 'k' })
  expect(written).toEqual({
    url: '/echo/a%20b',
    method: 'POST',
    body: '{"text":"急須"}',
    key: 'k',
  })
  const read = await call(look, { id: '1', search: '急須', after: undefined })
  expect(read.url).toBe('/echo/1?search=%E6%80%A5%E9%A0%88')
})

test('a problem keeps its code and facts', async () => {
  const error = await failure(call(echo, { id: 'refuse' }))
  expect(error).toMatchObject({ code: 'label.name_taken', status: 409, facts: { name: 'x' } })
})

test('an answer that is no problem of ours, silence and a dead network each have a code', async () => {
  expect(await failure(call(echo, { id: 'broken' }))).toMatchObject({ code: 'server.failed' })
  expect(await failure(call(echo, { id: 'hang' }, { timeout: 30 }))).toMatchObject({
    code: 'network.timeout',
    status: 0,
  })
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  expect(await failure(call(echo, { id: '1' }))).toMatchObject({ code: 'network.failed' })
})
