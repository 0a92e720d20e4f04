import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Endpoint } from '../../shared/endpoint.ts'
import type { Context } from '../context.ts'

export type Http = { request: FastifyRequest; reply: FastifyReply }

/** Marks an answer that the handler has already sent. */
export const sent = Symbol('sent')

export type Route = {
  endpoint: Endpoint
  handle: (ctx: Context, input: never, http: Http) => Promise<unknown>
  /** Calls the outside world, so it must not run inside the idempotency key's transaction. */
  outsideTransaction: boolean
  /** Takes a body of bytes, up to so many, whatever its content type. */
  takesBytes: number | undefined
}

export const route = <I extends z.ZodType, O extends z.ZodType>(
  endpoint: Endpoint<I, O>,
  handle: (ctx: Context, input: z.output<I>, http: Http) => Promise<z.input<O> | typeof sent>,
  options: { outsideTransaction?: boolean; takesBytes?: number } = {},
): Route => ({
  endpoint,
  handle: handle as Route['handle'],
  outsideTransaction: options.outsideTransaction ?? false,
  takesBytes: options.takesBytes,
})
