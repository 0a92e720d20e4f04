import { z } from 'zod'
import { endpoint, id, none, page, pageInput, time } from '../../foundation/shared/endpoint.ts'
import { rowSets } from './rows/contract.ts'

export const mostBytes = 1024 * 1024 * 1024
/** What is sent of a file at once. */
export const partBytes = 8 * 1024 * 1024

export const kinds = ['customers', 'orders'] as const
export const states = [
  'uploading',
  'ready',
  'running',
  'cancelled',
  'done',
  'failed',
  'undoing',
  'undone',
] as const
export const encodings = [
  'utf-8',
  'shift_jis',
  'euc-jp',
  'utf-16le',
  'utf-16be',
  'windows-1252',
] as const
export type EncodingName = (typeof encodings)[number]

/** How a file is read. Byte order marks are left out; Shift_JIS is CP932, as Windows and Excel write it in Japan. */
export const Reading = z.object({
  format: z.enum(['csv', 'jsonl']),
  encoding: z.enum(encodings),
  delimiter: z.enum([',', '\t', ';', '|']),
  /** Whether the first row names the columns; `JSONL` has no such row. */
  header: z.boolean(),
})
export type Reading = z.output<typeof Reading>

/** What becomes of each column, by the column's name: a target such as `email`, `name`, `custom.size`, or nothing. */
export const Mapping = z.object({
  columns: z.record(z.string().max(1000), z.string().max(100).nullable()).default({}),
  /** Whether whoever brings the file vouches for its identifiers and fields, or only passes on what people said. */
  trust: z.enum(['verified', 'claimed']).default('claimed'),
  /** Of orders: what amounts without a currency of their own are in. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('JPY'),
  /** Of orders: the shop they are of; with the order number it names an order. Empty: the workspace's own. */
  shop: z
    .string()
    .trim()
    .regex(/^[\w.:-]{0,80}$/)
    .default(''),
})
export type Mapping = z.output<typeof Mapping>

export const Problem = z.object({
  /** A code with the text `import.problem.<code>`. */
  code: z.string(),
  /** False: only a value of it was left out. */
  failed: z.boolean(),
  facts: z.record(z.string(), z.string()),
})
export type Problem = z.output<typeof Problem>

export const Import = z.object({
  id,
  kind: z.enum(kinds),
  name: z.string(),
  bytes: z.number(),
  receivedBytes: z.number(),
  state: z.enum(states),
  reading: Reading.nullable(),
  mapping: Mapping.nullable(),
  /** rows = created + updated + unchanged + failed, at every moment. */
  rows: z.number(),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  failed: z.number(),
  warnings: z.number(),
  /** Of the file's bytes, 0 to 1. */
  progress: z.number(),
  rowsPerSecond: z.number().nullable(),
  /** While it runs. */
  secondsLeft: z.number().nullable(),
  error: z.string().nullable(),
  /** Of an undo; `progress` of what there is to take back, 0 to 1. Below 1 and `done`: it was stopped, and can go on. */
  undo: z
    .object({
      removed: z.number(),
      restored: z.number(),
      kept: z.number(),
      /** Of orders: who came with the file. */
      customersRemoved: z.number(),
      customersKept: z.number(),
      progress: z.number(),
      rowsPerSecond: z.number().nullable(),
      /** While it runs. */
      secondsLeft: z.number().nullable(),
    })
    .nullable(),
  by: z.string(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  /** The file itself is kept for some days only. */
  hasFile: z.boolean(),
})

export const ImportedRow = z.object({
  /** As a spreadsheet counts, with the header. */
  row: z.number(),
  outcome: z.enum(['created', 'updated', 'unchanged', 'failed']),
  /** What an undo made of it. */
  undone: z.enum(['removed', 'restored', 'kept']).nullable(),
  /** The customer or the order it came to, as long as there is one. */
  subject: z.object({ id, name: z.string() }).nullable(),
  problems: z.array(Problem),
})

const of = z.object({ id })
const base = '/api/v1/imports'

export const listImports = endpoint({
  method: 'GET',
  path: base,
  allow: 'import.manage',
  summary: 'Imports, latest first',
  input: z.object({ ...pageInput }),
  output: page(Import),
})
export const getImport = endpoint({
  method: 'GET',
  path: `${base}/:id`,
  allow: 'import.manage',
  summary: 'One import and how far it is. Errors: `import.missing`',
  input: of,
  output: Import,
})
/** Rows of imports from before they were noted one by one are told only as far as they created or changed something. */
export const listImportRows = endpoint({
  method: 'GET',
  path: `${base}/:id/rows`,
  allow: 'import.manage',
  summary:
    'The rows that a count of an import is made of, in the order of the file. Errors: `import.missing`',
  input: z.object({
    id,
    of: z.enum(rowSets).default('rows'),
    ...pageInput,
    after: z
      .string()
      .regex(/^\d{1,12}$/)
      .optional(),
  }),
  output: page(ImportedRow),
})
export const createImport = endpoint({
  method: 'POST',
  path: base,
  allow: 'import.manage',
  audits: ['import.created'],
  summary:
    'Announces a file; its bytes follow in parts. Errors: `import.empty`, `import.too_large`, `import.no_space`',
  input: z.object({
    kind: z.enum(kinds),
    name: z.string().trim().min(1).max(255),
    bytes: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  }),
  output: Import,
})
/** Body: at most 8 MB of the file, from byte `offset` on. A part sent again does no harm. */
export const addPart = endpoint({
  method: 'PUT',
  path: `${base}/:id/content`,
  allow: 'import.manage',
  summary:
    'Adds a part of the file. `receivedBytes` says where the next begins. Errors: `import.wrong_offset`',
  input: z.object({ id, offset: z.coerce.number().int().min(0) }),
  output: Import,
})
export const Column = z.object({
  name: z.string(),
  /** The first values in it. */
  samples: z.array(z.string()),
  /** What it seems to be; null for nothing known. */
  target: z.string().nullable(),
})
export const Target = z.object({
  target: z.string(),
  /** Both null: the text is `import.target.<target>`. */
  titleEn: z.string().nullable(),
  titleJa: z.string().nullable(),
})
export const readImport = endpoint({
  method: 'POST',
  path: `${base}/:id/read`,
  allow: 'import.manage',
  summary:
    'How the file is written, its columns, and what each seems to be; what is given is not guessed. Errors: `import.incomplete`, `import.empty`, `import.not_text`, `import.not_json_lines`',
  input: z.object({ id, ...Reading.partial().shape }),
  output: z.object({
    import: Import,
    reading: Reading,
    columns: z.array(Column),
    targets: z.array(Target),
  }),
})
export const previewImport = endpoint({
  method: 'POST',
  path: `${base}/:id/preview`,
  allow: 'import.manage',
  summary: 'The first 50 rows as they would become. Errors: `import.no_identifier_column`',
  input: z.object({ id, mapping: Mapping }),
  output: z.object({
    /** Targets in the order of the columns. */
    targets: z.array(z.string()),
    rows: z.array(
      z.object({
        row: z.number(),
        values: z.record(z.string(), z.string()),
        problems: z.array(Problem),
      }),
    ),
  }),
})
export const startImport = endpoint({
  method: 'POST',
  path: `${base}/:id/start`,
  allow: 'import.manage',
  audits: ['import.started'],
  summary:
    'Begins, or goes on with what was cancelled or failed. Errors: `import.not_ready`, `import.file_gone`',
  input: z.object({ id, mapping: Mapping.optional() }),
  output: Import,
})
export const cancelImport = endpoint({
  method: 'POST',
  path: `${base}/:id/cancel`,
  allow: 'import.manage',
  audits: ['import.cancelled'],
  summary:
    'Stops after the rows in hand; what is in stays, and it can go on. An undo stops likewise. Errors: `import.not_running`',
  input: of,
  output: Import,
})
export const undoImport = endpoint({
  method: 'POST',
  path: `${base}/:id/undo`,
  allow: 'import.manage',
  audits: ['import.undone'],
  summary:
    'Takes back what it did, but for what others built on since. Errors: `import.running`, `import.not_undoable`',
  input: of,
  output: Import,
})
export const removeImport = endpoint({
  method: 'DELETE',
  path: `${base}/:id`,
  allow: 'import.manage',
  audits: ['import.removed'],
  summary: 'Forgets a file that was never begun. Errors: `import.running`',
  input: of,
  output: none,
})
/** UTF-8 with a byte order mark; what a spreadsheet would take for a formula stays text. */
export const downloadProblems = endpoint({
  method: 'GET',
  path: `${base}/:id/problems.csv`,
  allow: 'import.manage',
  audits: ['import.problems_downloaded'],
  summary: 'Rows that failed or lost a value: row, code, what it means, and the row as it stood',
  input: z.object({ id, locale: z.enum(['en', 'ja']).default('en') }),
  output: z.any(),
})
