import { z } from 'zod'
import { endpoint, id } from '../../foundation/shared/endpoint.ts'

export const File = z.object({
  id,
  name: z.string(),
  type: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  /** `waiting`: not scanned for viruses yet. None: nobody scanned when it came. Only what is clean or none is given out. */
  scan: z.enum(['waiting', 'clean', 'infected', 'unscannable']).nullable(),
  /** What the scanner calls it, or why it would not look. */
  finding: z.string().nullable(),
})

/** Body: the bytes themselves, any content type, at most 25 MB; `?name=` and `?type=` describe them. */
export const uploadFile = endpoint({
  method: 'POST',
  path: '/api/v1/files',
  allow: 'file.upload',
  summary: 'Stores an attachment before it is sent. Errors: `file.too_large`, `file.infected`',
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
  summary:
    'The bytes of an attachment. Errors: `file.infected`, `file.not_scanned`, `file.not_scannable`',
  input: z.object({ id }),
  output: z.any(),
})
