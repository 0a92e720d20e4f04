/** Whether JSON text holds what PostgreSQL cannot: NUL, or half of a surrogate pair. May be wrong, but rarely. */
export const hasUnstorableText = (json: string) =>
  /\\u(0000|d[89a-f])/.test(json) && hasUnstorableEscape(json)

/** The same of a text as it is. */
export const isUnstorable = (text: string) => text.includes('\u0000') || !text.isWellFormed()

/** Looks at the escapes one by one: after an escaped backslash, `u0000` is plain text. */
const hasUnstorableEscape = (json: string) => {
  for (const [written] of json.matchAll(/\\(?:u[0-9a-f]{4}|.)/g)) {
    if (/^\\u(0000|d[89a-f])/.test(written)) return true
  }
  return false
}

/** The same value with NUL left out and half pairs replaced (U+FFFD), in keys too. */
export const cleanText = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replaceAll('\u0000', '').toWellFormed()
  if (Array.isArray(value)) return value.map(cleanText)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [cleanText(key) as string, cleanText(inner)]),
  )
}
