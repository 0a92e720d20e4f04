import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isPassing } from '../../../foundation/server/http/problems.ts'
import type { Services } from '../../../foundation/server/services.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { allowOrigin } from './cors.ts'
import { createFindSource } from './find-source.ts'
import { boundInFlight } from './in-flight.ts'
import type { Kind } from './kinds.ts'
import { readBody, requestBytes } from './read-body.ts'
import { readRequest } from './read-request.ts'
import { settingsFor } from './settings.ts'
import { createWriter } from './writer.ts'

/** Paths as Segment's libraries use them: servers the whole word, browsers its first letter. */
const paths: Record<string, Kind | 'batch'> = {
  identify: 'identify',
  i: 'identify',
  track: 'track',
  t: 'track',
  page: 'page',
  p: 'page',
  screen: 'screen',
  s: 'screen',
  group: 'group',
  g: 'group',
  alias: 'alias',
  a: 'alias',
  batch: 'batch',
  b: 'batch',
  import: 'batch',
}

/**
 * The tracking API that unmodified Segment libraries speak. They drop events for good on 400, 401 and 413 and repeat on
 * 429 and 503: so our own trouble is 503 with Retry-After, and nothing is acknowledged before its commit.
 */
export const ingestPlugin = async (app: FastifyInstance, services: Services) => {
  const findSource = createFindSource(services.db)
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

  for (const [word, kind] of Object.entries(paths)) {
    app.post(`/v1/${word}`, async (request) => {
      const receivedAt = Date.now()
      const body = await readBody(request.body, request.headers['content-encoding'])
      try {
        await writer.add(await readRequest(request, body, kind, findSource, receivedAt))
      } catch (error) {
        throw notStored(error, services)
      }
      return { success: true }
    })
  }
  // What browsers' libraries tell of themselves; of no use here.
  app.post('/v1/m', async () => ({ success: true }))

  for (const path of ['/v1/projects/:key/settings', '/projects/:key/settings']) {
    app.get(path, async (request, reply) => {
      const { key } = request.params as { key: string }
      const source = await findSource(key).catch((error) => {
        throw notStored(error, services)
      })
      if (!source) throw new AppError('missing', 'tracking.write_key_unknown')
      reply.header('cache-control', 'public, max-age=300')
      return settingsFor(key, services, request)
    })
  }
  for (const path of ['/v1/*', '/projects/*']) {
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
