/** What went wrong, as far as HTTP and a person need to know; the number is the HTTP status. */
export const errorKinds = {
  invalid: 400,
  'signed-out': 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  'too-large': 413,
  'unsupported-type': 415,
  'too-many': 429,
  unavailable: 503,
} as const

export type ErrorKind = keyof typeof errorKinds

/** The one error that our code throws on purpose. */
export class AppError extends Error {
  readonly kind: ErrorKind
  /** Stable and dotted; the client translates `error.<code>`. */
  readonly code: string
  /** Fills the text's placeholders; never personal. */
  readonly facts: Record<string, unknown>

  constructor(kind: ErrorKind, code: string, facts: Record<string, unknown> = {}) {
    super(code)
    this.name = 'AppError'
    this.kind = kind
    this.code = code
    this.facts = facts
  }
}
