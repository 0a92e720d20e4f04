import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.map': 'application/json',
  '.woff2': 'font/woff2',
}

type Page = { body: Buffer; gzip: Buffer | undefined; type: string; sha256: string }

/** A built folder in memory: few files, and no path that a request could escape by. */
const readFolder = (folder: string): Map<string, Page> => {
  const pages = new Map<string, Page>()
  if (!existsSync(folder)) return pages
  for (const name of readdirSync(folder, { recursive: true }) as string[]) {
    const path = join(folder, name)
    if (!statSync(path).isFile()) continue
    const body = readFileSync(path)
    const type = types[extname(name)] ?? 'application/octet-stream'
    const sha256 = createHash('sha256').update(body).digest('hex')
    const gzip = body.length > 500 && !type.startsWith('image/png') ? gzipSync(body) : undefined
    pages.set(relative(folder, path).split(sep).join('/'), { body, gzip, type, sha256 })
  }
  return pages
}

/** Styles stand in files; React sets single properties of elements, which no policy is about. Mails have pages of their own. */
const deskPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const demoPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'"

const send = (request: FastifyRequest, reply: FastifyReply, page: Page, cache: string) => {
  const tag = `"${page.sha256.slice(0, 24)}"`
  reply.headers({ etag: tag, 'cache-control': cache, vary: 'accept-encoding' })
  if (request.headers['if-none-match'] === tag) return reply.code(304).send()
  const zipped = page.gzip && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  if (zipped) reply.header('content-encoding', 'gzip')
  return reply.type(page.type).send(zipped ? page.gzip : page.body)
}

const forever = 'public, max-age=31536000, immutable'
const hashed = /-[\w-]{8,}\.(js|css|woff2|svg|png)$/

/** The built desk at every path that is no API's, and the widget for other people's pages. */
export const servePages = (dist: string) => async (app: FastifyInstance) => {
  const desk = readFolder(join(dist, 'desk'))
  const widget = readFolder(join(dist, 'widget'))

  app.get('/widget/*', async (request, reply) => {
    const name = (request.params as { '*': string })['*']
    const page = widget.get(name === 'demo' ? 'demo.html' : name)
    if (!page) return reply.callNotFound()
    reply.header('access-control-allow-origin', '*')
    if (page.type.startsWith('text/html')) reply.header('content-security-policy', demoPolicy)
    const { v } = request.query as { v?: string }
    // Another version asked for than is here, as in a rolling update, must not be kept under its name.
    const kept = v && v.length >= 8 && page.sha256.startsWith(v) ? forever : 'no-cache'
    return send(request, reply, page, v === undefined ? 'public, max-age=300' : kept)
  })

  app.get('/*', async (request, reply) => {
    const name = (request.params as { '*': string })['*']
    const page = desk.get(name)
    if (page && name !== 'index.html')
      return send(request, reply, page, hashed.test(name) ? forever : 'public, max-age=300')
    const index = desk.get('index.html')
    // A missing script must not be answered with a page.
    if (!index || /^(api|v1|widget)\//.test(name) || extname(name) !== '')
      return reply.callNotFound()
    reply.headers({ 'content-security-policy': deskPolicy, 'x-frame-options': 'DENY' })
    return send(request, reply, index, 'no-cache')
  })
}
