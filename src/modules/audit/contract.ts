import { z } from 'zod'
import { endpoint, id, page, pageInput, time } from '../../foundation/shared/endpoint.ts'

/** Everything the log tells of; the text is `audit.act.<act>`. */
export const acts = [
  'sign_in.succeeded',
  'sign_in.failed',
  'sign_in.ended',
  'session.revoked',
  'password.reset_link_created',
  'password.reset',
  'password.changed',
  'two_factor.turned_on',
  'two_factor.turned_off',
  'two_factor.reset',
  'two_factor.codes_renewed',
  'two_factor.code_used',
  'passkey.added',
  'passkey.removed',
  'member.invited',
  'invitation.revoked',
  'member.joined',
  'member.role_changed',
  'member.removed',
  'team.created',
  'team.updated',
  'team.removed',
  'api_key.created',
  'api_key.revoked',
  'connection.created',
  'connection.updated',
  'connection.secret_changed',
  'connection.removed',
  'connection.signing_key_made',
  'connection.signing_key_removed',
  'connection.signing_begun',
  'file.infected',
  'source.created',
  'source.updated',
  'source.replayed',
  'source.removed',
  'workspace.updated',
  'sample.added',
  'sample.removed',
  'customer.updated',
  'customer.merged',
  'customer.unmerged',
  'customer.split',
  'customer.ruled_different',
  'identifier_type.changed',
  'identifier.blocked',
  'identifier.released',
  'suppression.lifted',
  'import.created',
  'import.started',
  'import.cancelled',
  'import.undone',
  'import.removed',
  'import.problems_downloaded',
  'message.raw_downloaded',
  'quarantine.downloaded',
  'quarantine.retried',
  'audit.exported',
  'backup.made',
  'backup.restored',
  'secret.rotated',
] as const

export const AuditEntry = z.object({
  id,
  at: time,
  act: z.string(),
  outcome: z.enum(['done', 'refused']),
  /** `name` is today's, empty where nobody is left who has one. */
  actor: z.object({ type: z.string(), id: z.string(), name: z.string() }),
  object: z.object({ type: z.string(), id: z.string(), name: z.string() }).nullable(),
  facts: z.record(z.string(), z.unknown()),
  /** An IPv4 /24 or an IPv6 /48. */
  network: z.string().nullable(),
})

/** Days are the workspace's, both ends included. `search` looks in acts, names, networks and facts. */
const wanted = {
  act: z.string().max(60).optional(),
  actorId: z.string().max(100).optional(),
  objectId: z.string().max(100).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  search: z.string().max(200).optional(),
}

export const listAudit = endpoint({
  method: 'GET',
  path: '/api/v1/audit',
  allow: 'audit.read',
  summary: 'Who did what that matters, latest first',
  input: z.object({ ...wanted, ...pageInput }),
  output: page(AuditEntry),
})
/** At most 100,000 lines, latest first; UTF-8 with a byte order mark. */
export const exportAudit = endpoint({
  method: 'GET',
  path: '/api/v1/audit.csv',
  allow: 'audit.read',
  audits: ['audit.exported'],
  summary: 'The same as a CSV file',
  input: z.object(wanted),
  output: z.any(),
})
