import { z } from 'zod'
import { endpoint, id, none } from '../../foundation/shared/endpoint.ts'
import { Conversation } from '../conversations/contract.ts'

export const Action = z.object({
  key: z.string(),
  subject: z.enum(['conversation']),
  /** Needed to run it by hand. */
  permission: z.string(),
  /** JSON Schema (2020-12) of `settings`. */
  settings: z.record(z.string(), z.unknown()),
})

export const listActions = endpoint({
  method: 'GET',
  path: '/api/v1/actions',
  allow: 'conversation.read',
  summary: 'What the product can do by itself, and the settings each takes',
  input: none,
  output: z.object({ data: z.array(Action) }),
})
/** Errors: `action.missing`, `action.settings_invalid`, `auth.forbidden`, and those of the action. */
export const runAction = endpoint({
  method: 'POST',
  path: '/api/v1/conversations/:id/actions/:key',
  allow: 'conversation.read',
  summary: "Runs an action on a conversation; needs the action's own permission, too",
  input: z.object({
    id,
    key: z.string().max(60),
    settings: z.record(z.string(), z.unknown()).default({}),
  }),
  output: Conversation,
})
