import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { Analytics } from '@segment/analytics-node'

const library = join(
  dirname(createRequire(import.meta.url).resolve('@segment/analytics-next/package.json')),
  'dist/umd',
)

/** What the shop's owner pasted into every page: tracking, then the chat. */
const pageScript = (engawa: string, connectionId: string, writeKey: string) => `
const load = (src, data) => new Promise((resolve) => {
  const script = document.createElement('script')
  Object.assign(script, { src, async: true, onload: resolve })
  Object.assign(script.dataset, data)
  document.head.append(script)
})
const start = async () => {
  await load('/umd/index.js', {})
  const [analytics] = await AnalyticsNext.AnalyticsBrowser.load({ writeKey: '${writeKey}', cdnURL: '${engawa}' })
  window.analytics = analytics
  await analytics.page()
  document.documentElement.dataset.tracked = analytics.user().anonymousId()
  await load('${engawa}/widget/engawa.js', { connection: '${connectionId}' })
}
document.querySelector('#buy').addEventListener('click', async () => {
  await fetch('/order', { method: 'POST', body: window.analytics.user().anonymousId() })
  document.querySelector('#bought').hidden = false
})
start()
`

const page = (lang: string, path: string) => `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>Tea ${path}</title></head>
<body><main><h1>Tea</h1><p><a href="/tea?lang=${lang}">Sencha</a> <a href="/cart?lang=${lang}">Basket</a></p>
<button id="buy" type="button">Buy</button><p id="bought" hidden>Thank you</p></main>
<script src="/shop.js"></script></body></html>`

/** A shop on an origin of its own, with a strict policy, Segment's library in its pages and on its server. */
export const openTeaShop = async (engawa: string, connectionId: string, writeKey: string) => {
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${engawa}`,
    `connect-src 'self' ${engawa}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const analytics = new Analytics({ writeKey, host: engawa, flushAt: 1 })
  const problems: unknown[] = []
  analytics.on('error', (error) => problems.push(error))

  const takeOrder = async (request: IncomingMessage) => {
    let anonymousId = ''
    for await (const chunk of request) anonymousId += chunk
    analytics.track({
      anonymousId,
      userId: `shop-account-${anonymousId.slice(0, 8)}`,
      event: 'Order Completed',
      properties: { order_id: 'T-1001', total: 1620, currency: 'JPY', products: [] },
    })
    await analytics.flush()
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://shop')
    if (pathname.startsWith('/umd/')) {
      response.setHeader('content-type', 'text/javascript')
      return response.end(readFileSync(join(library, pathname.slice('/umd/'.length))))
    }
    if (pathname === '/shop.js') {
      response.setHeader('content-type', 'text/javascript')
      return response.end(pageScript(engawa, connectionId, writeKey))
    }
    if (pathname === '/order') {
      await takeOrder(request)
      return response.end()
    }
    response.setHeader('content-security-policy', policy)
    response.setHeader('content-type', 'text/html; charset=utf-8')
    return response.end(page(searchParams.get('lang') ?? 'en', pathname))
  }
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(404).end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    problems,
    stop: async () => {
      await analytics.closeAndFlush()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type TeaShop = Awaited<ReturnType<typeof openTeaShop>>
