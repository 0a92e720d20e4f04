import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Endpoint } from './foundation/shared/endpoint.ts'
import { createCaller } from './foundation/testing/caller.ts'
import { startTestServer, type TestServer } from './foundation/testing/start-test-server.ts'
import { signIn } from './modules/members/contract.ts'
import { modules } from './parts.ts'

/** Every endpoint that changes something and that a cookie could open. Visitors carry no cookies. */
const changing: Endpoint[] = modules
  .flatMap((module) => module.routes ?? [])
  .map((route) => route.endpoint)
  .filter(({ method, allow }) => method !== 'GET' && allow !== 'visitor')
  .filter(({ path }) => !path.startsWith('/widget/'))

const foreign: Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site', origin: 'https://sub.evil.example' },
]

describe('another site’s page', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server.stop())

  test('changes nothing by any endpoint with a member’s cookie', async () => {
    const allowed: string[] = []
    for (const { method, path } of changing) {
      for (const headers of foreign) {
        // A form of another site can send these types without asking first.
        for (const type of [
          'application/json',
          'text/plain',
          'application/x-www-form-urlencoded',
        ]) {
          const response = await server.admin.fetch(path.replace(/:\w+/g, crypto.randomUUID()), {
            method,
            headers: { ...headers, 'content-type': type },
            body: '{}',
          })
          const { code } = (await response.json()) as { code: string }
          const isRefused =
            (response.status === 403 && code === 'auth.cross_site') ||
            (type !== 'application/json' && response.status === 415)
          if (!isRefused)
            allowed.push(
              `${method} ${path} ${type} ${JSON.stringify(headers)}: ${response.status} ${code}`,
            )
        }
      }
    }
    expect(allowed).toEqual([])
    expect(changing.length).toBeGreaterThan(30)
  }, 120_000)

  test('is not told by the browser what our own answers say', async () => {
    for (const path of ['/api/v1/me', '/api/v1/conversations', '/']) {
      const { headers } = await server.admin.fetch(path, { headers: foreign[0]! })
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  test('does not frame us, and no page of ours runs what stands in a line', async () => {
    const nobody = createCaller(server.url, {})
    for (const path of ['/', '/sign-in', '/setup', '/inbox', '/widget/demo', '/api/docs']) {
      const policy = (await nobody.fetch(path)).headers.get('content-security-policy') ?? ''
      expect(policy, path).toMatch(/default-src '(none|self)'/)
      expect(policy, path).not.toMatch(/unsafe|https?:|\*/)
      if (!path.startsWith('/widget')) expect(policy, path).toContain("frame-ancestors 'none'")
    }
  })
})

const findPort = async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** As a server sets it that is reached at this address, perhaps by a proxy. */
const signInCookie = async (publicUrl?: string) => {
  const port = await findPort()
  const [email, password] = ['first@team.example', 'four small words']
  const server = await startTestServer({
    empty: true,
    env: {
      PORT: String(port),
      ...(publicUrl ? { PUBLIC_URL: publicUrl } : {}),
      ENGAWA_ADMIN_EMAIL: email,
      ENGAWA_ADMIN_PASSWORD: password,
    },
  })
  try {
    const response = await fetch(`http://127.0.0.1:${port}${signIn.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    })
    return response.headers.getSetCookie().find((one) => one.includes('session_token'))!
  } finally {
    await server.stop()
  }
}

describe('the sign-in cookie', () => {
  test('is sent over https only where people come by https', async () => {
    const cookie = await signInCookie('https://desk.example')
    expect(cookie).toMatch(/^__Secure-engawa\.session_token=/)
    for (const word of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/'])
      expect(cookie).toMatch(new RegExp(`; ${word}(;|$)`, 'i'))
    expect(cookie).not.toMatch(/domain=/i)
  })

  test('is out of reach for scripts and other sites all the same where they do not', async () => {
    const cookie = await signInCookie()
    expect(cookie).toMatch(/^engawa\.session_token=/)
    for (const word of ['HttpOnly', 'SameSite=Lax', 'Path=/'])
      expect(cookie).toMatch(new RegExp(`; ${word}(;|$)`, 'i'))
  })
})
