import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isPassing } from '../../../foundation/server/http/problems.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { allowOrigin } from './cors.ts'
import { createFindSource } from './find-source.ts'
import { boundInFlight } from './in-flight.ts'
import type { Kind } from './kinds.ts'
import { eventPaths, pixelPaths, preflightPaths, settingsPaths } from './paths.ts'
import { readBody, requestBytes } from './read-body.ts'
import { readPixel } from './read-pixel.ts'
import { readRequest } from './read-request.ts'
import { settingsFor, sourceConfigFor } from './settings.ts'
import { readWriteKey } from './write-key.ts'
import { createWriter } from './writer.ts'

/** The smallest picture there is, for who asks for one. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/**
 * The tracking API that the unmodified libraries of Segment, RudderStack, Jitsu and Dittofeed speak. They drop events for good on 400, 401 and 413 and repeat on
 * 429 and 503: so our own trouble is 503 with Retry-After, and nothing is acknowledged before its commit.
 */
export const ingestPlugin = async (app: FastifyInstance, services: Services) => {
  const findSource = createFindSource(services)
  const writer = createWriter(services.pool)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: requestBytes },
    (_request, body, done) => done(null, body),
  )
  app.addHook('onRequest', allowOrigin)
  app.addHook('onRequest', ignoreContentType)
  boundInFlight(app)

  const store = async (request: FastifyRequest, body: unknown, kind: Kind | 'batch') => {
    try {
      await writer.add(await readRequest(request, body, kind, findSource, Date.now()))
    } catch (error) {
      throw notStored(error, services)
    }
  }
  const sourceOf = async (key: string | undefined) => {
    const source = await findSource(key ?? '').catch((error) => {
      throw notStored(error, services)
    })
    if (!source) throw new AppError('missing', 'tracking.write_key_unknown')
    return source
  }

  for (const [path, kind] of eventPaths) {
    app.post(path, async (request) => {
      await store(request, await readBody(request.body, request.headers['content-encoding']), kind)
      return { success: true, ok: true }
    })
  }
  for (const [path, kind] of pixelPaths) {
    app.get(path, async (request, reply) => {
      await store(request, readPixel(request.query), kind)
      return reply.header('cache-control', 'no-store').type('image/gif').send(pixel)
    })
  }
  // What browsers' libraries tell of themselves; of no use here.
  app.post('/v1/m', async () => ({ success: true }))

  for (const path of settingsPaths) {
    app.get(path, async (request, reply) => {
      const { key } = request.params as { key: string }
      await sourceOf(key)
      reply.header('cache-control', 'public, max-age=300')
      return settingsFor(key, services, request)
    })
  }
  for (const path of ['/sourceConfig', '/sourceConfig/']) {
    app.get(path, async (request) => {
      const key = readWriteKey(request, undefined)
      return sourceConfigFor(key ?? '', await sourceOf(key))
    })
  }
  for (const path of preflightPaths) {
    app.options(path, async (_request, reply) => reply.code(204).send())
  }
}

/** Whatever kept us from storing is to be tried again; what the sender did wrong has been said as an `AppError`. */
const notStored = (error: unknown, { log }: Services) => {
  if (error instanceof AppError) return error
  const { code, message } = error as { code?: string; message?: string }
  // That the database is away is said once by whoever notices.
  if (!isPassing(error)) log.error({ code, message }, 'tracked events could not be stored')
  return new AppError('unavailable', 'tracking.not_stored', { retryAfter: 5 })
}

/** SDKs send JSON under any content type, also malformed ones, which would be refused before a parser sees them. */
const ignoreContentType = async (request: FastifyRequest) => {
  request.raw.headers['content-type'] = 'application/octet-stream'
}
