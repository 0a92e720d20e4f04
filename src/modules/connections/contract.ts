import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../foundation/shared/endpoint.ts'

export const SettingsField = z.object({
  path: z.string(),
  kind: z.enum(['text', 'email', 'number', 'switch', 'secret']),
  required: z.boolean(),
  initial: z.union([z.string(), z.number(), z.boolean()]).optional(),
})
export const Channel = z.object({
  key: z.string(),
  form: z.array(SettingsField),
  canTest: z.boolean(),
  can: z.object({
    text: z.number(),
    subject: z.boolean(),
    attachments: z.boolean(),
    html: z.boolean(),
  }),
})
export const Connection = z.object({
  id,
  channel: z.string(),
  name: z.string(),
  address: z.string(),
  state: z.enum(['new', 'ok', 'failing', 'paused']),
  problem: z.object({ code: z.string(), detail: z.string().nullable() }).nullable(),
  stateAt: time.nullable(),
  createdAt: time,
})
/** Secret fields read as `null` when unset and `"•••"` when set; sending `"•••"` back keeps them. */
export const ConnectionWithSettings = Connection.extend({
  settings: z.record(z.string(), z.unknown()),
})
export const Quarantined = z.object({
  id,
  code: z.string(),
  detail: z.string().nullable(),
  bytes: z.number().int(),
  receivedAt: time,
  attempts: z.number().int(),
})

export const listChannels = endpoint({
  method: 'GET',
  path: '/api/v1/channels',
  allow: 'connection.read',
  summary: 'Kinds of connection and their forms',
  input: none,
  output: z.object({ data: z.array(Channel) }),
})
export const listConnections = endpoint({
  method: 'GET',
  path: '/api/v1/connections',
  allow: 'connection.read',
  summary: 'Connections',
  input: z.object(pageInput),
  output: page(Connection),
})
export const getConnection = endpoint({
  method: 'GET',
  path: '/api/v1/connections/:id',
  allow: 'connection.manage',
  summary: 'One connection with its settings, secrets hidden',
  input: z.object({ id }),
  output: ConnectionWithSettings,
})
export const createConnection = endpoint({
  method: 'POST',
  path: '/api/v1/connections',
  allow: 'connection.manage',
  summary: 'Adds a connection. Errors: `connection.settings_invalid`',
  input: z.object({
    channel: z.string().max(40),
    name: z.string().trim().max(80).optional(),
    settings: z.record(z.string(), z.unknown()),
  }),
  output: Connection,
})
export const updateConnection = endpoint({
  method: 'PATCH',
  path: '/api/v1/connections/:id',
  allow: 'connection.manage',
  summary: 'Changes name, settings, or pauses',
  input: z.object({
    id,
    name: z.string().trim().min(1).max(80).optional(),
    settings: z.record(z.string(), z.unknown()).optional(),
    paused: z.boolean().optional(),
  }),
  output: Connection,
})
export const removeConnection = endpoint({
  method: 'DELETE',
  path: '/api/v1/connections/:id',
  allow: 'connection.manage',
  summary: 'Removes it; its messages stay',
  input: z.object({ id }),
  output: none,
})
/** Tries settings, given or stored, against the provider. */
export const testConnection = endpoint({
  method: 'POST',
  path: '/api/v1/connections/test',
  allow: 'connection.manage',
  summary: 'Says what is wrong with settings',
  input: z.object({
    channel: z.string().max(40),
    id: id.optional(),
    settings: z.record(z.string(), z.unknown()),
  }),
  output: z.object({
    ok: z.boolean(),
    code: z.string().nullable(),
    detail: z.string().nullable(),
    path: z.string().nullable(),
  }),
})
/** received = stored + duplicate; stored includes quarantined. */
export const getConnectionCounts = endpoint({
  method: 'GET',
  path: '/api/v1/connections/:id/counts',
  allow: 'connection.read',
  summary: 'Input counts that add up',
  input: z.object({ id }),
  output: z.object({
    received: z.number().int(),
    stored: z.number().int(),
    duplicate: z.number().int(),
    quarantined: z.number().int(),
  }),
})
export const listQuarantine = endpoint({
  method: 'GET',
  path: '/api/v1/connections/:id/quarantine',
  allow: 'connection.manage',
  summary: 'Input that could not be used',
  input: z.object({ id, ...pageInput }),
  output: page(Quarantined),
})
export const retryQuarantined = endpoint({
  method: 'POST',
  path: '/api/v1/connections/:id/quarantine/:receiptId/retry',
  allow: 'connection.manage',
  summary: 'Tries to use it again',
  input: z.object({ id, receiptId: id }),
  output: none,
})
export const downloadQuarantined = endpoint({
  method: 'GET',
  path: '/api/v1/connections/:id/quarantine/:receiptId/raw',
  allow: 'connection.manage',
  summary: 'The input as it came',
  input: z.object({ id, receiptId: id }),
  output: z.any(),
})
