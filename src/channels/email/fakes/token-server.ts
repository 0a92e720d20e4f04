import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type FakeTokens = {
  tokenUrl: string
  /** For a mail server that asks whether a token is good; the token is added. */
  introspect: string
  /** What an administrator would enter. */
  oauth: { tokenUrl: string; clientId: string; clientSecret: string; refreshToken: string }
  takes: (token: string) => boolean
  /** How often a token was given, and how often one was asked for in a wrong way. */
  given: number
  refused: number
  /** Ends every access token, though its time is not up. */
  expire: () => void
  /** Takes the authorisation back; another refresh token is what a person would get by authorising again. */
  revoke: () => string
  fail: (status: number | undefined) => void
  stop: () => Promise<void>
}

const read = async (request: IncomingMessage) => {
  let text = ''
  for await (const chunk of request) text += chunk
  return new URLSearchParams(text)
}

/**
 * A token endpoint that keeps to RFC 6749 §6, and to what is hard about it: each refresh token can be used once, and
 * the answer brings the next. What is asked in another way is refused.
 */
export const startFakeTokens = async (user: string): Promise<FakeTokens> => {
  const good = new Set<string>()
  let refresh = 'refresh-0'
  let number = 0
  let failure: number | undefined
  const server = createServer(async (request, response) => {
    const say = (status: number, body: object) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
        .end(JSON.stringify(body))
    const url = new URL(request.url ?? '/', 'http://fake')
    if (url.pathname === '/introspect')
      return say(200, { active: good.has(url.searchParams.get('token') ?? ''), email: user })
    const form = await read(request)
    const wrong = (status: number, error: string) => {
      fake.refused++
      say(status, { error, error_description: `${error} of ${user}@customer.example` })
    }
    if (failure) return say(failure, { message: 'down' })
    if (request.method !== 'POST' || url.pathname !== '/token') return wrong(404, 'invalid_request')
    if (request.headers['content-type'] !== 'application/x-www-form-urlencoded')
      return wrong(400, 'invalid_request')
    if (form.get('grant_type') !== 'refresh_token') return wrong(400, 'unsupported_grant_type')
    if (form.get('client_id') !== 'client' || form.get('client_secret') !== 'hush-hush')
      return wrong(401, 'invalid_client')
    if (form.get('refresh_token') !== refresh) return wrong(400, 'invalid_grant')
    const token = `access-${++number}`
    refresh = `refresh-${number}`
    good.add(token)
    fake.given++
    say(200, {
      access_token: token,
      token_type: 'Bearer',
      expires_in: 3600,
      refresh_token: refresh,
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fake: FakeTokens = {
    tokenUrl: `${origin}/token`,
    introspect: `${origin}/introspect?token=`,
    oauth: {
      tokenUrl: `${origin}/token`,
      clientId: 'client',
      clientSecret: 'hush-hush',
      refreshToken: refresh,
    },
    takes: (token) => good.has(token),
    given: 0,
    refused: 0,
    expire: () => good.clear(),
    revoke: () => {
      good.clear()
      refresh = `again-${++number}`
      return refresh
    },
    fail: (status) => {
      failure = status
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return fake
}
