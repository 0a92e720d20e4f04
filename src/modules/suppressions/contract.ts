import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../foundation/shared/endpoint.ts'

/** An address that a provider reported as unreachable for good; nothing is sent there until somebody lifts it. */
export const Suppression = z.object({
  id,
  channel: z.string(),
  address: z.string(),
  reason: z.enum(['bounce']),
  /** The provider's own status, `5.1.1`. */
  status: z.string().nullable(),
  /** Ours that could not be delivered. */
  messageId: id.nullable(),
  /** The report that says so: a message of the conversation, and the raw input it came as. */
  evidenceId: id.nullable(),
  receiptId: id.nullable(),
  createdAt: time,
})

export const listSuppressions = endpoint({
  method: 'GET',
  path: '/api/v1/suppressions',
  allow: 'suppression.read',
  summary: 'Addresses that nothing is sent to, newest first',
  input: z.object({
    address: z.string().max(320).optional(),
    channel: z.string().max(40).optional(),
    ...pageInput,
  }),
  output: page(Suppression),
})
export const liftSuppression = endpoint({
  method: 'POST',
  path: '/api/v1/suppressions/:id/lift',
  allow: 'suppression.lift',
  audits: ['suppression.lifted'],
  summary: 'Lets messages go to this address again. Errors: `suppression.missing`',
  input: z.object({ id }),
  output: none,
})
