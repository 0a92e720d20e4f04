import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'

const folder = join(
  dirname(createRequire(import.meta.url).resolve('@segment/analytics-next/package.json')),
  'dist/umd',
)

/** Without the line that names a file of the makers' own. */
const read = (name: string) =>
  readFileSync(join(folder, name), 'utf8').replace(/\n\/\/# sourceMappingURL=.*$/, '')

/** For whoever embeds it, for an hour. */
const headers = {
  'cache-control': 'public, max-age=3600',
  'content-type': 'text/javascript; charset=utf-8',
  'cross-origin-resource-policy': 'cross-origin',
}

/**
 * Segment's library as its makers built it, where a page with their snippet asks its `_cdn` for it, and the parts that it
 * loads when they are needed. It is the same for every key: of an unknown one it hears when it asks for its settings.
 */
export const serveLibrary = async (app: FastifyInstance) => {
  const library = read('standalone.js')
  const parts = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.js') && name.includes('.bundle.'))
      .map((name) => [name, read(name)]),
  )
  app.get('/analytics.js/v1/:key/analytics.min.js', async (request, reply) => {
    const { key } = request.params as { key: string }
    // Where Segment's own server writes it.
    const isPlain = /^[\w-]{1,100}$/.test(key)
    return reply.headers(headers).send(isPlain ? library.replace('__WRITE_KEY__', key) : library)
  })
  app.get('/analytics-next/bundles/:name', async (request, reply) => {
    const part = parts.get((request.params as { name: string }).name)
    return part ? reply.headers(headers).send(part) : reply.callNotFound()
  })
}
