/** One spelling per identifier. Undefined for a value that identifies nobody. */
export const normalise = (type: string, value: string): string | undefined => {
  const plain = value.normalize('NFKC').replaceAll('\u0000', '').trim()
  if (plain.length === 0 || plain.length > 500 || meaningless.has(plain.toLowerCase()))
    return undefined
  if (type !== 'email') return plain
  const address = plain.toLowerCase()
  return /^[^\s@]+@[^\s@]+$/.test(address) ? address : undefined
}

/** Values that broken integrations send for everybody; taken as identifiers they glue strangers together. */
const meaningless = new Set([
  'anonymous',
  'guest',
  'null',
  'undefined',
  'none',
  'nil',
  'nan',
  'true',
  'false',
  'id',
  'user_id',
  'userid',
  'distinct_id',
  'distinctid',
  'email',
  'not_authenticated',
  '[object object]',
  '0',
  '-1',
  '"',
  "''",
  '""',
  '00000000-0000-0000-0000-000000000000',
])
