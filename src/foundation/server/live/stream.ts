import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Hub, Viewer } from './hub.ts'

/** A reader that leaves this much unread is let go; it resumes from its last id. */
const backlogBytes = 1024 * 1024

/** Ask whoever stands between to let everything through as it comes. */
export const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // nginx buffers otherwise.
  'x-accel-buffering': 'no',
}

/** Answers with server-sent events (WHATWG HTML §9.2) from the `Last-Event-ID` header or `?after=`. */
export const openStream = async (
  hub: Hub,
  request: FastifyRequest,
  reply: FastifyReply,
  viewer: Omit<Viewer, 'write' | 'close'>,
  origin?: string,
) => {
  const header = request.headers['last-event-id']
  const query = (request.query as { after?: string }).after
  const since = typeof header === 'string' && header ? header : query
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...streamHeaders,
    ...(origin ? { 'access-control-allow-origin': origin, vary: 'origin' } : {}),
  })
  raw.write('retry: 1000\n\n')
  let leave: (() => void) | undefined
  let gone = false
  const end = () => {
    gone = true
    leave?.()
  }
  raw.on('close', end)
  raw.on('error', end)
  try {
    leave = await hub.join(
      {
        ...viewer,
        write: (text) => {
          if (raw.destroyed) return false
          raw.write(text)
          return raw.writableLength < backlogBytes
        },
        close: (slow) => void (slow ? raw.destroy() : raw.end()),
      },
      since,
    )
    if (gone) leave()
  } catch {
    // The client comes back with its last id.
    raw.end()
  }
}
