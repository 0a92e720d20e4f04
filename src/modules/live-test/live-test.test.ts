import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGzip } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createCaller } from '../../foundation/testing/caller.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'
import { judge } from './desk/judge.ts'
import { measureLive } from './desk/measure.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const proxies: ReturnType<typeof createServer>[] = []
afterEach(() => {
  for (const proxy of proxies.splice(0)) {
    proxy.closeAllConnections()
    proxy.close()
  }
})

type Pass = (from: IncomingMessage, to: ServerResponse) => void

/** A reverse proxy in front of the server, which passes the answer on in its own way. */
const through = async (pass: Pass, forget: readonly string[] = []) => {
  const proxy = createServer((asked, answer) => {
    const headers = Object.fromEntries(
      Object.entries(asked.headers).filter(([name]) => !forget.includes(name)),
    )
    const onward = request(server.url + asked.url, { method: asked.method, headers }, (from) => {
      pass(from, answer)
      answer.on('close', () => onward.destroy())
    })
    onward.on('error', () => answer.destroy())
    onward.end()
  })
  proxies.push(proxy)
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
  const { port } = proxy.address() as AddressInfo
  return createCaller(`http://127.0.0.1:${port}`, server.admin.headers)
}

const measure = async (pass: Pass, forget?: readonly string[]) => {
  const caller = await through(pass, forget)
  const signal = new AbortController().signal
  return judge(await measureLive(caller.fetch, 2, () => undefined, signal))
}

const plain: Pass = (from, to) => {
  to.writeHead(from.statusCode!, from.headers)
  to.flushHeaders()
  from.pipe(to)
}

test('a proxy that lets everything through is fine', async () => {
  expect(await measure(plain)).toEqual([
    { code: 'fine', values: { milliseconds: expect.any(Number) } },
  ])
})

test('a proxy that waits for the end of the answer is found out', async () => {
  const findings = await measure((from, to) => {
    const parts: Buffer[] = []
    from.on('data', (part: Buffer) => parts.push(part))
    from.on('end', () => to.writeHead(200, from.headers).end(Buffer.concat(parts)))
  })
  expect(findings.map(({ code }) => code)).toContain('held')
})

test('a proxy that fills a buffer first passes events on in clumps', async () => {
  const findings = await measure((from, to) => {
    to.writeHead(200, from.headers)
    to.flushHeaders()
    let held: Buffer[] = []
    const flush = () => to.write(Buffer.concat(held.splice(0)))
    const timer = setInterval(flush, 1300)
    from.on('data', (part: Buffer) => held.push(part))
    from.on('end', () => {
      clearInterval(timer)
      flush()
      held = []
      to.end()
    })
  })
  expect(findings[0]).toMatchObject({ code: 'clumps' })
  expect((findings[0]!.values as { seconds: number }).seconds).toBeGreaterThan(1)
})

test('a proxy that compresses, forgets where one stood or hangs up is told of by name', async () => {
  const zipped = await measure((from, to) => {
    const { 'transfer-encoding': _, ...headers } = from.headers
    to.writeHead(200, { ...headers, 'content-encoding': 'gzip' })
    from.pipe(createGzip()).pipe(to)
  })
  expect(zipped).toContainEqual({ code: 'compressed', values: { encoding: 'gzip' } })

  expect(await measure(plain, ['last-event-id'])).toEqual([{ code: 'not-resumed', values: {} }])

  const hasty = await measure((from, to) => {
    let parts = 0
    plain(from, to)
    from.on('data', () => ++parts === 4 && to.destroy())
  })
  expect(hasty[0]).toMatchObject({ code: 'cut' })
})

test('what answers with something else, or not at all, is said plainly', async () => {
  expect(await measure((_from, to) => to.writeHead(502).end())).toEqual([
    { code: 'refused', values: { status: 502 } },
  ])
  expect(await measure((_from, to) => to.destroy())).toEqual([{ code: 'unreachable', values: {} }])
})
