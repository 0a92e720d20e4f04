import { z } from 'zod'
import { endpoint, id, none, page, pageInput } from '../../foundation/shared/endpoint.ts'

export const Label = z.object({ id, name: z.string() })
/** `complaint`: conversations with it are counted as complaints on the customer's page. */
const meaning = z.enum(['complaint']).nullable()
export const MeaningfulLabel = Label.extend({ meaning })

export const listLabels = endpoint({
  method: 'GET',
  path: '/api/v1/labels',
  allow: 'label.read',
  summary: 'Labels by name',
  input: z.object(pageInput),
  output: page(MeaningfulLabel),
})
export const createLabel = endpoint({
  method: 'POST',
  path: '/api/v1/labels',
  allow: 'label.manage',
  summary: 'Makes a label; an existing name gives the existing label',
  input: z.object({ name: z.string().trim().min(1).max(60), meaning: meaning.optional() }),
  output: MeaningfulLabel,
})
export const renameLabel = endpoint({
  method: 'PATCH',
  path: '/api/v1/labels/:id',
  allow: 'label.manage',
  summary: 'Renames a label, or says what it means. Errors: `label.name_taken`',
  input: z.object({
    id,
    name: z.string().trim().min(1).max(60),
    meaning: meaning.optional(),
  }),
  output: MeaningfulLabel,
})
export const removeLabel = endpoint({
  method: 'DELETE',
  path: '/api/v1/labels/:id',
  allow: 'label.manage',
  summary: 'Removes a label everywhere',
  input: z.object({ id }),
  output: none,
})
