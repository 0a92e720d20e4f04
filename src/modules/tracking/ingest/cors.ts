import type { FastifyReply, FastifyRequest } from 'fastify'

const headers =
  'authorization, content-type, content-encoding, x-retry-count, anonymousid, sentat, x-write-key'

/** Any site may send: a write key says where from, and is public. Preflights are remembered for a day. */
export const allowOrigin = async (request: FastifyRequest, reply: FastifyReply) => {
  reply.header('vary', 'Origin')
  const { origin } = request.headers
  if (origin === undefined) return
  reply.header('access-control-allow-origin', origin)
  reply.header('access-control-allow-credentials', 'true')
  if (request.method !== 'OPTIONS') {
    // Lets a browser's SDK read how long to wait.
    reply.header('access-control-expose-headers', 'Retry-After')
    return
  }
  reply.header('access-control-allow-methods', 'GET, POST, OPTIONS')
  reply.header('access-control-allow-headers', headers)
  reply.header('access-control-max-age', '86400')
}
