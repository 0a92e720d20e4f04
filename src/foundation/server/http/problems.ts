import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError, errorKinds } from '../../shared/app-error.ts'
import type { Log } from '../log.ts'

export type Problem = {
  type: string
  title: string
  status: number
  code: string
  facts: Record<string, unknown>
  /** Where the input was wrong. */
  fields?: { path: string; message: string }[]
}

const problem = (status: number, code: string, facts: Record<string, unknown> = {}): Problem => ({
  type: `urn:engawa:error:${code}`,
  title: code,
  status,
  code,
  facts,
})

/** Node's own, of a connection that broke and of a disk or a process that has no more to give. */
const passing = new Set(
  'ECONNREFUSED ECONNRESET EPIPE ENOTFOUND ETIMEDOUT EHOSTUNREACH ENOSPC EDQUOT EMFILE ENFILE'.split(
    ' ',
  ),
)

/**
 * What the same request may not meet again: SQLSTATE classes 08 and 57 (connection, shut-down, cancelled), 53 and 58
 * (disk, memory, connections), 40 (the loser of a deadlock), 25P03 (waited too long), and what the drivers say.
 */
export const isPassing = (error: unknown) => {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return (
    /^(08|40|53|57|58|25P03)/.test(code) ||
    passing.has(code) ||
    /Connection terminated|not queryable|timeout exceeded when trying to connect|after calling end/.test(
      message,
    )
  )
}

/** Any error as an RFC 9457 problem. What is no one's fault but ours says nothing of its cause. */
export const toProblem = (error: unknown): Problem => {
  if (error instanceof AppError) return problem(errorKinds[error.kind], error.code, error.facts)
  if (error instanceof z.ZodError) {
    const fields = error.issues
      .slice(0, 20)
      .map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
    return { ...problem(400, 'input.invalid', { path: fields[0]?.path ?? '' }), fields }
  }
  if (isPassing(error)) return problem(503, 'database.unavailable')
  const { statusCode, code } = error as FastifyError
  if (statusCode === 413) return problem(413, 'input.too_large')
  if (statusCode === 415) return problem(415, 'input.unsupported_type')
  if (statusCode && statusCode >= 400 && statusCode < 500)
    return problem(statusCode, 'input.malformed', { reason: code })
  // PostgreSQL refuses what no text column can hold (NUL), ids that are none, and days of a year 0.
  if (['22008', '22021', '22P02', '22P05'].includes((error as { code?: string }).code ?? ''))
    return problem(400, 'input.invalid')
  return problem(500, 'server.failed')
}

export const sendProblem =
  (log: Log) => (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const found = toProblem(error)
    // Being unavailable is said once by whoever notices, not by every request that meets it.
    if (found.status >= 500 && found.status !== 503) {
      const { code, message, stack } = error as { code?: string; message?: string; stack?: string }
      log.error(
        { id: request.id, route: request.routeOptions.url, code, message, stack },
        'request failed',
      )
    }
    if (found.status === 503 || found.status === 429)
      reply.header('retry-after', String(found.facts.retryAfter ?? 2))
    return reply.code(found.status).type('application/problem+json').send(found)
  }
