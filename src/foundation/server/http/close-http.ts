import type { FastifyInstance } from 'fastify'

const patienceMs = 5000

/**
 * Ends the server when the requests in hand are answered. Node counts a connection that has not
 * asked anything yet as busy and would wait for it, so what is left is cut.
 */
export const prepareClose = (app: FastifyInstance) => {
  let inHand = 0
  let whenIdle: (() => void) | undefined
  app.addHook('onRequest', async (_request, reply) => {
    inHand += 1
    reply.raw.once('close', () => {
      inHand -= 1
      if (inHand === 0) whenIdle?.()
    })
  })
  return async () => {
    const idle = new Promise<void>((resolve) => {
      whenIdle = resolve
      if (inHand === 0) resolve()
    })
    const closed = app.close()
    const late = setTimeout(() => whenIdle?.(), patienceMs)
    await idle
    clearTimeout(late)
    app.server.closeAllConnections()
    await closed
  }
}
