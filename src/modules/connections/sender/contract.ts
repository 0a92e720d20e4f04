import { z } from 'zod'
import { endpoint, id, none, time } from '../../../foundation/shared/endpoint.ts'

/** The pair that signs outgoing mail (DKIM). `waiting`: its record was not seen in DNS yet, so it signs nothing. */
export const SigningKey = z.object({
  id,
  domain: z.string(),
  selector: z.string(),
  state: z.enum(['waiting', 'used']),
  /** The TXT record to publish. */
  name: z.string(),
  record: z.string(),
  createdAt: time,
  usedSince: time.nullable(),
})
/** `unsure`: cannot be known from here; `unasked`: DNS did not answer. */
export const DnsRow = z.object({
  row: z.enum(['mx', 'spf', 'dkim', 'dmarc', 'reverse']),
  state: z.enum(['good', 'missing', 'wrong', 'unsure', 'unasked']),
  /** In a word; its text is `connection.dns.<row>.<reason>`. */
  reason: z.string(),
  name: z.string(),
  type: z.enum(['MX', 'TXT', 'PTR']),
  found: z.array(z.string()),
  wanted: z.string().nullable(),
})

export const listSigningKeys = endpoint({
  method: 'GET',
  path: '/api/v1/connections/:id/signing-keys',
  allow: 'connection.manage',
  summary: 'Keys that outgoing mail is or will be signed with',
  input: z.object({ id }),
  output: z.object({ data: z.array(SigningKey) }),
})
/** It signs once its record was seen in DNS; until then the earlier one does. Errors: `connection.cannot_sign`. */
export const makeSigningKey = endpoint({
  method: 'POST',
  path: '/api/v1/connections/:id/signing-keys',
  allow: 'connection.manage',
  audits: ['connection.signing_key_made'],
  summary: 'Makes a key to sign outgoing mail with',
  input: z.object({ id }),
  output: SigningKey,
})
export const removeSigningKey = endpoint({
  method: 'DELETE',
  path: '/api/v1/connections/:id/signing-keys/:keyId',
  allow: 'connection.manage',
  audits: ['connection.signing_key_removed'],
  summary: 'Signs with it no more. Errors: `signing_key.missing`',
  input: z.object({ id, keyId: id }),
  output: none,
})
/** Takes up to 20 s. A key whose record is found is used from then on. Errors: `connection.cannot_sign`, `connection.rehearsal`. */
export const checkSenderDns = endpoint({
  method: 'POST',
  path: '/api/v1/connections/:id/dns-check',
  allow: 'connection.manage',
  summary: 'What DNS says of the sender’s domain, and what it should say',
  input: z.object({ id }),
  output: z.object({ rows: z.array(DnsRow), keys: z.array(SigningKey) }),
})
