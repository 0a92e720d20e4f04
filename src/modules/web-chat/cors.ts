import type { FastifyInstance } from 'fastify'

const headers = {
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'authorization, content-type, last-event-id, idempotency-key',
  'access-control-expose-headers': 'retry-after',
  'access-control-max-age': '86400',
}

/** The widget lives on other people's pages. It uses bearer tokens, never cookies, so any origin may call. */
export const allowPages = async (app: FastifyInstance) => {
  app.options('/widget/v1/*', async (request, reply) =>
    reply
      .headers({
        ...headers,
        'access-control-allow-origin': request.headers.origin ?? '*',
        vary: 'origin',
      })
      .code(204)
      .send(),
  )
}

/** On every answer of the widget's API, errors too. */
export const pageHeaders = (url: string, origin: string | undefined) =>
  url.startsWith('/widget/')
    ? { ...headers, 'access-control-allow-origin': origin ?? '*', vary: 'origin' }
    : undefined
