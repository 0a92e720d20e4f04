import { z } from 'zod'
import type { Seal } from '../seal.ts'

/** Raised when an older version could no longer read what is written; docs/backup.md describes it. */
export const formatVersion = 1

const count = z.number().int().nonnegative()
const wholeNumber = z.string().regex(/^\d{1,20}$/)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** First in the file: what has to stand before rows can be loaded. */
export const header = z.object({
  product: z.literal('engawa'),
  format: count,
  begun: z.string(),
  postgres: z.string(),
  migrations: z.array(z.string()),
  epoch: count,
  /** Where the readers stood in the logs. */
  positions: z.array(z.object({ tx: wholeNumber, number: wholeNumber })),
  tables: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      columns: z.array(z.string()),
      parts: z.array(z.object({ name: z.string(), bound: z.string() })),
    }),
  ),
  sequences: z.array(
    z.object({ schema: z.string(), name: z.string(), value: wholeNumber, called: z.boolean() }),
  ),
  /** Tells one secret from another and nothing else of it; null when there was none to be found. */
  secret: z.string().nullable(),
})
export type Header = z.infer<typeof header>

/** Last in the file: without it the file is not whole. */
export const manifest = z.object({
  finished: z.string(),
  /** Hashes are of the rows without the columns that a restore writes anew. */
  tables: z.array(z.object({ name: z.string(), rows: count, sha256 })),
  jobs: z.object({ rows: count, sha256 }),
  /** `missing`: named by a row, but not to be read whole when the backup was made. */
  files: z.object({ count, bytes: count, missing: z.array(sha256) }),
  parts: z.array(z.object({ name: z.string(), bytes: count, sha256 })),
})
export type Manifest = z.infer<typeof manifest>

export const headerName = 'header.json'
export const manifestName = 'manifest.json'
export const jobsName = 'jobs'
export const filesFolder = 'files'

/** Rows are written in pieces of about this size: the most of a table that is ever in memory. */
export const partBytes = 4 * 1024 * 1024

export type Progress = (step: { step: string; name: string; count: number }) => void

/** The same for the same secret, and no way back to it. */
export const secretMark = (seal: Seal) => seal.sign('backup', 'which secret')

/** Whether the mark is that of a secret that is here. */
export const isMarkOf = (seal: Seal, mark: string) => seal.verify('backup', 'which secret', mark)
