/** Values that broken integrations send for everybody; taken as ids they glue strangers together. */
const meaningless = new Set([
  '',
  'null',
  'undefined',
  'none',
  'nil',
  'nan',
  'true',
  'false',
  'anonymous',
  'guest',
  'id',
  'user_id',
  'userid',
  'anonymousid',
  'anonymous_id',
  'distinctid',
  'distinct_id',
  'not_authenticated',
  'email',
  '[object object]',
  '-1',
])

export const longestId = 200

/**
 * A user or anonymous id as text in one spelling; undefined for one that identifies nobody. Numbers count, since many
 * shops' customer ids are numbers, but for those so large that several are read as one. May be longer than `longestId`:
 * that is the caller's to refuse.
 */
export const readPersonId = (value: unknown): string | undefined => {
  if (typeof value === 'number') return isExact(value) ? readPersonId(String(value)) : undefined
  if (typeof value !== 'string') return undefined
  let text = value.trim()
  if (!isAscii(text)) text = text.normalize('NFKC').trim()
  const bare = text.length < 40 ? text.replace(/^(["'])(.*)\1$/, '$2') : text
  // Nothing but zeros and dashes: `0`, and the device id of a phone that withholds it.
  if (/^[0-]*$/.test(bare) || meaningless.has(bare.toLowerCase().trim())) return undefined
  return text
}

/** JSON's numbers beyond 2^53 are rounded when they are read: two accounts would be one. */
export const isExact = (value: number) => Math.abs(value) <= Number.MAX_SAFE_INTEGER

const isAscii = (text: string) => {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return false
  return true
}
