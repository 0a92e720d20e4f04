import { z } from 'zod'
import { endpoint, none } from '../../foundation/shared/endpoint.ts'

export const Sample = z.object({
  state: z.enum(['absent', 'filling', 'present', 'removing']),
  /** Whether anything of it is here. */
  present: z.boolean(),
  /** While it is being filled: how much of the whole is told. */
  progress: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
})

export const getSample = endpoint({
  method: 'GET',
  path: '/api/v1/sample',
  allow: 'signed-in',
  summary: 'Whether the sample brand is here, and how far it is',
  input: none,
  output: Sample,
})
/** A scripted customer writes within ten seconds. Errors: `sample.removing`, `sample.no_admin`. */
export const addSample = endpoint({
  method: 'POST',
  path: '/api/v1/sample',
  allow: 'workspace.manage',
  audits: ['sample.added'],
  summary:
    'Begins to fill the workspace with a bilingual sample shop; a repeat answers how far it is',
  input: none,
  output: Sample,
})
/** One that is still being filled is stopped. Errors: `sample.busy` when that takes unusually long. */
export const removeSample = endpoint({
  method: 'DELETE',
  path: '/api/v1/sample',
  allow: 'workspace.manage',
  audits: ['sample.removed'],
  summary: 'Removes all of it and nothing else; answers when it is gone',
  input: none,
  output: none,
})
