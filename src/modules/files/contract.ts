import { z } from 'zod'
import { endpoint, id } from '../../foundation/shared/endpoint.ts'

export const File = z.object({
  id,
  name: z.string(),
  type: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
})

/** Body: the bytes themselves, any content type, at most 25 MB; `?name=` and `?type=` describe them. */
export const uploadFile = endpoint({
  method: 'POST',
  path: '/api/v1/files',
  allow: 'file.upload',
  summary: 'Stores an attachment before it is sent. Errors: `file.too_large`',
  input: z.object({
    name: z.string().trim().min(1).max(255),
    type: z.string().max(100).optional(),
  }),
  output: File,
})
/** Sent as a download unless it is a picture of a safe type. */
export const downloadFile = endpoint({
  method: 'GET',
  path: '/api/v1/files/:id',
  allow: 'file.read',
  summary: 'The bytes of an attachment',
  input: z.object({ id }),
  output: z.any(),
})
