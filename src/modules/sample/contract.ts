import { z } from 'zod'
import { endpoint, none } from '../../foundation/shared/endpoint.ts'

export const getSample = endpoint({
  method: 'GET',
  path: '/api/v1/sample',
  allow: 'signed-in',
  summary: 'Whether the sample brand is here',
  input: none,
  output: z.object({ present: z.boolean() }),
})
/** A scripted customer writes within ten seconds. Errors: `sample.present`. */
export const addSample = endpoint({
  method: 'POST',
  path: '/api/v1/sample',
  allow: 'workspace.manage',
  summary: 'Fills the workspace with a bilingual sample shop',
  input: none,
  output: none,
})
export const removeSample = endpoint({
  method: 'DELETE',
  path: '/api/v1/sample',
  allow: 'workspace.manage',
  summary: 'Removes all of it and nothing else',
  input: none,
  output: none,
})
