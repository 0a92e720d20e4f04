import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A brand's site on an origin of its own, as strict as a site can be. `?lang=` is the page's language. */
export const startSite = async (engawa: string, connectionId: string) => {
  const policy = [
    "default-src 'none'",
    `script-src ${engawa}`,
    `connect-src ${engawa}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url!, 'http://site')
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.setHeader('content-security-policy', policy)
    response.end(`<!doctype html><html lang="${searchParams.get('lang') ?? 'en'}">
<head><meta name="viewport" content="width=device-width, initial-scale=1"><title>A shop</title>
<script async src="${engawa}/widget/engawa.js" data-connection="${connectionId}"></script></head>
<body><main><h1>A shop</h1><p>Tea and bowls.</p><button>Buy</button></main></body></html>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
