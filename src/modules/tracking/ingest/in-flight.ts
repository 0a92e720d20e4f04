import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../../foundation/shared/app-error.ts'

const limit = 128 * 1024 * 1024
const unknown = 256 * 1024

/** Refuses bodies, before reading them, while those under way would fill the memory. Errors: `tracking.overloaded`. */
export const boundInFlight = (app: FastifyInstance) => {
  const sizes = new WeakMap<FastifyRequest, number>()
  let total = 0
  app.addHook('onRequest', async (request) => {
    const size = Number(request.headers['content-length']) || unknown
    if (total + size > limit)
      throw new AppError('unavailable', 'tracking.overloaded', { retryAfter: 5 })
    total += size
    sizes.set(request, size)
  })
  const settle = async (request: FastifyRequest) => {
    total -= sizes.get(request) ?? 0
    sizes.delete(request)
  }
  app.addHook('onResponse', settle)
  app.addHook('onRequestAbort', settle)
}
