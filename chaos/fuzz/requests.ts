import { gzipSync } from 'node:zlib'
import { z } from 'zod'
import type { Endpoint } from '../../src/foundation/shared/endpoint.ts'
import { modules } from '../../src/parts.ts'
import type { Random } from '../random.ts'
import { damage, fitting, nastyValue, spoil, textOf } from './values.ts'

export type Asked = {
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer | undefined
}

/** Would end the session that the others need. */
const endsTheRun = /sign-out|sessions|password|two-factor|members\/:id|\/setup/
/** A setting that would, too. */
const locksOut = 'secondFactorRequired'
/** Costs seconds each by its nature: passwords are hashed, a sample shop comes and goes. Asked less often. */
const costly = /\/sample|sign-in|invitation|reset/

const endpoints = modules
  .flatMap((module) => module.routes ?? [])
  .map(({ endpoint }) => endpoint)
  .filter(({ path }) => !endsTheRun.test(path))

const schemas = new Map(
  endpoints.map((endpoint) => [
    endpoint,
    z.toJSONSchema(endpoint.input, { io: 'input', unrepresentable: 'any' }) as object,
  ]),
)

type Credential = Record<string, string>
export type Who = {
  staff: readonly Credential[]
  visitor: Credential
  ids: readonly string[]
  writeKey: string
}

/** Mostly somebody who may, so that the call gets further. */
const credential = (who: Who, { allow }: Endpoint, random: Random): Credential => {
  if (random.chance(0.03)) {
    const nonsense = encodeSafely(textOf(nastyValue(random, who.ids))).slice(0, 500)
    return { authorization: `Bearer ${nonsense}` }
  }
  if (random.chance(0.07)) return random.pick([{}, who.visitor, who.staff[0]!])
  return allow === 'visitor' ? who.visitor : random.pick(who.staff)
}

const pickEndpoint = (random: Random): Endpoint => {
  const endpoint: Endpoint = random.pick(endpoints)
  return costly.test(endpoint.path) && random.chance(0.9) ? pickEndpoint(random) : endpoint
}

/** A call of an endpoint that is nearly right, or not at all. */
export const askEndpoint = (who: Who, random: Random): Asked => {
  const endpoint = pickEndpoint(random)
  const fit = fitting(schemas.get(endpoint)!, random, who.ids)
  const input = (random.chance(0.85) ? spoil(fit, random, who.ids) : fit) as Record<string, unknown>
  const own: Record<string, unknown> =
    typeof input === 'object' && input !== null ? { ...input } : { value: input }
  delete own[locksOut]
  const path = endpoint.path.replace(/:(\w+)/g, (_all, name: string) => {
    const value = own[name] ?? random.pick(who.ids)
    delete own[name]
    return encodeSafely(textOf(value).slice(0, 300))
  })
  const headers: Record<string, string> = { ...credential(who, endpoint, random) }
  if (random.chance(0.05)) headers['idempotency-key'] = `key-${random.below(20)}`
  if (random.chance(0.03)) headers['last-event-id'] = '1-99999999999999999999-1'
  if (['GET', 'DELETE'].includes(endpoint.method)) {
    const query = Object.entries(own).map(
      ([key, value]) => `${encodeSafely(key)}=${encodeSafely(textOf(value).slice(0, 2000))}`,
    )
    return {
      method: endpoint.method,
      path: path + (query.length > 0 ? `?${query.join('&')}` : ''),
      headers,
      body: undefined,
    }
  }
  headers['content-type'] = random.chance(0.95) ? 'application/json' : 'text/plain'
  const text = Buffer.from(JSON.stringify(own))
  return {
    method: endpoint.method,
    path,
    headers,
    body: random.chance(0.1) ? damage(text, random) : text,
  }
}

const encodeSafely = (text: string) => encodeURIComponent(text.toWellFormed())

const words = ['batch', 'track', 'identify', 'page', 'b', 't', 'group', 'alias', 'import']

/** What trackers send, or something that looks like it. */
export const askTracking = (who: Who, random: Random): Asked => {
  const event = () => ({
    type: random.pick(['track', 'page', 'identify', 'alias', 'group', 'screen', 'nothing']),
    event: 'Order Completed',
    messageId: `fuzz-${random.below(1e9)}`,
    anonymousId: `device-${random.below(40)}`,
    userId: random.chance(0.3) ? `user-${random.below(40)}` : undefined,
    previousId: `user-${random.below(40)}`,
    groupId: 'g',
    timestamp: new Date().toISOString(),
    properties: { order_id: 'o', total: 12.5, currency: 'JPY', path: '/a' },
    traits: { email: `user-${random.below(40)}@customer.example`, name: '山田' },
    context: { page: { url: 'https://shop.example/' }, campaign: { source: 'x' } },
  })
  const items = Array.from({ length: 1 + random.below(4) }, () => spoil(event(), random, []))
  const word = random.pick(words)
  const value = ['batch', 'b', 'import'].includes(word)
    ? { batch: items, sentAt: random.chance(0.2) ? nastyValue(random, []) : undefined }
    : items[0]
  let body: Buffer = Buffer.from(JSON.stringify(value) ?? '')
  const headers: Record<string, string> = {
    'content-type': random.pick([
      'application/json',
      'text/plain',
      'x/y;;',
      'application/x-www-form-urlencoded',
    ]),
    authorization: `Basic ${Buffer.from(`${who.writeKey}:`).toString('base64')}`,
  }
  if (random.chance(0.15)) body = damage(body, random)
  if (random.chance(0.1)) {
    headers['content-encoding'] = random.pick(['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip'])
    if (random.chance(0.7))
      body = gzipSync(random.chance(0.05) ? Buffer.alloc(20_000_000, 32) : body)
  }
  return { method: 'POST', path: `/v1/${word}`, headers, body }
}

/** Bytes on the wire that are hardly HTTP. */
export const rawRequest = (random: Random): Buffer => {
  const lines = [
    `${random.pick(['GET', 'POST', 'G\u0000T', 'OPTIONS', ''])} ${random.pick(['/', '/api/v1/conversations', '*', '//x', '/%', `/${'a'.repeat(20_000)}`])} HTTP/${random.pick(['1.1', '1.0', '9.9', ''])}`,
    'Host: localhost',
    random.pick([
      'Content-Length: 5',
      'Content-Length: -1',
      'Content-Length: 99999999999',
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: chunked\r\nContent-Length: 3',
      'Expect: 100-continue',
      'Upgrade: websocket\r\nConnection: Upgrade',
      `X: ${'y'.repeat(random.below(30_000))}`,
    ]),
    'Content-Type: application/json',
  ]
  const body = random.pick([
    '{"a":',
    '5\r\nhello\r\n0\r\n\r\n',
    'ffffffffff\r\n',
    '',
    '\u0000\u0001',
  ])
  return damage(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1'), random)
}
