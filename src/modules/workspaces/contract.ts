import { z } from 'zod'
import { endpoint, id, none } from '../../foundation/shared/endpoint.ts'

export const locale = z.enum(['en', 'ja'])

export const Workspace = z.object({
  id,
  name: z.string(),
  locale,
  timeZone: z.string(),
  joinWindowHours: z.number().int(),
  /** How long a reply by mail from the desk waits for second thoughts; 0 sends at once. */
  undoSeconds: z.number().int(),
  sample: z.boolean(),
  /** Whoever has no second factor sets one up at their next sign-in. */
  secondFactorRequired: z.boolean(),
  /** The shop that is meant where orders come without one. */
  shop: z.string(),
})

/** Open until the first admin exists; `codeRequired` tells the page to ask for the code from the server's output. */
export const getSetup = endpoint({
  method: 'GET',
  path: '/api/v1/setup',
  allow: 'public',
  summary: 'Whether this server still waits for its first admin',
  input: none,
  output: z.object({ open: z.boolean() }),
})

/** Errors: `setup.closed`, `setup.wrong_code`. Signs the new admin in. */
export const completeSetup = endpoint({
  method: 'POST',
  path: '/api/v1/setup',
  allow: 'public',
  audits: ['member.joined', 'sign_in.succeeded'],
  summary: 'Makes the first admin and workspace',
  input: z.object({
    code: z.string().max(100),
    workspaceName: z.string().trim().min(1).max(120),
    name: z.string().trim().min(1).max(120),
    email: z.email().max(254),
    password: z.string().min(8).max(200),
    locale,
    timeZone: z.string().max(60),
  }),
  output: z.object({ workspace: Workspace }),
})

export const getWorkspace = endpoint({
  method: 'GET',
  path: '/api/v1/workspace',
  allow: 'signed-in',
  summary: 'The workspace one works in',
  input: none,
  output: Workspace,
})

export const updateWorkspace = endpoint({
  method: 'PATCH',
  path: '/api/v1/workspace',
  allow: 'workspace.manage',
  audits: ['workspace.updated'],
  summary: 'Changes name, language, zone, joining window or time to undo',
  input: z.object({
    name: z.string().trim().min(1).max(120).optional(),
    locale: locale.optional(),
    timeZone: z.string().max(60).optional(),
    joinWindowHours: z.number().int().min(1).max(720).optional(),
    secondFactorRequired: z.boolean().optional(),
    undoSeconds: z.number().int().min(0).max(60).optional(),
  }),
  output: Workspace,
})
