import type { LookupAddress, LookupOptions } from 'node:dns'
import { type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { isIP } from 'node:net'
import { AppError } from '../../shared/app-error.ts'
import type { NamedBy } from './outbound.ts'

export type FetchOptions = {
  namedBy: NamedBy
  /** For all hops together. */
  timeoutMs: number
  /** A longer answer is an error. */
  mostBytes: number
  /** How many redirects are followed, each checked anew. */
  redirects?: number
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  signal?: AbortSignal
}

export type Fetched = { status: number; headers: IncomingMessage['headers']; bytes: Buffer }

type Guard = {
  check: (host: string, namedBy: NamedBy) => Promise<readonly string[]>
  ports: readonly number[]
}

const redirect = new Set([301, 302, 303, 307, 308])

/** A lookup that knows only what was checked. */
const pinned =
  (addresses: readonly string[]) =>
  (
    _host: string,
    options: LookupOptions,
    done: (error: null, address: string | LookupAddress[], family?: number) => void,
  ) => {
    const all = addresses.map((address) => ({ address, family: isIP(address) }))
    if (options.all) done(null, all)
    else done(null, all[0]!.address, all[0]!.family)
  }

const readUrl = (text: string, options: FetchOptions, guard: Guard): URL => {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password)
    throw new AppError('invalid', 'outbound.url_refused')
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  if (options.namedBy === 'strangers' && !guard.ports.includes(port))
    throw new AppError('invalid', 'outbound.url_refused')
  return url
}

const open = (
  url: URL,
  addresses: readonly string[],
  options: FetchOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestTls : requestPlain
    const sent = request(url, {
      method: options.method ?? 'GET',
      headers: { 'user-agent': 'Engawa', 'accept-encoding': 'identity', ...options.headers },
      lookup: pinned(addresses) as never,
      // A connection kept for later would skip the check.
      agent: false,
      maxHeaderSize: 16 * 1024,
      signal,
    })
    sent.on('response', resolve)
    sent.on('error', reject)
    sent.end(options.body)
  })

/** DNS cannot be interrupted, only left waiting. */
const ended = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

const readBody = async (response: IncomingMessage, most: number): Promise<Buffer> => {
  const tooLarge = new AppError('too-large', 'outbound.too_large')
  if (Number(response.headers['content-length'] ?? 0) > most) {
    response.destroy()
    throw tooLarge
  }
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > most) {
      response.destroy()
      throw tooLarge
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * Asks a URL without cookies or referrer, connected to the very address that was checked; each redirect is
 * checked as if it were the first. Errors: `host.refused`, `outbound.url_refused`, `outbound.too_large`,
 * `outbound.too_many_redirects`.
 */
export const fetchGuarded = async (
  first: string,
  options: FetchOptions,
  guard: Guard,
): Promise<Fetched> => {
  const limit = AbortSignal.timeout(options.timeoutMs)
  const signal = options.signal ? AbortSignal.any([limit, options.signal]) : limit
  let url = readUrl(first, options, guard)
  for (let left = options.redirects ?? 0; ; left -= 1) {
    signal.throwIfAborted()
    const addresses = await Promise.race([
      guard.check(url.hostname, options.namedBy),
      ended(signal),
    ])
    const response = await open(url, addresses, options, signal)
    const to = response.headers.location
    if (!redirect.has(response.statusCode ?? 0) || to === undefined) {
      const bytes = await readBody(response, options.mostBytes)
      return { status: response.statusCode ?? 0, headers: response.headers, bytes }
    }
    response.on('error', () => {}).destroy()
    if (left <= 0) throw new AppError('invalid', 'outbound.too_many_redirects')
    url = readUrl(URL.parse(to, url.href)?.href ?? '', options, guard)
  }
}
