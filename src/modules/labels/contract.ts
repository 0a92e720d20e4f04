import { z } from 'zod'
import { endpoint, id, none, page, pageInput } from '../../foundation/shared/endpoint.ts'

export const Label = z.object({ id, name: z.string() })

export const listLabels = endpoint({
  method: 'GET',
  path: '/api/v1/labels',
  allow: 'label.read',
  summary: 'Labels by name',
  input: z.object(pageInput),
  output: page(Label),
})
export const createLabel = endpoint({
  method: 'POST',
  path: '/api/v1/labels',
  allow: 'label.manage',
  summary: 'Makes a label; an existing name gives the existing label',
  input: z.object({ name: z.string().trim().min(1).max(60) }),
  output: Label,
})
export const renameLabel = endpoint({
  method: 'PATCH',
  path: '/api/v1/labels/:id',
  allow: 'label.manage',
  summary: 'Renames a label. Errors: `label.name_taken`',
  input: z.object({ id, name: z.string().trim().min(1).max(60) }),
  output: Label,
})
export const removeLabel = endpoint({
  method: 'DELETE',
  path: '/api/v1/labels/:id',
  allow: 'label.manage',
  summary: 'Removes a label everywhere',
  input: z.object({ id }),
  output: none,
})
