import { z } from 'zod'

/**
 * One description of one HTTP call, read by the server, the typed client and the API document.
 * Path parameters, query and JSON body are one `input` object.
 */
export type Endpoint<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  /** A permission, or who may call without one. `visitor` is a widget's bearer token. */
  allow: string
  /** Lines of the audit log that calling it may write; a test holds every sensitive endpoint to one. */
  audits?: readonly string[]
  /** One line for the API document. */
  summary: string
  input: I
  output: O
}

export const openTo = ['public', 'signed-in', 'visitor'] as const

export const endpoint = <I extends z.ZodType, O extends z.ZodType>(description: Endpoint<I, O>) =>
  description

export type InputOf<E extends Endpoint> = z.input<E['input']>
export type OutputOf<E extends Endpoint> = z.output<E['output']>

/** A page of a list: `next` goes back as `after`; null is the end. */
export const page = <T extends z.ZodType>(row: T) =>
  z.object({ data: z.array(row), next: z.string().nullable() })

export const pageInput = {
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}

export const none = z.object({})
export const id = z.uuid()
/** UTC, ISO 8601; a handler may return a Date. */
export const time = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString() : value),
  z.iso.datetime(),
)
