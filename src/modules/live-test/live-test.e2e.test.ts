import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  chromiumAvailable,
  chromiumMissing,
  findAxeViolations,
  openBrowser,
  signInAs,
} from '../../foundation/testing/browser.ts'
import { startTestServer, type TestServer } from '../../foundation/testing/start-test-server.ts'

if (!chromiumAvailable) process.stderr.write(`live test: ${chromiumMissing}\n`)

describe.skipIf(!chromiumAvailable)('the test of the live connection', () => {
  let server: TestServer
  let browser: Awaited<ReturnType<typeof openBrowser>>
  /** Collects every answer of the test before it passes it on. */
  const proxy = createServer((asked, answer) => {
    const onward = request(
      server.url + asked.url,
      { method: asked.method, headers: asked.headers },
      (from) => {
        if (!asked.url!.includes('live-test')) {
          answer.writeHead(from.statusCode!, from.headers)
          from.pipe(answer)
          return
        }
        const parts: Buffer[] = []
        from.on('data', (part: Buffer) => parts.push(part))
        from.on('end', () => answer.writeHead(200, from.headers).end(Buffer.concat(parts)))
        // The minute of silence is no matter here.
        if (asked.url!.includes('quietSeconds')) answer.destroy()
      },
    )
    answer.on('close', () => onward.destroy())
    onward.on('error', () => answer.destroy())
    asked.pipe(onward)
  })

  beforeAll(async () => {
    server = await startTestServer()
    browser = await openBrowser()
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
  })
  afterAll(async () => {
    await browser?.close()
    proxy.closeAllConnections()
    proxy.close()
    await server?.stop()
  })

  test('says in plain words that a proxy holds events back, and how to stop it', async () => {
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const { page, context } = await browser.newPage({})
    await signInAs(context, url, server.admin)
    await page.goto(`${url}/settings/live`)
    await page.getByRole('button', { name: 'Test the connection' }).click()
    const result = page.getByRole('list', { name: 'Result of the test' })
    await result.waitFor({ timeout: 60_000 })
    expect(await result.textContent()).toContain('Events are held back')
    await page.getByText('nginx', { exact: true }).click()
    expect(await page.getByText('proxy_buffering off').first().isVisible()).toBe(true)
    expect(await findAxeViolations(page)).toEqual([])
    await context.close()
  })
})
