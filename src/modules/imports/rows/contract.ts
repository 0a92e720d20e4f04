/** What of an import a count is made of: rows of the file, or what an undo made of them. */
export const rowSets = [
  'rows',
  'created',
  'updated',
  'unchanged',
  'failed',
  'warnings',
  'removed',
  'restored',
  'kept',
] as const
export type RowSet = (typeof rowSets)[number]
